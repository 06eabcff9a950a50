package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a container that answers Expect: 100-continue when a body is read is tried with besides. */
public interface ExpectChecks {

  /** The port on which the server listens. */
  int port();

  /** A client that asks before it sends a body is refused before it has sent one. */
  @Test
  default void is_not_told_to_go_on_and_then_refused() throws IOException {
    String caller = "X-Forwarded-For: 192.0.2.19";
    for (int i = 0; i < 3; i++) {
      assertThat(RawHttp.get(port(), "/three", caller).status()).isEqualTo(200);
    }
    try (RawHttp http = new RawHttp(port())) {
      http.send("POST", "/three", caller, "Content-Length: 1000000", "Expect: 100-continue");
      assertThat(http.read(false).status()).isEqualTo(429);
    }
  }
}
