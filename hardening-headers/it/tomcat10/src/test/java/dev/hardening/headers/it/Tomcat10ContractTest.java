package dev.hardening.headers.it;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.tomcat.TomcatHeaderContract;
import jakarta.servlet.Servlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.io.TempDir;

class Tomcat10ContractTest extends ContainerContractTest {
  @TempDir static Path directory = Path.of("");

  @Override
  protected boolean isServlet61() {
    return false;
  }

  @Override
  protected boolean speaksHttp2() {
    return true;
  }

  @Override
  protected Container start(HeaderContractFilter filter, Map<String, Servlet> servlets)
      throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    Connector connector = tomcat.getConnector();
    connector.setProperty("address", "127.0.0.1");
    connector.addUpgradeProtocol(new Http2Protocol());
    Context context = tomcat.addContext("", Files.createDirectories(directory).toString());
    context.addServletContainerInitializer(
        (classes, servletContext) -> filter.register(servletContext), null);
    servlets.forEach(
        (pattern, servlet) -> {
          Wrapper wrapper = Tomcat.addServlet(context, pattern, servlet);
          wrapper.setAsyncSupported(true);
          wrapper.addMapping(pattern);
        });
    TomcatHeaderContract.install((StandardHost) tomcat.getHost(), filter, connector);
    tomcat.start();
    return new Container() {
      @Override
      public int port() {
        return connector.getLocalPort();
      }

      @Override
      public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
      }
    };
  }
}
