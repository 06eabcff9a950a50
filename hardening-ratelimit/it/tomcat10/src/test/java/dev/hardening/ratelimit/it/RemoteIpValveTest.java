package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind Tomcat's RemoteIpValve, as it is without settings: it has put the caller in the peer's
 * place, from the right of X-Forwarded-For, before any filter. The same requests get the same
 * answers.
 */
class RemoteIpValveTest extends ContainerSuite {

  @TempDir static Path directory = Path.of("");

  @Override
  protected RunningServer start(Filter filter, Servlet servlet) throws Exception {
    return TomcatTest.serve(filter, servlet, directory, List.of(new RemoteIpValve()));
  }

  @Test
  void is_told_by_the_doctor() throws IOException {
    RawHttp.get(port(), "/healthz", "X-Forwarded-For: 192.0.2.77");
    assertThat(filter.doctor().stream().map(Finding::code)).contains("PEER_REWRITTEN_BY_CONTAINER");
  }
}
