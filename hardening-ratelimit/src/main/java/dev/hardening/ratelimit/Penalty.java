package dev.hardening.ratelimit;

import java.util.Arrays;

/**
 * What a {@link PenaltyBox} knows of one key. Its methods are pure but for the fields they update;
 * the caller holds the monitor.
 */
final class Penalty {
  /** So many refusals are each counted by themselves, and more in so many groups. */
  private static final int GROUPS = 16;

  /** Of each refusal when it was, or of each group when it ends; oldest first. */
  private long[] ends = {};

  /** How many refusals are in each group. */
  private long[] counts = {};

  private long blockedUntil = Long.MIN_VALUE;
  private long lastRefusal = Long.MIN_VALUE;
  private int blocks;

  /** All that it knows, as counts and durations. */
  long[] save(long now) {
    long[] saved = new long[3 + 2 * ends.length];
    saved[0] = now - lastRefusal;
    saved[1] = blocks;
    saved[2] = blocks == 0 ? 0 : blockedUntil - now;
    for (int i = 0; i < ends.length; i++) {
      saved[3 + 2 * i] = now - ends[i];
      saved[4 + 2 * i] = counts[i];
    }
    return saved;
  }

  /** A penalty that has been saved, when so much time has passed since. */
  static Penalty load(long[] saved, long now, long elapsed) {
    long then = now - elapsed;
    Penalty penalty = new Penalty();
    penalty.lastRefusal = then - saved[0];
    penalty.blocks = (int) saved[1];
    penalty.blockedUntil = then + saved[2];
    penalty.ends = new long[(saved.length - 3) / 2];
    penalty.counts = new long[penalty.ends.length];
    for (int i = 0; i < penalty.ends.length; i++) {
      penalty.ends[i] = then - saved[3 + 2 * i];
      penalty.counts[i] = saved[4 + 2 * i];
    }
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
    long counted = counted(past(box, now));
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
    int past = past(box, now);
    ends = Arrays.copyOfRange(ends, past, ends.length + 1);
    counts = Arrays.copyOfRange(counts, past, counts.length + 1);
    int last = ends.length - 1;
    if (last > 0 && now <= ends[last - 1]) {
      ends = Arrays.copyOf(ends, last);
      counts = Arrays.copyOf(counts, last);
      counts[last - 1]++;
    } else {
      long length = groupLength(box);
      ends[last] = length == 0 ? now : now - Math.floorMod(now, length) + length;
      counts[last] = 1;
    }
    lastRefusal = now;
    if (counted(0) >= box.refusals()) {
      long longest = box.longestBlock().toNanos();
      long block = box.firstBlock().toNanos();
      for (int i = 0; i < blocks && block < longest; i++) {
        block = block > longest / 2 ? longest : 2 * block;
      }
      blockedUntil = now + block;
      blocks++;
      ends = new long[0];
      counts = new long[0];
    }
  }

  /** How many of the groups have been outside the time for so long as it takes. */
  private int past(PenaltyBox box, long now) {
    int past = 0;
    while (past < ends.length && now - ends[past] >= box.within().toNanos()) {
      past++;
    }
    return past;
  }

  private long counted(int past) {
    long counted = 0;
    for (int i = past; i < counts.length; i++) {
      counted += counts[i];
    }
    return counted;
  }

  /** Whole microseconds, as on Redis; 0 if each refusal is counted by itself. */
  private static long groupLength(PenaltyBox box) {
    return box.refusals() <= GROUPS
        ? 0
        : 1_000 * Numbers.ceilDiv(box.within().toNanos(), 1_000L * GROUPS);
  }
}
