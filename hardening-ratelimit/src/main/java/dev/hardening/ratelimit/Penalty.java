package dev.hardening.ratelimit;

/**
 * What a {@link PenaltyBox} knows of one key. Its methods are pure but for the fields they update;
 * the caller holds the monitor.
 */
final class Penalty {
  private long countedFrom;
  private int refusals;
  private long blockedUntil = Long.MIN_VALUE;
  private long lastRefusal = Long.MIN_VALUE;
  private int blocks;

  /** The time until the block ends, 0 when there is none. */
  long blockedFor(long now) {
    return blockedUntil > now ? blockedUntil - now : 0;
  }

  /** Counts a refusal outside a block. */
  void refused(PenaltyBox box, long now) {
    long quietSince = Math.max(blockedUntil, lastRefusal);
    if (blocks > 0 && now - quietSince >= box.forgottenAfter().toNanos()) {
      blocks = 0;
    }
    if (refusals == 0 || now - countedFrom >= box.within().toNanos()) {
      refusals = 0;
      countedFrom = now;
    }
    lastRefusal = now;
    refusals++;
    if (refusals >= box.refusals()) {
      long longest = box.longestBlock().toNanos();
      long block = box.firstBlock().toNanos();
      for (int i = 0; i < blocks && block < longest; i++) {
        block = block > longest / 2 ? longest : 2 * block;
      }
      blockedUntil = now + block;
      blocks++;
      refusals = 0;
    }
  }
}
