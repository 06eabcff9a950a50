package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.RateLimitOffender;
import dev.hardening.ratelimit.TopOffenders;
import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the operator what a filter does: counters, offenders, and the host's listener. */
final class Report {

  private static final int OFFENDERS = 128;

  private final RateLimitCounters counters;
  private final TopOffenders offenders = new TopOffenders(OFFENDERS);
  private final @Nullable KeyHash offenderHash;
  private final @Nullable HttpRateLimitListener listener;
  private final LongAdder listenerFailures = new LongAdder();

  /**
   * @param offenderHash under what offenders are kept; null to keep their addresses
   */
  Report(
      RateLimitCounters counters,
      @Nullable KeyHash offenderHash,
      @Nullable HttpRateLimitListener listener) {
    this.counters = counters;
    this.offenderHash = offenderHash;
    this.listener = listener;
  }

  /** No limit was asked. */
  void count(Endpoint endpoint, Outcome outcome) {
    endpoint.count(outcome);
    if (listener != null) {
      tell(new HttpRateLimitListener.Event(endpoint.rule().name(), outcome, List.of(), null));
    }
  }

  void count(
      Endpoint endpoint, Outcome outcome, Limits limits, List<Decision> each, Decision decision) {
    endpoint.count(outcome);
    if (listener != null) {
      tell(
          new HttpRateLimitListener.Event(
              endpoint.rule().name(), outcome, limits.key(each, decision), decision));
    }
  }

  private void tell(HttpRateLimitListener.Event event) {
    try {
      if (listener != null) {
        listener.decided(event);
      }
    } catch (RuntimeException e) {
      listenerFailures.increment();
    }
  }

  void offended(String addressKey) {
    offenders.refused(offenderHash == null ? addressKey : offenderHash.of("offender", addressKey));
  }

  RateLimitCounters counters() {
    return counters;
  }

  List<RateLimitOffender> topOffenders(int limit) {
    return offenders.top(limit);
  }

  long listenerFailures() {
    return listenerFailures.sum();
  }

  String toJson() {
    String top =
        topOffenders(10).stream()
            .map(
                one ->
                    "{\"key\": "
                        + Json.string(one.key())
                        + ", \"refusals\": "
                        + one.refusals()
                        + ", \"error\": "
                        + one.error()
                        + "}")
            .collect(Collectors.joining(", ", "[", "]"));
    return "{\"endpoints\": "
        + counters.toJson()
        + ", \"top_offenders\": "
        + top
        + ", \"listener_failures\": "
        + listenerFailures()
        + "}";
  }
}
