package dev.hardening.headers.it;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.matrix.CommitMatrix;
import dev.hardening.headers.matrix.MalformedRequest;
import dev.hardening.headers.undertow.UndertowHeaderContract;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

class UndertowContractTest extends ContainerContractTest {
  @Override
  protected boolean isServlet61() {
    return false;
  }

  @Override
  public CommitMatrix matrix() {
    return super.matrix().forLenientServer();
  }

  @Override
  protected Set<MalformedRequest> answeredBeforeAnyHandler() {
    return EnumSet.of(
        MalformedRequest.BAD_URI,
        MalformedRequest.BAD_ESCAPE,
        MalformedRequest.NO_HOST,
        MalformedRequest.TWO_HOSTS,
        MalformedRequest.BAD_HEADER_NAME,
        MalformedRequest.BAD_LENGTH);
  }

  @Override
  protected boolean knowsTheFirstByte() {
    return false;
  }

  @Override
  protected Container start(HeaderContractFilter filter, Map<String, Servlet> servlets)
      throws Exception {
    ServletContainerInitializer registration =
        (classes, servletContext) -> filter.register(servletContext);
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(UndertowContractTest.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("test")
            .addServletContainerInitializer(
                new ServletContainerInitializerInfo(
                    registration.getClass(),
                    () -> new ImmediateInstanceHandle<>(registration),
                    Set.of()));
    servlets.forEach(
        (pattern, servlet) ->
            deployment.addServlet(
                Servlets.servlet(
                        pattern, servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                    .addMapping(pattern)
                    .setAsyncSupported(true)));
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
    manager.deploy();
    Undertow.Builder builder = Undertow.builder().addHttpListener(0, "127.0.0.1");
    UndertowHeaderContract.install(builder, manager.start(), filter);
    Undertow server = builder.build();
    server.start();
    return new Container() {
      @Override
      public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
      }

      @Override
      public void stop() throws Exception {
        server.stop();
        manager.stop();
      }
    };
  }
}
