package dev.hardening.headers.tomcat;

import dev.hardening.headers.HeaderContractFilter;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/** Adds the contract to {@code OPTIONS *}, the one request that Tomcat answers before any valve. */
final class OptionsStarAdapter implements Adapter {
  private final Adapter delegate;
  private final HeaderContractFilter filter;

  OptionsStarAdapter(Adapter delegate, HeaderContractFilter filter) {
    this.delegate = delegate;
    this.filter = filter;
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    if (request.requestURI().equals("*")) {
      boolean secure = request.scheme().equals("https");
      filter
          .answer(204, null, secure, null, Arrival.elapsedNanos(request))
          .headers()
          .forEach(response::setHeader);
    }
    delegate.service(request, response);
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return delegate.prepare(request, response);
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent status)
      throws Exception {
    return delegate.asyncDispatch(request, response, status);
  }

  @Override
  public void log(Request request, Response response, long time) {
    delegate.log(request, response, time);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    delegate.checkRecycled(request, response);
  }

  @Override
  public String getDomain() {
    return delegate.getDomain();
  }
}
