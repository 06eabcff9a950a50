package dev.hardening.ratelimit.servlet;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs a recurring failure at most once a minute, with the number of times that it was not logged:
 * a log that no client can flood.
 */
final class RareLog {

  private static final long MINUTE = 60_000_000_000L;

  private final LongSupplier nanoClock;
  private final AtomicLong next;
  private final LongAdder silent = new LongAdder();

  RareLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.next = new AtomicLong(nanoClock.getAsLong());
  }

  void error(Logger log, String message, Throwable cause) {
    long now = nanoClock.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + MINUTE)) {
      log.error("{} ({} more since the last line)", message, silent.sumThenReset(), cause);
    } else {
      silent.increment();
    }
  }
}
