package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.Decision.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MultiRateLimiterTest {
  private static final RateLimitPolicy SHORT =
      RateLimitPolicy.tokenBucket("short", 5, Duration.ofSeconds(1));
  private static final RateLimitPolicy LONG =
      RateLimitPolicy.slidingWindow("long", 8, Duration.ofMinutes(1));

  private final VirtualTime time = new VirtualTime();

  private MultiRateLimiter limiter(RateLimitPolicy... policies) {
    return MultiRateLimiter.builder(List.of(policies))
        .nanoClock(time)
        .clock(VirtualTime.wall())
        .build();
  }

  @Test
  void charges_all_or_nothing_and_names_the_limit_that_refused() {
    MultiRateLimiter limiter = limiter(SHORT, LONG);
    List<Charge> charges = List.of(Charge.of("short", "ip"), Charge.of("long", "client"));
    for (int i = 0; i < 5; i++) {
      MultiDecision decision = limiter.tryAcquire(charges);
      assertThat(decision.allowed()).isTrue();
      assertThat(decision.overall().policy()).isEqualTo(SHORT);
      assertThat(decision.overall().remaining()).isEqualTo(4 - i);
      assertThat(decision.each()).extracting(Decision::remaining).containsExactly(4L - i, 7L - i);
    }

    MultiDecision refused = limiter.tryAcquire(charges);
    assertThat(refused.overall().policy()).isEqualTo(SHORT);
    assertThat(refused.each()).extracting(Decision::allowed).containsExactly(false, true);
    assertThat(limiter.peek(List.of(Charge.of("long", "client"))).overall().remaining())
        .isEqualTo(3);

    time.advance(Duration.ofSeconds(10));
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryAcquire(charges).allowed()).isTrue();
    }
    assertThat(limiter.tryAcquire(charges).overall().policy()).isEqualTo(LONG);
    assertThat(limiter.peek(List.of(Charge.of("short", "ip"))).overall().remaining()).isEqualTo(2);
  }

  @Test
  void a_cost_that_one_limit_never_grants_is_never_granted() {
    MultiRateLimiter limiter = limiter(SHORT, LONG);

    MultiDecision decision =
        limiter.tryAcquire(List.of(new Charge("short", "k", 6), new Charge("long", "k", 6)));

    assertThat(decision.overall().outcome()).isEqualTo(Outcome.NEVER);
    assertThat(decision.overall().policy()).isEqualTo(SHORT);
    assertThat(limiter.peek(List.of(Charge.of("long", "k"))).overall().remaining()).isEqualTo(8);
  }

  @Test
  void one_limit_can_be_charged_for_several_keys() {
    MultiRateLimiter limiter = limiter(LONG);

    MultiDecision decision =
        limiter.tryAcquire(List.of(new Charge("long", "/64", 2), new Charge("long", "/48", 1)));

    assertThat(decision.each()).extracting(Decision::remaining).containsExactly(6L, 7L);
    assertThat(decision.overall().remaining()).isEqualTo(6);
  }

  @Test
  void agrees_with_single_limiters_that_are_asked_before_they_are_charged() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      MultiRateLimiter limiter = limiter(SHORT, LONG);
      RateLimiter shortModel = time.limiter(SHORT);
      RateLimiter longModel = time.limiter(LONG);
      Function<Charge, RateLimiter> model =
          charge -> charge.policy().equals("short") ? shortModel : longModel;
      for (int i = 0; i < 200; i++) {
        time.advance(random.nextLong(1_000_000_000L));
        List<Charge> charges = new ArrayList<>();
        for (String policy : List.of("short", "long")) {
          if (charges.isEmpty() || random.nextBoolean()) {
            charges.add(new Charge(policy, "k" + random.nextInt(3), 1 + random.nextInt(3)));
          }
        }
        boolean fits =
            charges.stream().allMatch(c -> model.apply(c).peek(c.key(), c.permits()).allowed());
        assertThat(limiter.tryAcquire(charges).allowed()).as("seed %s", seed).isEqualTo(fits);
        if (fits) {
          charges.forEach(c -> model.apply(c).tryAcquire(c.key(), c.permits()));
        }
        for (Charge charge : charges) {
          assertThat(limiter.peek(List.of(charge)).overall())
              .as("seed %s", seed)
              .isEqualTo(model.apply(charge).peek(charge.key(), charge.permits()));
        }
      }
    }
  }

  @Test
  void refuses_charges_that_make_no_sense() {
    MultiRateLimiter limiter = limiter(SHORT, LONG);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.tryAcquire(List.of()))
        .withMessage("charges: [] (expected: at least one)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.tryAcquire(List.of(Charge.of("none", "k"))))
        .withMessage("policy: none (expected: one of [short, long])");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> limiter.tryAcquire(List.of(Charge.of("long", "k"), Charge.of("long", "k"))))
        .withMessage(
            "charges: Charge[policy=long, key=k, permits=1] (expected: each policy and key once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter(SHORT, SHORT))
        .withMessage("policies: short (expected: every name once)");
  }
}
