package dev.hardening.headers.it;

import dev.hardening.headers.HeaderContractFilter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;

/** Answers with what the MDC held in each of the places where a request's code runs. */
final class MdcServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final String SEEN = MdcServlet.class.getName();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    note(request);
    AsyncContext context = request.startAsync();
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      context.addListener(new AnswerOnTimeout());
      context.setTimeout(200);
    } else {
      context.start(
          () -> {
            note(request);
            context.dispatch();
          });
    }
  }

  private static void note(HttpServletRequest request) {
    Object before = request.getAttribute(SEEN);
    String now =
        MDC.get(HeaderContractFilter.MDC_REQUEST_ID)
            + " "
            + MDC.get(HeaderContractFilter.MDC_CLIENT_ID);
    request.setAttribute(SEEN, before == null ? now : before + "|" + now);
  }

  private static final class AnswerOnTimeout implements AsyncListener {
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      AsyncContext context = event.getAsyncContext();
      HttpServletRequest request = (HttpServletRequest) context.getRequest();
      note(request);
      context.getResponse().getWriter().print(request.getAttribute(SEEN));
      context.complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
