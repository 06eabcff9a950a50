package dev.hardening.headers.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Ends each request in another thread, at once, while the request's own thread is still on its way
 * out through the filter.
 */
final class StressServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient ExecutorService workers = Executors.newFixedThreadPool(4);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    int way = Math.floorMod(Integer.parseInt(request.getParameter("n")), 4);
    AsyncContext context = request.startAsync();
    workers.execute(
        () -> {
          try {
            response.addHeader("X-Worker", "1");
            switch (way) {
              case 0 -> {}
              case 1 -> response.getOutputStream().write(new byte[100]);
              case 2 -> {
                response.getOutputStream().write(new byte[50_000]);
                response.getOutputStream().flush();
              }
              default -> response.sendError(409);
            }
          } catch (IOException e) {
            throw new IllegalStateException(e);
          } finally {
            context.complete();
          }
        });
  }

  @Override
  public void destroy() {
    workers.shutdownNow();
  }
}
