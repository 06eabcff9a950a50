package dev.hardening.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * The penalties of the keys that have been refused, bounded in number like the cells. A key whose
 * penalty has to go because there are too many loses its block; its limit holds all the same.
 */
final class Penalties {
  private final PenaltyBox box;
  private final Cache<String, Penalty> penalties;

  Penalties(PenaltyBox box, long maximumKeys) {
    this.box = box;
    this.penalties = Caffeine.newBuilder().maximumSize(maximumKeys).executor(Runnable::run).build();
  }

  long blockedFor(String key, long now) {
    Penalty penalty = penalties.policy().getIfPresentQuietly(key);
    if (penalty == null) {
      return 0;
    }
    synchronized (penalty) {
      return penalty.blockedFor(now);
    }
  }

  /** Counts a refusal and returns the time that the key is blocked for from now, 0 if it is not. */
  long refused(String key, long now) {
    Penalty penalty = penalties.get(key, unknown -> new Penalty());
    synchronized (penalty) {
      if (penalty.blockedFor(now) == 0) {
        penalty.refused(box, now);
      }
      return penalty.blockedFor(now);
    }
  }

  void forgive(String key) {
    penalties.invalidate(key);
  }
}
