package dev.hardening.ratelimit.it;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.Map;

class SpringBootTest extends ContainerSuite {

  @Override
  protected RunningServer start(Filter filter, Servlet servlet) {
    return BootApplication.start(filter, servlet, Map.of());
  }
}
