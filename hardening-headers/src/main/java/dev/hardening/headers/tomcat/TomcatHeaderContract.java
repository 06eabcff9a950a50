package dev.hardening.headers.tomcat;

import dev.hardening.headers.ContractAnswer;
import dev.hardening.headers.HeaderContractFilter;
import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.Objects;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ProtocolHandler;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's error report, with answers that keep the header contract: for malformed requests, for
 * what no context takes, and for whatever else Tomcat refuses before a filter runs.
 *
 * <pre>{@code
 * TomcatHeaderContract.install((StandardHost) tomcat.getHost(), filter, tomcat.getConnector());
 * }</pre>
 */
public final class TomcatHeaderContract extends ErrorReportValve {
  private static final String REQUEST_ID = "X-Request-ID";

  private final HeaderContractFilter filter;

  private TomcatHeaderContract(HeaderContractFilter filter) {
    this.filter = Objects.requireNonNull(filter, "filter");
  }

  /**
   * Puts the report in the place of the host's own and of any other that is added to its pipeline
   * before it starts (Spring Boot adds one), and has the connectors send neither {@code Server} nor
   * {@code X-Powered-By}.
   *
   * @param host a host that is not started yet, as are the connectors
   * @param filter the filter whose contract to keep; it is to be registered in the contexts besides
   * @param connectors the connectors that lead to the host
   * @throws IllegalStateException if the host is running
   */
  public static void install(
      StandardHost host, HeaderContractFilter filter, Connector... connectors) {
    if (host.getState().isAvailable()) {
      throw new IllegalStateException("host: running (expected: not started)");
    }
    TomcatHeaderContract report = new TomcatHeaderContract(filter);
    host.setErrorReportValveClass("");
    host.getPipeline().addValve(report);
    host.addLifecycleListener(
        event -> {
          if (Lifecycle.BEFORE_START_EVENT.equals(event.getType())) {
            removeOthers(host.getPipeline(), report);
          }
        });
    for (Connector connector : connectors) {
      connector.addLifecycleListener(
          event -> {
            if (Lifecycle.AFTER_INIT_EVENT.equals(event.getType())) {
              ProtocolHandler protocol = connector.getProtocolHandler();
              protocol.setAdapter(new OptionsStarAdapter(protocol.getAdapter(), filter));
            }
          });
      connector.setXpoweredBy(false);
      connector.setProperty("serverRemoveAppProvidedValues", "true");
    }
  }

  /** A report that stands nearer to the contexts would answer first. */
  private static void removeOthers(Pipeline pipeline, TomcatHeaderContract report) {
    for (Valve valve : pipeline.getValves()) {
      if (valve instanceof ErrorReportValve && valve != report) {
        pipeline.removeValve(valve);
      }
    }
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    Object id = request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE);
    ContractAnswer answer =
        filter.answer(
            status,
            id instanceof String known ? known : response.getHeader(REQUEST_ID),
            request.isSecure(),
            String.join(",", Collections.list(request.getHeaders("Accept"))),
            Arrival.elapsedNanos(request.getCoyoteRequest()));
    answer.headers().forEach(response::setHeader);
    try {
      response.setContentType(answer.contentType());
      response.setCharacterEncoding("UTF-8");
      Writer writer = response.getReporter();
      if (writer != null) {
        writer.write(answer.body());
        response.finishResponse();
      }
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("Error report not written", e);
    }
  }
}
