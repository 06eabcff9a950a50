package dev.hardening.ratelimit.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, however slow the machine is. */
final class Eventually {
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private Eventually() {}

  /** Asks until the condition holds; fails after two minutes. */
  static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE) {
        throw new AssertionError("what was waited for has not come in two minutes");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
