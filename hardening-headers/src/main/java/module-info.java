/** A header contract on every response. */
module dev.hardening.headers {
  exports dev.hardening.headers;
  exports dev.hardening.headers.contract;

  requires org.slf4j;
  // ObservedResponse.of(java.net.http.HttpResponse); a host that calls it has the module.
  requires static java.net.http;
  // Annotations only.
  requires static org.jspecify;
  // HeaderContractFilter is a jakarta.servlet.Filter; `contract` and SecurityHeaders work without
  // it.
  requires static jakarta.servlet;
}
