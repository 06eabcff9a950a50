package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Decisions with all that goes with them: the lines of those who wait, penalties, the shadow,
 * observation. What the cells say comes from the limiter; a limiter that was asked for nothing of
 * this only comes here when it refuses.
 */
final class FullDecisions {
  /** What the cell of a key says, see {@link InMemoryRateLimiter#decide}. */
  interface Deciding {
    Decision decide(
        String key, long now, long permits, boolean charging, @Nullable Charged charged);
  }

  private final Deciding deciding;
  private final WaitingLines lines;
  private final @Nullable Penalties penalties;
  private final @Nullable InMemoryRateLimiter shadow;
  private final @Nullable Observation observation;

  FullDecisions(
      Deciding deciding,
      WaitingLines lines,
      @Nullable Penalties penalties,
      @Nullable InMemoryRateLimiter shadow,
      @Nullable Observation observation) {
    this.deciding = deciding;
    this.lines = lines;
    this.penalties = penalties;
    this.shadow = shadow;
    this.observation = observation;
  }

  /** Charges if nobody waits for the key, it is not blocked and it fits. */
  Decision charge(String key, long now, long permits, @Nullable Charged charged) {
    String kept = Keys.kept(key);
    return heard(
        kept,
        permits,
        lines.stands(kept, now)
            ? behindTheLine(kept, now, permits, 0)
            : penalised(kept, now, permits, charged),
        charged);
  }

  /** What {@link #charge} would say; charges nothing and tells nobody. */
  Decision peek(String key, long now, long permits) {
    String kept = Keys.kept(key);
    return lines.stands(kept, now)
        ? behindTheLine(kept, now, permits, 0)
        : asking(kept, now, permits, false);
  }

  /** As {@link #peek}, for those who do not stand in line behind others. */
  Decision peekPastTheLine(String key, long now, long permits) {
    return asking(Keys.kept(key), now, permits, false);
  }

  long blockedFor(String kept, long now) {
    return penalties == null ? 0 : penalties.blockedFor(kept, now);
  }

  /** Counts a refusal of a key that is not blocked, which may block it. */
  Decision offended(String key, long now, Decision refused) {
    long blocked = penalties == null ? 0 : penalties.refused(Keys.kept(key), now);
    return blocked > 0 ? blocked(refused, blocked) : refused;
  }

  /** Forgets the refusals and blocks of a key; who waits for it looks again. */
  void forgive(String kept) {
    if (penalties != null) {
      penalties.forgive(kept);
    }
    lines.wakeFirst(kept);
  }

  /** One who waits for permits until the deadline, not in line yet. */
  Waiting waiting(String key, long permits, Timeline timeline, long deadline) {
    String kept = Keys.kept(key);
    return new Waiting(
        lines,
        timeline,
        kept,
        permits,
        deadline,
        new Waiting.Asking() {
          @Override
          public Decision ask(long now) {
            return asking(kept, now, permits, true);
          }

          @Override
          public Decision peek(long now) {
            return asking(kept, now, permits, false);
          }

          @Override
          public Decision behindTheLine(long now, boolean inLine) {
            return FullDecisions.this.behindTheLine(kept, now, permits, inLine ? permits : 0);
          }

          @Override
          public Decision answer(Decision decision) {
            return heard(kept, permits, decision, null);
          }
        });
  }

  private Decision penalised(String kept, long now, long permits, @Nullable Charged charged) {
    long blocked = blockedFor(kept, now);
    if (blocked > 0) {
      return blocked(look(kept, now, permits), blocked);
    }
    Decision decision = deciding.decide(kept, now, permits, true, charged);
    return decision.outcome() == Outcome.REFUSED ? offended(kept, now, decision) : decision;
  }

  private Decision heard(String kept, long permits, Decision decision, @Nullable Charged charged) {
    Observation observing = observation;
    if (observing == null) {
      return decision;
    }
    if (shadow != null && decision.allowed()) {
      // Only what was let in: the candidate sees the traffic that it would have had.
      Decision candidate = shadowed(shadow, kept, permits, charged);
      if (!candidate.allowed()) {
        observing.wouldHaveRefused(kept, candidate);
      }
    }
    observing.decided(kept, decision);
    return decision;
  }

  private static Decision shadowed(
      InMemoryRateLimiter shadow, String kept, long permits, @Nullable Charged charged) {
    if (charged == null) {
      return shadow.tryAcquire(kept, permits);
    }
    // To be settled when the live one is.
    Reservation candidate = shadow.reserve(kept, permits, RateLimitPolicy.LONGEST_WINDOW);
    charged.alsoBy(candidate);
    return candidate.decision();
  }

  private Decision look(String kept, long now, long permits) {
    return deciding.decide(kept, now, permits, false, null);
  }

  private static Decision blocked(Decision decision, long blocked) {
    return new Decision(
        Outcome.BLOCKED,
        decision.policy(),
        0,
        blocked,
        Math.max(blocked, decision.resetAfterNanos()));
  }

  /**
   * A refusal by those who stand in line. Until when is their affair; it says when what they want
   * and this would fit together, or a full limit of it.
   *
   * @param own what of the line's permits is the caller's
   */
  private Decision behindTheLine(String kept, long now, long permits, long own) {
    Decision alone = asking(kept, now, permits, false);
    if (alone.outcome() == Outcome.NEVER || alone.outcome() == Outcome.BLOCKED) {
      return alone;
    }
    long most = alone.policy().maximumCost();
    long ahead = Math.max(0, lines.permits(kept) - own);
    Decision together = look(kept, now, permits + Math.min(ahead, most - permits));
    long wait = Math.max(1, together.retryAfterNanos());
    return new Decision(
        Outcome.REFUSED, alone.policy(), 0, wait, Math.max(wait, together.resetAfterNanos()));
  }

  /** What the limit and the penalty box say; being refused here is no offence. */
  private Decision asking(String kept, long now, long permits, boolean charging) {
    long blocked = blockedFor(kept, now);
    return blocked > 0
        ? blocked(look(kept, now, permits), blocked)
        : deciding.decide(kept, now, permits, charging, null);
  }
}
