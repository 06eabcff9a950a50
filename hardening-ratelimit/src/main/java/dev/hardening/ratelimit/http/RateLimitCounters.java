package dev.hardening.ratelimit.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of requests, counted by endpoint since the filter was built. There is one counter for
 * each rule and outcome, so their number does not depend on what clients send. Thread-safe.
 */
public final class RateLimitCounters {

  /** What became of a request. */
  public enum Outcome {
    /** It was within its limits. */
    ADMITTED,
    /** It was over a limit, and refused. */
    REFUSED,
    /** It was over a limit that is only watched, and let through. */
    WOULD_REFUSE,
    /** It was within its limits, but over those of the candidate beside them. */
    CANDIDATE_WOULD_REFUSE,
    /** It fell under an exemption. */
    EXEMPT,
    /** It came from an allowed address or with a pass, and was not charged. */
    BYPASSED,
    /** It came from a blocked address or client, and was refused. */
    BLOCKED,
    /** It could not be decided. */
    FAILED
  }

  private final Map<String, Map<Outcome, LongAdder>> counters = new LinkedHashMap<>();

  /** Counters at zero for these endpoints. */
  public RateLimitCounters(Collection<String> endpoints) {
    for (String endpoint : endpoints) {
      Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, new LongAdder());
      }
      counters.put(endpoint, Collections.unmodifiableMap(outcomes));
    }
  }

  /** The endpoints, in the order of their rules. */
  public List<String> endpoints() {
    return List.copyOf(counters.keySet());
  }

  /**
   * The counter of an endpoint and an outcome.
   *
   * @throws IllegalArgumentException if there is no such endpoint
   */
  public LongAdder counter(String endpoint, Outcome outcome) {
    Map<Outcome, LongAdder> outcomes = counters.get(endpoint);
    LongAdder counter = outcomes == null ? null : outcomes.get(outcome);
    if (counter == null) {
      throw new IllegalArgumentException(
          "endpoint: \"" + endpoint + "\" (expected: one of " + counters.keySet() + ")");
    }
    return counter;
  }

  /** How many requests of an endpoint had an outcome. */
  public long count(String endpoint, Outcome outcome) {
    return counter(endpoint, outcome).sum();
  }

  /** How many requests of all endpoints had an outcome. */
  public long count(Outcome outcome) {
    long sum = 0;
    for (String endpoint : counters.keySet()) {
      sum += count(endpoint, outcome);
    }
    return sum;
  }

  /**
   * All counters as a JSON object: endpoint to outcome, in lower case, to number. Outcomes that
   * never happened are left out.
   */
  public String toJson() {
    List<String> members = new ArrayList<>();
    for (String endpoint : counters.keySet()) {
      List<String> outcomes = new ArrayList<>();
      for (Outcome outcome : Outcome.values()) {
        long count = count(endpoint, outcome);
        if (count > 0) {
          outcomes.add("\"" + outcome.name().toLowerCase(java.util.Locale.ROOT) + "\": " + count);
        }
      }
      members.add("\"" + endpoint + "\": {" + String.join(", ", outcomes) + "}");
    }
    return "{" + String.join(", ", members) + "}";
  }
}
