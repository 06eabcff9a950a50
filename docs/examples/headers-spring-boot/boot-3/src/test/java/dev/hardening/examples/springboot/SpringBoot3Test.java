package dev.hardening.examples.springboot;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.tomcat.TomcatHeaderContract;
import org.apache.catalina.Engine;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatContextCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class SpringBoot3Test extends SpringBootContract {
  SpringBoot3Test() {
    super(TomcatConfiguration.class);
  }

  @Override
  boolean isServlet61() {
    return false;
  }

  @Configuration(proxyBeanMethods = false)
  static class TomcatConfiguration {
    @Bean
    TomcatContextCustomizer headerContractOnTomcat(HeaderContractFilter filter) {
      return context -> {
        StandardHost host = (StandardHost) context.getParent();
        Engine engine = (Engine) host.getParent();
        TomcatHeaderContract.install(host, filter, engine.getService().findConnectors());
      };
    }
  }
}
