package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the builders of limiters on Redis have in common about Redis failing. Not thread-safe. */
final class GuardOptions {
  static final Duration LONGEST_REFUSAL = Duration.ofHours(1);

  private static final OutageListener NOBODY = new OutageListener() {};

  private final Map<String, OutagePolicy> outagePolicies = new HashMap<>();
  private Duration timeout = Duration.ofMillis(50);
  private Duration probeInterval = Duration.ofSeconds(1);
  private Duration longestRefusal = Duration.ofSeconds(1);
  private int failures = 5;
  private int maximumInFlight = 4_096;
  private int maximumRefusals = 10_000;
  private boolean countsRefusals;
  private OutageListener listener = NOBODY;

  void outagePolicy(String policy, OutagePolicy choice) {
    outagePolicies.put(requireNonNull(policy, "policy"), requireNonNull(choice, "outagePolicy"));
  }

  void timeout(Duration timeout) {
    this.timeout = between("timeout", timeout, Duration.ofMillis(1), Duration.ofSeconds(10));
  }

  void outageAfter(int failures) {
    this.failures = between("outageAfter", failures, 1, 10_000);
  }

  void probeEvery(Duration interval) {
    this.probeInterval =
        between("probeEvery", interval, Duration.ofMillis(10), Duration.ofHours(1));
  }

  void maximumInFlight(int calls) {
    this.maximumInFlight = between("maximumInFlight", calls, 1, 1_000_000);
  }

  void refusedLocally(int maximum, Duration longest) {
    this.maximumRefusals = between("maximum", maximum, 0, 10_000_000);
    this.longestRefusal = between("longest", longest, Duration.ofMillis(1), LONGEST_REFUSAL);
  }

  /** Every refusal counts, so it must be asked for; only blocks can be answered from memory. */
  void penaltyBox() {
    this.countsRefusals = true;
  }

  void listener(OutageListener listener) {
    this.listener = requireNonNull(listener, "outageListener");
  }

  /** Refuses to go on without a choice for each policy, and with one for no policy. */
  Map<String, OutagePolicy> outagePolicies(List<RateLimitPolicy> policies) {
    Map<String, OutagePolicy> chosen = new HashMap<>();
    for (RateLimitPolicy policy : policies) {
      OutagePolicy choice = outagePolicies.get(policy.name());
      if (choice == null) {
        throw new IllegalArgumentException(
            "outagePolicy: none for "
                + policy.name()
                + " (expected: OutagePolicy.open(), closed() or local(nodes); there is no default)");
      }
      chosen.put(policy.name(), choice);
    }
    for (String name : outagePolicies.keySet()) {
      if (!chosen.containsKey(name)) {
        throw new IllegalArgumentException(
            "outagePolicy: for " + name + " (expected: one of " + chosen.keySet() + ")");
      }
    }
    return chosen;
  }

  long retryNanos() {
    return probeInterval.toNanos();
  }

  /** How many calls a limiter that closes makes at once: half of the most, the rest is others'. */
  int returnsAtOnce() {
    return Math.max(1, maximumInFlight / 2);
  }

  /**
   * What remembers refusals.
   *
   * @param most for how long at most, even if more was asked for
   */
  LocalRefusals refusals(Duration most, LongSupplier nanoClock) {
    Duration longest = longestRefusal.compareTo(most) < 0 ? longestRefusal : most;
    return new LocalRefusals(maximumRefusals, longest, countsRefusals, nanoClock);
  }

  Outages outages(String limiter) {
    return new Outages(limiter, listener);
  }

  RedisGuard guard(ScriptCalls calls, Outages outages, LongSupplier nanoClock) {
    CircuitBreaker breaker =
        new CircuitBreaker(failures, probeInterval.toNanos(), nanoClock, outages);
    return new RedisGuard(calls, breaker, outages, timeout, maximumInFlight);
  }

  private static Duration between(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  private static int between(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }
}
