package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * With server.forward-headers-strategy=native, Tomcat's RemoteIpValve has put the caller in the
 * peer's place before any filter.
 */
class ForwardHeadersNativeTest extends ContainerSuite {

  @Override
  protected RunningServer start(Filter filter, Servlet servlet) {
    return BootApplication.start(
        filter, servlet, Map.of("server.forward-headers-strategy", "native"));
  }

  @Test
  void is_told_by_the_doctor() throws IOException {
    RawHttp.get(port(), "/healthz", "X-Forwarded-For: 192.0.2.77");
    assertThat(filter.doctor().stream().map(Finding::code)).contains("PEER_REWRITTEN_BY_CONTAINER");
  }
}
