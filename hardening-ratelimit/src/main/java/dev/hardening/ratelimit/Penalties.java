package dev.hardening.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The penalties of the keys that have been refused, bounded in number like the cells.
 *
 * <p>When there are too many, of a few looked at in turn the slightest goes, but never one that
 * blocks: however many keys others bring, a block lasts until its end. Where only blocks are found
 * it is the newcomer whose refusals are not counted; its limit holds all the same.
 */
final class Penalties {
  private final PenaltyBox box;
  private final long maximumKeys;
  private final ConcurrentHashMap<String, Penalty> penalties = new ConcurrentHashMap<>();
  private final Object turn = new Object();

  /** Guarded by {@link #turn}. */
  private final Hand<Penalty> hand = new Hand<>(penalties);

  Penalties(PenaltyBox box, long maximumKeys) {
    this.box = box;
    this.maximumKeys = maximumKeys;
  }

  long blockedFor(String key, long now) {
    Penalty penalty = penalties.get(key);
    if (penalty == null) {
      return 0;
    }
    synchronized (penalty) {
      return penalty.blockedFor(now);
    }
  }

  /** Counts a refusal and returns the time that the key is blocked for from now, 0 if it is not. */
  long refused(String key, long now) {
    if (!penalties.containsKey(key) && !hasRoom(now)) {
      return 0;
    }
    // Within the map's atomic change of the key, so that no penalty is counted after it has gone.
    Penalty counted =
        penalties.compute(
            key,
            (k, present) -> {
              Penalty penalty = present == null ? new Penalty() : present;
              synchronized (penalty) {
                if (penalty.blockedFor(now) == 0) {
                  penalty.refused(box, now);
                }
              }
              return penalty;
            });
    synchronized (counted) {
      return counted.blockedFor(now);
    }
  }

  void forgive(String key) {
    penalties.remove(key);
  }

  /** The penalties that still count, as durations. */
  List<Snapshot.Penalised> save(long now) {
    List<Snapshot.Penalised> saved = new ArrayList<>();
    penalties.forEach(
        (key, penalty) -> {
          synchronized (penalty) {
            if (penalty.worth(box, now) > 0) {
              saved.add(new Snapshot.Penalised(key, penalty.save(now)));
            }
          }
        });
    return saved;
  }

  /** Puts a saved penalty in place of the key's, when so much time has passed since. */
  void load(String key, long[] saved, long now, long elapsed) {
    if (penalties.containsKey(key) || hasRoom(now)) {
      penalties.put(key, Penalty.load(saved, now, elapsed));
    }
  }

  /**
   * Whether there is room for one more, made if need be. Threads that come at the same time may
   * each bring one above the maximum.
   */
  private boolean hasRoom(long now) {
    if (penalties.mappingCount() < maximumKeys) {
      return true;
    }
    synchronized (turn) {
      if (penalties.mappingCount() < maximumKeys) {
        return true; // others have made it
      }
      String slightest = hand.least(penalty -> worth(penalty, now));
      return slightest != null
          && penalties.computeIfPresent(
                  slightest,
                  (key, penalty) -> worth(penalty, now) == Long.MAX_VALUE ? penalty : null)
              == null;
    }
  }

  private long worth(Penalty penalty, long now) {
    synchronized (penalty) {
      return penalty.worth(box, now);
    }
  }
}
