package dev.hardening.ratelimit.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a moment what Redis refused, so that a key which is far over its limit costs this
 * node a look into a map and Redis nothing.
 *
 * <p>Until its retry-after a request that was refused would be refused again, unless somebody gives
 * permits back: a reset, a refund, another policy. So it is remembered until then, but never longer
 * than {@code longest}: news from other nodes may be late by that much. The retry-after counts from
 * before Redis was asked, and so ends here before it does there.
 *
 * <p>A refusal is kept under the limit and key that refused with the longest wait, and speaks only
 * for the very same charges: what the other limits of another request would say is not known here.
 */
final class LocalRefusals {
  /** Longer keys are not remembered, so that what is remembered is bounded in bytes too. */
  private static final int LONGEST_KEY = 256;

  private record Slot(String policy, String key) {
    static Slot of(Charge charge) {
      return new Slot(charge.policy(), charge.key());
    }
  }

  private record Refused(List<Charge> charges, MultiDecision decision, long at) {}

  private final Cache<Slot, Refused> refused;
  private final boolean onlyBlocks;
  private final LongSupplier nanoClock;
  private final LongAdder answered = new LongAdder();

  /**
   * @param most refusals that are remembered at most
   * @param longest how long a refusal is remembered at most
   * @param onlyBlocks whether nothing is remembered but that a key is in the penalty box, where
   *     further requests count no more
   */
  LocalRefusals(int most, Duration longest, boolean onlyBlocks, LongSupplier nanoClock) {
    this.onlyBlocks = onlyBlocks;
    this.nanoClock = nanoClock;
    this.refused =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterWrite(longest)
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** The refusal that these charges would meet, dated now; null if Redis must be asked. */
  @Nullable MultiDecision of(List<Charge> charges) {
    for (Charge charge : charges) {
      Refused known = refused.getIfPresent(Slot.of(charge));
      if (known != null && known.charges.equals(charges)) {
        long elapsed = Math.max(0, nanoClock.getAsLong() - known.at);
        if (elapsed < known.decision.overall().retryAfterNanos()) {
          answered.increment();
          return later(known.decision, elapsed);
        }
      }
    }
    return null;
  }

  /**
   * Remembers what Redis answered, if it is a refusal that time ends.
   *
   * @param asked when Redis was asked
   */
  void remember(List<Charge> charges, MultiDecision decision, long asked) {
    Decision overall = decision.overall();
    boolean ends =
        overall.outcome() == Outcome.BLOCKED
            || (overall.outcome() == Outcome.REFUSED && !onlyBlocks);
    if (ends && charges.stream().allMatch(one -> one.key().length() <= LONGEST_KEY)) {
      Charge refusing = charges.get(decision.each().indexOf(overall));
      refused.put(Slot.of(refusing), new Refused(List.copyOf(charges), decision, asked));
    }
  }

  /** Forgets what this limit refused to a key, which was reset or got permits back. */
  void forget(String policy, String key) {
    refused.invalidate(new Slot(policy, key));
  }

  /** Requests that were refused without asking Redis. */
  long answered() {
    return answered.sum();
  }

  private static MultiDecision later(MultiDecision decision, long elapsed) {
    List<Decision> each = new ArrayList<>(decision.each().size());
    for (Decision one : decision.each()) {
      long wait = one.allowed() ? 0 : Math.max(1, less(one.retryAfterNanos(), elapsed));
      long reset = Math.max(wait, less(one.resetAfterNanos(), elapsed));
      each.add(new Decision(one.outcome(), one.policy(), one.remaining(), wait, reset));
    }
    return MultiDecision.of(each);
  }

  private static long less(long nanos, long elapsed) {
    return nanos == Long.MAX_VALUE ? nanos : nanos - elapsed;
  }
}
