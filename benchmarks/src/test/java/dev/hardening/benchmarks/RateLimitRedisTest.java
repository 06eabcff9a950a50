package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the run beside other limiters on Redis measures does what it says. */
class RateLimitRedisTest {
  @Test
  void every_limiter_decides_allows_and_sends_what_it_is_said_to() throws Exception {
    Map<String, RateLimitRedis.Result> results =
        RateLimitRedis.measure(2, 1, Duration.ofMillis(50));

    assertThat(results).hasSize(10);
    results.forEach(
        (name, result) -> {
          assertThat(result.decisions).as(name).isPositive();
          // What a lease has may be spent faster than the limit allows.
          assertThat(result.refused)
              .as(name)
              .isLessThan(name.contains("leases") ? result.decisions : 1);
          double commands = (double) result.commands / result.decisions;
          if (name.startsWith("Bucket4j")) {
            assertThat(commands).as(name).isGreaterThanOrEqualTo(2);
          } else if (name.startsWith("Redisson")) {
            assertThat(commands).as(name).isBetween(1.0, 2.0); // one more for each new key
          } else if (name.contains("leases")) {
            assertThat(commands).as(name).isLessThanOrEqualTo(2); // what is left is given back
          } else {
            assertThat(commands).as(name).isEqualTo(1);
          }
        });
  }
}
