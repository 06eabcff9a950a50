package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree finds what trying all rules in order would find. */
class RuleIndexTest {

  private static final List<String> WORDS =
      List.of("a", "A", "b", "ab", "k", "\u212a", "stra\u00dfe");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void finds_what_trying_the_rules_in_order_finds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int found = 0;
    for (int round = 0; round < 200; round++) {
      List<RateLimitRule> rules = rules(random);
      RuleIndex index = new RuleIndex(rules);
      for (int i = 0; i < 100; i++) {
        String method = random.nextBoolean() ? "GET" : "post";
        int from = random.nextInt(4) == 0 ? 2 : 0;
        String path = (from == 0 ? "" : "/c") + path(random);
        boolean exemptions = random.nextBoolean();
        RateLimitRule expected = null;
        for (RateLimitRule rule : rules) {
          if (expected == null
              && (exemptions || !rule.isExemption())
              && rule.matches(method, path, from)) {
            expected = rule;
          }
        }
        found += expected == null ? 0 : 1;
        assertThat(index.first(method, path, from, exemptions))
            .as("seed %s: %s %s from %s in %s", seed, method, path, from, rules)
            .isSameAs(expected);
      }
    }
    assertThat(found).as("the paths are not all strangers").isGreaterThan(5_000);
  }

  @Test
  void finds_nothing_without_rules() {
    @Nullable RateLimitRule found = new RuleIndex(List.of()).first("GET", "/a", 0, true);
    assertThat(found).isNull();
  }

  private static List<RateLimitRule> rules(SplittableRandom random) {
    List<RateLimitRule> rules = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      RateLimitRule.Builder rule = RateLimitRule.named("r" + i);
      for (int paths = random.nextInt(2); paths >= 0; paths--) {
        rule.path(pattern(random));
      }
      if (random.nextInt(3) == 0) {
        rule.methods("GET");
      }
      if (random.nextInt(3) > 0) {
        rule.limit("any");
      }
      rules.add(rule.build());
    }
    return rules;
  }

  private static String pattern(SplittableRandom random) {
    StringBuilder pattern = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      pattern.append('/').append(random.nextInt(3) == 0 ? "*" : word(random));
    }
    if (random.nextInt(3) == 0) {
      pattern.append("/**");
    }
    return pattern.isEmpty() ? "/" : pattern.toString();
  }

  private static String path(SplittableRandom random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      path.append('/').append(random.nextInt(8) == 0 ? "" : word(random));
    }
    return path.append(random.nextInt(4) == 0 || path.isEmpty() ? "/" : "").toString();
  }

  private static String word(SplittableRandom random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
