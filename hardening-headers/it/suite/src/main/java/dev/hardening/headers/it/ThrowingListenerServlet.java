package dev.hardening.headers.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Goes asynchronous, lets the time run out, and has a listener that throws on every occasion. */
final class ThrowingListenerServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext context = request.startAsync();
    context.addListener(new Listener());
    context.setTimeout(20);
  }

  private static final class Listener implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      throw new IllegalStateException("on complete");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      throw new AssertionError("on time-out");
    }

    @Override
    public void onError(AsyncEvent event) {
      throw new IllegalStateException("on error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      throw new IllegalStateException("on start");
    }
  }
}
