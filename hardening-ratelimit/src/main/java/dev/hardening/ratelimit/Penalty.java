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

  /** All that it knows, as counts and durations. */
  long[] save(long now) {
    long blocked = blocks == 0 ? 0 : blockedUntil - now;
    return new long[] {refusals, now - countedFrom, now - lastRefusal, blocks, blocked};
  }

  /** A penalty that has been saved, when so much time has passed since. */
  static Penalty load(long[] saved, long now, long elapsed) {
    long then = now - elapsed;
    Penalty penalty = new Penalty();
    penalty.refusals = (int) saved[0];
    penalty.countedFrom = then - saved[1];
    penalty.lastRefusal = then - saved[2];
    penalty.blocks = (int) saved[3];
    penalty.blockedUntil = then + saved[4];
    return penalty;
  }

  /** The time until the block ends, 0 when there is none. */
  long blockedFor(long now) {
    return blockedUntil > now ? blockedUntil - now : 0;
  }

  /**
   * What would be lost with this: nothing, 0, when no refusal counts any more; then so many
   * refusals, and more than any number of them each block not forgotten; {@link Long#MAX_VALUE}
   * while it blocks.
   */
  long worth(PenaltyBox box, long now) {
    if (blockedFor(now) > 0) {
      return Long.MAX_VALUE;
    }
    long counted = now - countedFrom >= box.within().toNanos() ? 0 : refusals;
    return forgotten(box, now) ? counted : (long) blocks << 32 | counted;
  }

  private boolean forgotten(PenaltyBox box, long now) {
    long quietSince = Math.max(blockedUntil, lastRefusal);
    return blocks == 0 || now - quietSince >= box.forgottenAfter().toNanos();
  }

  /** Counts a refusal outside a block. */
  void refused(PenaltyBox box, long now) {
    if (forgotten(box, now)) {
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
