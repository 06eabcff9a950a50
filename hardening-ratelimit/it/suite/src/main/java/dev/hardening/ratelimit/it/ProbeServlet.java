package dev.hardening.ratelimit.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers on every path; on some in the roundabout ways that dispatch a request again. */
public final class ProbeServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** What containers instantiate. */
  public ProbeServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    if (path.startsWith("/async") && request.getDispatcherType() == DispatcherType.REQUEST) {
      AsyncContext async = request.startAsync();
      boolean never = path.endsWith("/never");
      async.setTimeout(never ? 50 : 120_000);
      if (!never) {
        async.start(path.endsWith("/complete") ? async::complete : async::dispatch);
      }
    } else if (path.startsWith("/forward")
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      request.getRequestDispatcher("/plain").forward(request, response);
    } else if (path.startsWith("/include")
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      request.getRequestDispatcher("/plain").include(request, response);
    } else if (path.startsWith("/error") && request.getDispatcherType() == DispatcherType.REQUEST) {
      response.sendError(418);
    } else {
      response.setContentType("text/plain");
      response.getWriter().print("served " + request.getDispatcherType());
    }
  }
}
