package dev.hardening.ratelimit.it;

import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.junit.jupiter.api.Test;

/** With Jetty's ForwardedRequestCustomizer. */
class ForwardedCustomizerTest {

  @Test
  void lets_callers_choose_their_address_and_the_doctor_tells() throws Exception {
    LeftmostAddress.check(
        (filter, servlet) -> JettyEe11Test.serve(filter, servlet, new ForwardedRequestCustomizer()),
        "FORWARDED_FROM_UNTRUSTED_PEER");
  }
}
