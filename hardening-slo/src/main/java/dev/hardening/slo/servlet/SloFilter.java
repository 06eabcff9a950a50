package dev.hardening.slo.servlet;

import dev.hardening.slo.Outcome;
import dev.hardening.slo.SloTracker;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Records the outcome and the duration of each request once, whether it is answered at once, later,
 * by an error page, or not at all.
 *
 * <pre>{@code
 * SloFilter filter =
 *     SloFilter.builder(tracker)
 *         .endpoint(request -> request.getServletPath().startsWith("/v1/") ? "api" : "default")
 *         .ignore(request -> request.getServletPath().equals("/healthz"))
 *         .build();
 * // inside the header filter, outside the rate limit, with async supported:
 * FilterRegistration.Dynamic slo = context.addFilter("slo", filter);
 * slo.setAsyncSupported(true);
 * slo.addMappingForUrlPatterns(
 *     EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
 * }</pre>
 *
 * <p>The duration runs from this filter's entry to the end of the chain or, for asynchronous
 * requests, to their completion. An exception that leaves the chain, or ends an asynchronous
 * request, is {@link Outcome#EXCEPTION}; an asynchronous timeout that is answered with a 5xx is
 * {@link Outcome#TIMEOUT}. An error of an asynchronous request that the application turned into an
 * answer below 500 is judged by that answer, unless the answer had begun before. Map it for ASYNC
 * dispatches too: an exception that leaves one of them is seen there in every container. Error and
 * async dispatches, forwards and includes of a request that was seen before pass through, also of
 * one that is ignored. Several trackers may have a filter each. An exception of the endpoint
 * function fails the request, as one of the application would, and is counted as such. Thread-safe.
 */
public final class SloFilter implements Filter {
  /** Set on a request when it is first seen, for the request's life: error pages come after us. */
  private final String seen;

  private final SloTracker tracker;
  private final Function<? super HttpServletRequest, String> endpoint;
  private final Predicate<? super HttpServletRequest> ignored;
  private final LongSupplier nanoClock;

  private SloFilter(Builder builder) {
    tracker = builder.tracker;
    endpoint = builder.endpoint;
    ignored = builder.ignored;
    nanoClock = builder.nanoClock;
    // By tracker, so that filters of two trackers both count and two of one tracker count once.
    seen = SloFilter.class.getName() + ".seen." + System.identityHashCode(tracker);
  }

  /** A filter that feeds this tracker. */
  public static Builder builder(SloTracker tracker) {
    return new Builder(tracker);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getAttribute(seen) != null) {
      again(request, response, chain);
      return;
    }
    request.setAttribute(seen, this);
    if (ignored.test(http)) {
      chain.doFilter(request, response);
      return;
    }
    long start = nanoClock.getAsLong();
    String name = "default";
    boolean returned = false;
    try {
      name = endpoint.apply(http);
      chain.doFilter(request, response);
      returned = true;
    } finally {
      if (returned && request.isAsyncStarted()) {
        watch(request, answer, name, start);
      } else {
        record(name, returned ? Outcome.COMPLETED : Outcome.EXCEPTION, answer, start);
      }
    }
  }

  /**
   * A dispatch of a request that was seen before. Jetty tells no listener of an exception that
   * leaves an asynchronous dispatch once the answer has begun.
   */
  private void again(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean returned = false;
    try {
      chain.doFilter(request, response);
      returned = true;
    } finally {
      if (!returned
          && request.getDispatcherType() == DispatcherType.ASYNC
          && request.getAttribute(seen) instanceof Watch watch) {
        watch.finish(Outcome.EXCEPTION);
      }
    }
  }

  private void watch(ServletRequest request, HttpServletResponse answer, String name, long start) {
    Watch watch = new Watch(answer, name, start);
    request.setAttribute(seen, watch);
    try {
      request.getAsyncContext().addListener(watch);
    } catch (IllegalStateException e) {
      // It was completed between the question and the answer.
      watch.finish(Outcome.COMPLETED);
    }
  }

  private void record(String name, Outcome outcome, HttpServletResponse answer, long start) {
    long end = nanoClock.getAsLong();
    tracker.record(name, outcome, answer.getStatus(), end - start);
  }

  /** Waits for the end of an asynchronous request. */
  private final class Watch implements AsyncListener {
    private final HttpServletResponse answer;
    private final String name;
    private final long start;
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile @Nullable Outcome failure;
    private volatile boolean brokenOff;

    Watch(HttpServletResponse answer, String name, long start) {
      this.answer = answer;
      this.name = name;
      this.start = start;
    }

    void finish(Outcome outcome) {
      if (finished.compareAndSet(false, true)) {
        record(name, outcome, answer, start);
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      Outcome failed = failure;
      // A timeout or an error that the application turned into an ordinary answer is one.
      boolean answered = answer.getStatus() < 500 && !brokenOff;
      finish(failed == null || answered ? Outcome.COMPLETED : failed);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      failure = Outcome.TIMEOUT;
    }

    @Override
    public void onError(AsyncEvent event) {
      failure = Outcome.EXCEPTION;
      brokenOff = answer.isCommitted();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }

  /** Builds a {@link SloFilter}. Not thread-safe. */
  public static final class Builder {
    private final SloTracker tracker;
    private Function<? super HttpServletRequest, String> endpoint = request -> "default";
    private Predicate<? super HttpServletRequest> ignored = request -> false;
    private LongSupplier nanoClock = System::nanoTime;

    private Builder(SloTracker tracker) {
      this.tracker = tracker;
    }

    /**
     * Names the endpoint of a request: the name of a rule, never text from the request. Without it
     * every request belongs to {@code default}.
     */
    public Builder endpoint(Function<? super HttpServletRequest, String> name) {
      endpoint = name;
      return this;
    }

    /** Requests that no objective is about, such as health checks. */
    public Builder ignore(Predicate<? super HttpServletRequest> requests) {
      ignored = requests;
      return this;
    }

    /**
     * The clock that durations are measured with; {@link System#nanoTime} unless said otherwise.
     */
    public Builder nanoClock(LongSupplier newNanoClock) {
      nanoClock = newNanoClock;
      return this;
    }

    /** The filter. */
    public SloFilter build() {
      return new SloFilter(this);
    }
  }
}
