package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.Settlement;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settles a reservation when the request is over: when the handler returns, or when what it started
 * asynchronously is complete.
 */
final class Settling implements AsyncListener {

  private final MultiReservation reservation;
  private final OutcomeCost cost;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Consumer<RuntimeException> onFailure;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable Throwable failure;

  Settling(
      Verdict.Reserved reserved,
      HttpServletRequest request,
      HttpServletResponse response,
      Consumer<RuntimeException> onFailure) {
    this.reservation = reserved.reservation();
    this.cost = reserved.cost();
    this.request = request;
    this.response = response;
    this.onFailure = onFailure;
  }

  /** The handler has returned, or thrown. */
  void handled(@Nullable Throwable thrown) {
    failure = thrown;
    if (thrown == null && request.isAsyncStarted()) {
      try {
        request.getAsyncContext().addListener(this);
        return;
      } catch (IllegalStateException e) {
        // It was completed or dispatched meanwhile: there is nothing left to wait for that we could
        // hear of.
      }
    }
    settle();
  }

  private void settle() {
    if (done.getAndSet(true)) {
      return;
    }
    try {
      // Without waiting for a limiter elsewhere: the client's answer may not be on its way yet.
      var unused =
          reservation
              .settleAsync(Math.max(0, cost.permits(request, response, failure)))
              .exceptionally(this::unsettled);
    } catch (RuntimeException e) {
      // What was reserved stays charged: the safe side.
      onFailure.accept(e);
    }
  }

  private @Nullable List<Settlement> unsettled(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    onFailure.accept(
        cause instanceof RuntimeException failed ? failed : new CompletionException(cause));
    return null;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    settle();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // onComplete follows.
  }

  @Override
  public void onError(AsyncEvent event) {
    failure = event.getThrowable();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // A new cycle forgets its listeners.
    event.getAsyncContext().addListener(this);
  }
}
