package dev.hardening.ratelimit;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is done beside deciding, for a limiter that was asked to do any of it. */
final class Observation {
  private final @Nullable RateLimitListener listener;
  private final @Nullable TopOffenders offenders;
  private final LongAdder admitted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder never = new LongAdder();
  private final LongAdder blocked = new LongAdder();
  private final LongAdder wouldHaveRefused = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder listenerFailures = new LongAdder();

  Observation(@Nullable RateLimitListener listener, @Nullable TopOffenders offenders) {
    this.listener = listener;
    this.offenders = offenders;
  }

  void decided(String key, Decision decision) {
    switch (decision.outcome()) {
      case ALLOWED -> admitted.increment();
      case REFUSED -> refused.increment();
      case NEVER -> never.increment();
      case BLOCKED -> blocked.increment();
      case CLOSED, FAILED_OPEN, FAILED_CLOSED -> {}
    }
    if (!decision.allowed() && offenders != null) {
      offenders.refused(key);
    }
    if (listener == null) {
      return;
    }
    try {
      if (decision.allowed()) {
        listener.admitted(key, decision);
      } else {
        listener.refused(key, decision);
      }
    } catch (RuntimeException e) {
      listenerFailures.increment();
    }
  }

  void wouldHaveRefused(String key, Decision candidate) {
    wouldHaveRefused.increment();
    if (listener == null) {
      return;
    }
    try {
      listener.wouldHaveRefused(key, candidate);
    } catch (RuntimeException e) {
      listenerFailures.increment();
    }
  }

  void evicted(String key) {
    evicted.increment();
    if (listener == null) {
      return;
    }
    try {
      listener.evicted(key);
    } catch (RuntimeException e) {
      listenerFailures.increment();
    }
  }

  RateLimiterStats stats() {
    return new RateLimiterStats(
        admitted.sum(),
        refused.sum(),
        never.sum(),
        blocked.sum(),
        wouldHaveRefused.sum(),
        evicted.sum(),
        listenerFailures.sum());
  }

  List<RateLimitOffender> top(int most) {
    return offenders == null ? List.of() : offenders.top(most);
  }
}
