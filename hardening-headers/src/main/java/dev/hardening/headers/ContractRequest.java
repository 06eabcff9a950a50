package dev.hardening.headers;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The request that the application sees. It exists for {@code startAsync}: the container would hand
 * an asynchronous application its own response, past the contract's.
 */
final class ContractRequest extends HttpServletRequestWrapper {
  private final Exchange exchange;
  private final ContractResponse response;

  ContractRequest(HttpServletRequest request, ContractResponse response) {
    super(request);
    this.exchange = response.exchange();
    this.response = response;
  }

  @Override
  public AsyncContext startAsync() {
    return start(this, response, true);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return start(request, response, false);
  }

  @Override
  public AsyncContext getAsyncContext() {
    ContractAsyncContext context = exchange.asyncContext;
    return context != null ? context : super.getAsyncContext();
  }

  /**
   * Inside an include no header can be set (Servlet 6.0, 9.3), so the latency is brought up to date
   * before.
   */
  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    RequestDispatcher dispatcher = super.getRequestDispatcher(path);
    return dispatcher == null ? null : new SealingDispatcher(dispatcher);
  }

  private AsyncContext start(ServletRequest request, ServletResponse response, boolean original) {
    ContractAsyncContext former = exchange.asyncContext;
    AsyncContext started = super.startAsync(request, response);
    if (started instanceof ContractAsyncContext) {
      return started; // begun by another wrapper of ours, below this one
    }
    // From here on the thread of the request writes no header: another one may be using the
    // response.
    this.response.seal();
    exchange.goAsynchronous();
    ContractAsyncContext context =
        former == null ? new ContractAsyncContext(this.response) : former;
    context.begin(started, original);
    exchange.asyncContext = context;
    return context;
  }

  private final class SealingDispatcher implements RequestDispatcher {
    private final RequestDispatcher dispatcher;

    SealingDispatcher(RequestDispatcher dispatcher) {
      this.dispatcher = dispatcher;
    }

    @Override
    public void forward(ServletRequest request, ServletResponse response)
        throws ServletException, IOException {
      dispatcher.forward(request, response);
    }

    @Override
    public void include(ServletRequest request, ServletResponse response)
        throws ServletException, IOException {
      ContractRequest.this.response.seal();
      dispatcher.include(request, response);
    }
  }
}
