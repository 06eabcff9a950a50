package dev.hardening.ratelimit.it;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.Map;

/** In Spring Boot 3.5 and 4.1. */
class SpringBootTest extends ContainerSuite implements Http2Checks {

  @Override
  protected RunningServer start(Filter filter, Servlet servlet) {
    return BootApplication.start(filter, servlet, Map.of("server.http2.enabled", "true"));
  }
}
