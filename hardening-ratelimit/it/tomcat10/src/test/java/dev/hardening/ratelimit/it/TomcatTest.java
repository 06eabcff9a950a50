package dev.hardening.ratelimit.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.io.TempDir;

/** On Tomcat 10.1 and 11. */
class TomcatTest extends ContainerSuite implements Http2Checks, ExpectChecks {

  @TempDir static Path directory = Path.of("");

  @Override
  protected RunningServer start(Filter filter, Servlet servlet) throws Exception {
    return serve(filter, servlet, directory, List.of());
  }

  static RunningServer serve(Filter filter, Servlet servlet, Path directory, List<Valve> valves)
      throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    Connector connector = tomcat.getConnector();
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("continueResponseTiming", "onRead");
    connector.addUpgradeProtocol(new Http2Protocol());
    // As lax as Tomcat can be: what it would refuse by itself must not get past the filter either.
    connector.setProperty("relaxedPathChars", "\\");
    connector.setProperty("encodedSolidusHandling", "decode");
    connector.setProperty("allowBackslash", "true");
    Context context = tomcat.addContext("", directory.toString());
    valves.forEach(context.getPipeline()::addValve);
    FilterDef definition = new FilterDef();
    definition.setFilterName("rate limit");
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("rate limit");
    mapping.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      mapping.setDispatcher(type.name());
    }
    context.addFilterMap(mapping);
    Wrapper wrapper = Tomcat.addServlet(context, "probe", servlet);
    wrapper.setAsyncSupported(true);
    wrapper.addMapping("/*");
    tomcat.start();
    return new RunningServer(
        connector.getLocalPort(),
        () -> {
          tomcat.stop();
          tomcat.destroy();
        });
  }
}
