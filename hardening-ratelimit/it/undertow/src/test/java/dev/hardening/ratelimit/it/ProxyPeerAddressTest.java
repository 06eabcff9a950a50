package dev.hardening.ratelimit.it;

import io.undertow.server.handlers.ProxyPeerAddressHandler;
import org.junit.jupiter.api.Test;

/** With Undertow's ProxyPeerAddressHandler. */
class ProxyPeerAddressTest {

  @Test
  void lets_callers_choose_their_address_and_the_doctor_tells() throws Exception {
    LeftmostAddress.check(
        (filter, servlet) -> UndertowTest.serve(filter, servlet, ProxyPeerAddressHandler::new),
        "FORWARDED_FROM_UNTRUSTED_PEER");
  }
}
