package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one key that this node holds, charged in Redis and not spent yet. Its methods are
 * quick and keep no lock while Redis is asked.
 *
 * <p>How many more are asked for adapts: twice as many when a block was spent before half of its
 * time had passed, half as many when time ran out on more than half of it.
 */
final class Lease {
  /** What is left of a block that has ended, to be given back. */
  record Rest(Reply charged, long permits) {}

  private final long maximumBlock;
  private long wanted;
  private long left;
  private long block;
  private long from;
  private long spendUntil;
  private @Nullable Reply charged;
  private @Nullable Decision granted;
  private @Nullable Decision refused;
  private long refusedCost;
  private long refusedAt;
  private @Nullable CompletableFuture<Void> renewal;
  private long waiting;

  Lease(long maximumBlock) {
    this.maximumBlock = maximumBlock;
  }

  /** The decision if it needs no Redis, else null. */
  synchronized @Nullable Decision spend(long permits, long now, long longestRefusal) {
    Decision known = granted;
    if (known != null && left >= permits && now - spendUntil < 0) {
      left -= permits;
      return known(known, now);
    }
    Decision no = refused;
    if (no != null && permits >= refusedCost) {
      long since = Math.max(0, now - refusedAt);
      if (since < longestRefusal && since < no.retryAfterNanos()) {
        return new Decision(
            no.outcome(),
            no.policy(),
            no.remaining(),
            no.retryAfterNanos() - since,
            no.resetAfterNanos() - since);
      }
    }
    return null;
  }

  /** What remained in Redis when the block was charged, and what is left of it here. */
  private Decision known(Decision known, long now) {
    long reset = Math.max(0, known.resetAfterNanos() - Math.max(0, now - from));
    return new Decision(Outcome.ALLOWED, known.policy(), known.remaining() + left, 0, reset);
  }

  /**
   * The renewal under way, which the caller shares by waiting; null if the caller shall begin it.
   */
  synchronized @Nullable CompletableFuture<Void> joinOrBegin(long permits) {
    waiting += permits;
    CompletableFuture<Void> under = renewal;
    if (under == null) {
      renewal = new CompletableFuture<>();
    }
    return under;
  }

  /** A caller that has joined has its answer, or asks again. */
  synchronized void left(long permits) {
    waiting -= permits;
  }

  /** Ends the present block; what is left of it is to be given back, null if nothing is. */
  synchronized @Nullable Rest end(long now) {
    if (block > 0 && left == 0 && now - from < (spendUntil - from) / 2) {
      wanted = Math.min(maximumBlock, Math.max(1, 2 * wanted));
    } else if (left > block / 2) {
      wanted /= 2;
    }
    Reply last = charged;
    long rest = left;
    charged = null;
    granted = null;
    left = 0;
    block = 0;
    return last == null || rest == 0 ? null : new Rest(last, rest);
  }

  /** How many permits to ask for beside those needed: what is wanted, and what others wait for. */
  synchronized long more(long permits) {
    return Math.min(maximumBlock, Math.max(wanted, waiting - permits));
  }

  /**
   * A block has been granted.
   *
   * @param charged the answer, as of the end of the lease
   * @param permits of the block, with those that are spent already
   * @param spent by the request that asked for the block
   * @param until when it must be spent
   */
  synchronized void begin(
      Reply charged, Decision decision, long permits, long spent, long sent, long until) {
    this.charged = charged;
    this.granted = decision;
    this.refused = null;
    this.left = permits - spent;
    this.block = permits;
    this.from = sent;
    this.spendUntil = until;
  }

  synchronized void refuse(Decision decision, long permits, long sent) {
    refused = decision;
    refusedCost = permits;
    refusedAt = sent;
  }

  /** Wakes those who wait for the renewal. */
  void renewed() {
    CompletableFuture<Void> done;
    synchronized (this) {
      done = renewal;
      renewal = null;
    }
    if (done != null) {
      done.complete(null);
    }
  }

  /** Until when what is left may be spent, for tests. */
  synchronized long spendUntil() {
    return spendUntil;
  }

  synchronized long left() {
    return left;
  }
}
