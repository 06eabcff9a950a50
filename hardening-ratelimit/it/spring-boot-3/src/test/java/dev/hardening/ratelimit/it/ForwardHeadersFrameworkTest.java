package dev.hardening.ratelimit.it;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** With server.forward-headers-strategy=framework: Spring's ForwardedHeaderFilter. */
class ForwardHeadersFrameworkTest {

  @Test
  void lets_callers_choose_their_address_and_the_doctor_tells() throws Exception {
    LeftmostAddress.check(
        (filter, servlet) ->
            BootApplication.start(
                filter, servlet, Map.of("server.forward-headers-strategy", "framework")),
        "PEER_REWRITTEN_BY_FRAMEWORK");
  }
}
