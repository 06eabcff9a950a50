package dev.hardening.ratelimit.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.EnumSet;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** A Spring Boot application that registers the filter as a user would. */
final class BootApplication {

  private BootApplication() {}

  /** What Boot configures by itself. */
  @EnableAutoConfiguration
  @Configuration(proxyBeanMethods = false)
  static class Main {}

  static RunningServer start(Filter filter, Servlet servlet, Map<String, Object> properties) {
    SpringApplication application = new SpringApplication(Main.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties);
    application.addInitializers(
        context -> register((GenericApplicationContext) context, filter, servlet));
    ConfigurableApplicationContext context =
        application.run("--server.port=0", "--server.address=127.0.0.1");
    Integer port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return new RunningServer(port, context);
  }

  private static void register(GenericApplicationContext context, Filter filter, Servlet servlet) {
    FilterRegistrationBean<Filter> filters = new FilterRegistrationBean<>(filter);
    filters.setName("rateLimit");
    filters.addUrlPatterns("/*");
    filters.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    filters.setAsyncSupported(true);
    context.registerBean("rateLimit", FilterRegistrationBean.class, () -> filters);
    ServletRegistrationBean<Servlet> servlets = new ServletRegistrationBean<>(servlet, "/*");
    servlets.setAsyncSupported(true);
    context.registerBean("probe", ServletRegistrationBean.class, () -> servlets);
  }
}
