package dev.hardening.quickstart;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log line for every request, those that Jetty itself refuses included, once it is answered. */
final class RequestLines implements RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger("request");

  @Override
  public void log(Request request, Response response) {
    HttpFields headers = response.getHeaders();
    LOG.atInfo()
        .addKeyValue("request_id", headers.get("X-Request-ID"))
        .addKeyValue("method", request.getMethod())
        .addKeyValue("path", request.getHttpURI().getPathQuery())
        .addKeyValue("status", response.getStatus())
        .addKeyValue(
            "latency_ms",
            TimeUnit.NANOSECONDS.toMillis(NanoTime.since(request.getHeadersNanoTime())))
        .log("request");
  }
}
