package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopOffendersTest {

  @Test
  void counts_exactly_while_there_is_room() {
    TopOffenders offenders = new TopOffenders(3);
    List.of("a", "b", "a", "c", "a", "b").forEach(offenders::refused);
    assertThat(offenders.top(2))
        .containsExactly(new RateLimitOffender("a", 3, 0), new RateLimitOffender("b", 2, 0));
    assertThat(offenders.top(10)).hasSize(3);
  }

  @Test
  void keeps_every_frequent_key_and_bounds_its_error_whatever_comes() {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    TopOffenders offenders = new TopOffenders(50);
    Map<String, Long> exact = new HashMap<>();
    int refusals = 100_000;
    for (int i = 0; i < refusals; i++) {
      String key =
          random.nextInt(4) == 0
              ? "heavy-" + random.nextInt(5)
              : "flood-" + random.nextInt(1_000_000);
      offenders.refused(key);
      exact.merge(key, 1L, Long::sum);
    }
    List<RateLimitOffender> top = offenders.top(100);
    assertThat(top).hasSize(50);
    assertThat(top.subList(0, 5)).allMatch(one -> one.key().startsWith("heavy-"), "seed " + seed);
    for (RateLimitOffender one : top) {
      long count = exact.getOrDefault(one.key(), 0L);
      assertThat(count)
          .as("seed %s: %s", seed, one)
          .isBetween(one.refusals() - one.error(), one.refusals());
      assertThat(one.error()).isLessThanOrEqualTo(refusals / 50);
    }
  }
}
