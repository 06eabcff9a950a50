package dev.hardening.ratelimit.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts, logs and tells what goes wrong with Redis: an outage is logged twice, however long. */
final class Outages implements CircuitBreaker.Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(RedisGuard.class);

  private final String limiter;
  private final OutageListener listener;
  private final AtomicLong entered = new AtomicLong();
  final LongAdder decided = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder notAsked = new LongAdder();
  final LongAdder overloaded = new LongAdder();

  /**
   * @param limiter what the log calls the limiter
   */
  Outages(String limiter, OutageListener listener) {
    this.limiter = limiter;
    this.listener = listener;
  }

  @Override
  public void opened(String cause) {
    entered.incrementAndGet();
    LOG.error(
        "Redis does not decide for rate limiter {}: its outage policy does, from now on ({})",
        limiter,
        cause);
    tell(() -> listener.entered(cause));
  }

  @Override
  public void closed(long openNanos) {
    Duration lasted = Duration.ofNanos(openNanos);
    LOG.warn("Redis decides for rate limiter {} again, after {}", limiter, lasted);
    tell(() -> listener.left(lasted));
  }

  RedisStats stats(boolean inOutage, long refusedLocally) {
    return new RedisStats(
        inOutage,
        entered.get(),
        decided.sum(),
        refusedLocally,
        timeouts.sum(),
        failures.sum(),
        notAsked.sum(),
        overloaded.sum());
  }

  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("An outage listener failed", e);
    }
  }
}
