package dev.hardening.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.examples.redis.LocalRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class QuickstartTest {
  @Test
  void drives_itself_and_finds_the_contract_held() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> broken = Check.run(new PrintStream(out, true, StandardCharsets.UTF_8), null);
    assertThat(broken).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("User [REDACTED_EMAIL] accessed API with key [REDACTED_API_KEY]")
        .contains("99 more admitted, then 429")
        .contains("/%zz (malformed)");
  }

  @Test
  void finds_the_contract_held_when_requests_are_counted_in_redis() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LocalRedis redis = LocalRedis.start()) {
      assertThat(Check.run(new PrintStream(out, true, StandardCharsets.UTF_8), redis.uri()))
          .isEmpty();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("99 more admitted, then 429");
  }

  @Test
  void says_in_one_line_that_the_port_is_taken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(errorsOf(() -> Quickstart.run(List.of("--port=" + port))))
          .isEqualTo("exit 1: port: " + port + " is taken (expected: a free one; try --port=0)");
    }
  }

  @Test
  void refuses_an_option_that_it_does_not_know() throws Exception {
    assertThat(errorsOf(() -> Quickstart.run(List.of("--port=65536"))))
        .isEqualTo(
            "exit 2: --port=65536: not an option; usage: Quickstart [--port=<0..65535>] [--redis]"
                + " [--check]");
  }

  private static String errorsOf(Callable<Integer> program) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      int exit = program.call();
      return "exit " + exit + ": " + errors.toString(StandardCharsets.UTF_8).strip();
    } finally {
      System.setErr(before);
    }
  }
}
