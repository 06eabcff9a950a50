/** A header contract on every response. */
module dev.hardening.headers {
  exports dev.hardening.headers;
  exports dev.hardening.headers.assertj;
  exports dev.hardening.headers.contract;
  exports dev.hardening.headers.jetty;
  exports dev.hardening.headers.junit;
  exports dev.hardening.headers.matrix;
  exports dev.hardening.headers.policy;
  exports dev.hardening.headers.tomcat;
  exports dev.hardening.headers.undertow;

  requires org.slf4j;
  // ObservedResponse.of(java.net.http.HttpResponse); a host that calls it has the module.
  requires static java.net.http;
  // Annotations only.
  requires static org.jspecify;
  // HeaderContractFilter is a jakarta.servlet.Filter; `contract` and SecurityHeaders work without
  // it.
  requires static jakarta.servlet;
  // Optional: the adapters take the containers' own types.
  requires static org.apache.tomcat.catalina;
  requires static org.apache.tomcat.coyote;
  requires static org.eclipse.jetty.server;
// Undertow is no module: undertow-core has neither descriptor nor module name.
// AssertJ and JUnit are read at run time instead: see TestLibrary.
}
