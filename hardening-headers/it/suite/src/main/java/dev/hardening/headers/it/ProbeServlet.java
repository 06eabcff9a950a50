package dev.hardening.headers.it;

import dev.hardening.headers.HeaderContractFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line and answers with the ids that the filter found. */
final class ProbeServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final Logger log = LoggerFactory.getLogger(ProbeServlet.class);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.info("probed");
    response
        .getWriter()
        .print(
            request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE)
                + " "
                + request.getAttribute(HeaderContractFilter.CLIENT_ID_ATTRIBUTE)
                + " "
                + request.getAttribute(HeaderContractFilter.TRACE_ID_ATTRIBUTE));
  }
}
