package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GuardOptionsTest {
  private static final List<RateLimitPolicy> POLICIES =
      List.of(
          RateLimitPolicy.slidingWindow("a", 10, Duration.ofSeconds(1)),
          RateLimitPolicy.slidingWindow("b", 10, Duration.ofSeconds(1)));

  private final GuardOptions options = new GuardOptions();

  private static void refuses(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void every_policy_needs_a_choice() {
    options.outagePolicy("a", OutagePolicy.open());
    refuses(
        () -> options.outagePolicies(POLICIES),
        "outagePolicy: none for b (expected: OutagePolicy.open(), closed() or local(nodes); there is no default)");
    options.outagePolicy("b", OutagePolicy.local(2));
    assertThat(options.outagePolicies(POLICIES))
        .containsEntry("a", OutagePolicy.open())
        .containsEntry("b", OutagePolicy.local(2));
  }

  @Test
  void a_choice_for_no_policy_is_a_mistake() {
    options.outagePolicy("a", OutagePolicy.open());
    options.outagePolicy("b", OutagePolicy.open());
    options.outagePolicy("c", OutagePolicy.open());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.outagePolicies(POLICIES))
        .withMessageStartingWith("outagePolicy: for c (expected: one of [");
  }

  @Test
  void refuses_what_is_out_of_range() {
    refuses(
        () -> options.timeout(Duration.ofMillis(10_001)),
        "timeout: PT10.001S (expected: PT0.001S to PT10S)");
    refuses(() -> options.timeout(Duration.ZERO), "timeout: PT0S (expected: PT0.001S to PT10S)");
    refuses(() -> options.outageAfter(0), "outageAfter: 0 (expected: 1 to 10000)");
    refuses(
        () -> options.probeEvery(Duration.ofMillis(9)),
        "probeEvery: PT0.009S (expected: PT0.01S to PT1H)");
    refuses(() -> options.maximumInFlight(0), "maximumInFlight: 0 (expected: 1 to 1000000)");
    refuses(
        () -> options.refusedLocally(-1, Duration.ofSeconds(1)),
        "maximum: -1 (expected: 0 to 10000000)");
    refuses(
        () -> options.refusedLocally(1, Duration.ofHours(2)),
        "longest: PT2H (expected: PT0.001S to PT1H)");
  }
}
