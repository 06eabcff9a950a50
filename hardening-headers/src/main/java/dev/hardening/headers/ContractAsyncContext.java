package dev.hardening.headers;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container's asynchronous context, with the latency brought up to date before {@code
 * complete()}, the MDC set in {@code start(Runnable)}, and an answer of the standard form when a
 * time-out or an error is left unanswered by the application.
 *
 * <p>It keeps the application's listeners itself: only so can it tell, after the last of them, that
 * none has completed or dispatched. One object serves all asynchronous cycles of a request.
 */
final class ContractAsyncContext implements AsyncContext {
  private static final Logger log = LoggerFactory.getLogger(HeaderContractFilter.class);

  private final ContractResponse response;
  private final Exchange exchange;
  private volatile Relay relay = new Relay(List.of());
  private volatile @Nullable AsyncContext delegate;
  private volatile boolean ended;
  private boolean original;

  ContractAsyncContext(ContractResponse response) {
    this.response = response;
    this.exchange = response.exchange();
  }

  void begin(AsyncContext started, boolean original) {
    delegate = started;
    ended = false;
    this.original = original;
    // A container may tell the listeners of the last cycle of this one now or when the dispatch is
    // over (Undertow); what they registered meanwhile is for this cycle.
    Relay former = relay;
    relay = new Relay(former.told ? former.listeners : List.of());
    started.addListener(relay);
  }

  private AsyncContext delegate() {
    return Objects.requireNonNull(delegate);
  }

  @Override
  public ServletRequest getRequest() {
    return delegate().getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return delegate().getResponse();
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return original;
  }

  @Override
  public void dispatch() {
    ended = true;
    delegate().dispatch();
  }

  @Override
  public void dispatch(String path) {
    ended = true;
    delegate().dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    ended = true;
    delegate().dispatch(context, path);
  }

  @Override
  public void complete() {
    if (!ended) {
      response.seal();
    }
    ended = true;
    delegate().complete();
  }

  @Override
  public void start(Runnable task) {
    delegate()
        .start(
            () -> {
              MdcScope scope = MdcScope.open(exchange);
              try {
                task.run();
              } catch (Throwable e) {
                log.error("Asynchronous task failed [request_id={}]", exchange.requestId, e);
                exchange.settings.counters().exceptionsEscaped.increment();
                answer(500);
              } finally {
                if (scope != null) {
                  scope.close();
                }
              }
            });
  }

  @Override
  public void addListener(AsyncListener listener) {
    relay.listeners.add(new Registration(listener, null, null));
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    relay.listeners.add(new Registration(listener, request, response));
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return delegate().createListener(type);
  }

  @Override
  public void setTimeout(long timeoutMillis) {
    delegate().setTimeout(timeoutMillis);
  }

  @Override
  public long getTimeout() {
    return delegate().getTimeout();
  }

  /** Ends the request with an error if that is the filter's to do and nobody has ended it. */
  private void answer(int status) {
    if (exchange.settings.errorFormat() != ErrorFormat.CONTAINER) {
      fail(status);
    }
  }

  /** Ends the request with an error if nobody has ended it; never throws. */
  void fail(int status) {
    if (ended) {
      return;
    }
    try {
      response.answer(status);
      complete();
    } catch (IOException | RuntimeException e) {
      log.warn("Could not answer [request_id={}, status={}]", exchange.requestId, status, e);
    }
  }

  private interface Call {
    void on(AsyncListener listener, AsyncEvent event) throws IOException;
  }

  private record Registration(
      AsyncListener listener,
      @Nullable ServletRequest request,
      @Nullable ServletResponse response) {}

  /** The one listener that the container knows in a cycle, and those of the application. */
  private final class Relay implements AsyncListener {
    private final List<Registration> listeners;
    private boolean told;

    Relay(List<Registration> listeners) {
      this.listeners = new CopyOnWriteArrayList<>(listeners);
    }

    @Override
    public void onComplete(AsyncEvent event) {
      relay(listeners, event, AsyncListener::onComplete);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      relay(listeners, event, AsyncListener::onTimeout);
      answer(503);
    }

    @Override
    public void onError(AsyncEvent event) {
      relay(listeners, event, AsyncListener::onError);
      answer(500);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      List<Registration> former = List.copyOf(listeners);
      listeners.clear();
      told = true;
      relay(former, event, AsyncListener::onStartAsync);
    }

    private void relay(List<Registration> listeners, AsyncEvent event, Call call) {
      if (listeners.isEmpty()) {
        return;
      }
      MdcScope scope = MdcScope.open(exchange);
      try {
        for (Registration each : listeners) {
          try {
            call.on(each.listener, event(each, event));
          } catch (Throwable e) {
            exchange.settings.counters().foreignFailures.increment();
            log.warn("AsyncListener failed [request_id={}]", exchange.requestId, e);
          }
        }
      } finally {
        if (scope != null) {
          scope.close();
        }
      }
    }

    @SuppressWarnings(
        "NullAway") // the API is unannotated: an event has null where nothing was given
    private AsyncEvent event(Registration registration, AsyncEvent event) {
      return new AsyncEvent(
          ContractAsyncContext.this,
          registration.request,
          registration.response,
          event.getThrowable());
    }
  }
}
