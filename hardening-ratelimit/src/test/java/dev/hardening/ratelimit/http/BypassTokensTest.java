package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BypassTokensTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @Test
  void knows_its_own_pass_until_it_ends() {
    String pass = at(NOW).issue("deploy-bot", Duration.ofMinutes(5));
    assertThat(at(NOW).holder(pass)).isEqualTo("deploy-bot");
    assertThat(at(NOW.plusSeconds(299)).holder(pass)).isEqualTo("deploy-bot");
    assertThat(at(NOW.plusSeconds(300)).holder(pass)).isNull();
  }

  @Test
  void takes_no_pass_that_ends_later_than_a_pass_may() {
    String pass = at(NOW.plusSeconds(3600)).issue("deploy-bot", Duration.ofHours(1));
    assertThat(at(NOW).holder(pass)).isNull();
  }

  @Test
  void takes_no_pass_that_was_changed_or_signed_by_another() {
    String pass = at(NOW).issue("deploy-bot", Duration.ofMinutes(5));
    for (int i = 0; i < pass.length(); i++) {
      // In the last character of unpadded Base64 some bits say nothing; a decoder that is strict
      // about them refuses too.
      char other = pass.charAt(i) == 'A' ? 'B' : 'A';
      String changed = pass.substring(0, i) + other + pass.substring(i + 1);
      assertThat(at(NOW).holder(changed)).as(changed).isNull();
    }
    byte[] otherSecret = "fedcba9876543210".getBytes(StandardCharsets.UTF_8);
    BypassTokens others =
        BypassTokens.of(otherSecret, Duration.ofHours(1), Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(others.holder(pass)).isNull();
  }

  @Test
  void takes_nothing_else_for_a_pass() {
    for (String text :
        new String[] {
          "",
          "true",
          "1",
          "internal",
          "v1",
          "v1...",
          "v1.a.b.c",
          "v1.a.1700000100.",
          "v1.a.99999999999.AAAA",
          "v1.a.-1.AAAA",
          "v1.a.1700000100.%%%",
          "v2.a.1700000100.AAAA",
          "v1." + "a".repeat(300)
        }) {
      assertThat(at(NOW).holder(text)).as(text).isNull();
    }
    assertThat(at(NOW).holder(null)).isNull();
  }

  @Test
  void refuses_weak_parameters() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BypassTokens.of(new byte[15], Duration.ofHours(1)))
        .withMessage("secret: 15 bytes (expected: at least 16)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BypassTokens.of(SECRET, Duration.ZERO))
        .withMessage("longestLife: PT0S (expected: a positive duration)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> at(NOW).issue("a.b", Duration.ofMinutes(1)))
        .withMessage("holder: \"a.b\" (expected: 1 to 64 letters, digits, _ and -)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> at(NOW).issue("a", Duration.ofHours(2)))
        .withMessage("life: PT2H (expected: positive, at most PT1H)");
  }

  private static BypassTokens at(Instant now) {
    return BypassTokens.of(SECRET, Duration.ofHours(1), Clock.fixed(now, ZoneOffset.UTC));
  }
}
