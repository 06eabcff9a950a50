package dev.hardening.ratelimit;

import java.time.Clock;
import java.util.function.LongSupplier;

/** What the builders of in-memory limiters have in common. */
final class StoreOptions {
  LongSupplier nanoClock = Timeline.STEADY;
  Clock clock = Clock.systemUTC();
  long maximumKeys = 100_000;
  int overflowSlots = Overflow.SLOTS;

  void maximumKeys(long maximumKeys) {
    PolicyChecks.between("maximumKeys", maximumKeys, 1, Integer.MAX_VALUE);
    this.maximumKeys = maximumKeys;
  }

  void evictedSlots(int slots) {
    PolicyChecks.between("evictedSlots", slots, 1 << 10, 1 << 26);
    if (Integer.bitCount(slots) != 1) {
      throw PolicyChecks.wrong("evictedSlots", slots, "a power of two");
    }
    this.overflowSlots = slots;
  }

  Timeline timeline() {
    return new Timeline(nanoClock, clock);
  }
}
