package dev.hardening.ratelimit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one process leaves to the next: the cells and the penalties of a limiter. */
record HandOver(CellStore cells, @Nullable Penalties penalties, Timeline timeline, Clock clock) {

  /** The state of all keys, each read at one instant. */
  Snapshot save(RateLimitPolicy policy) {
    long now = timeline.now();
    long wall = Snapshot.nanos(clock.instant());
    List<Snapshot.Entry> entries = new ArrayList<>();
    cells.forEach(
        (key, cell) -> {
          Snapshot.Entry entry = cell.save(key, now);
          if (entry != null) {
            entries.add(entry);
          }
        });
    List<Snapshot.Penalised> penalised = penalties == null ? List.of() : penalties.save(now);
    return new Snapshot(policy.toString(), wall, entries, penalised);
  }

  /**
   * Puts the saved keys in place of ours.
   *
   * @param policy the policy in force, which must be the snapshot's
   * @param algorithms what a key is decided by
   */
  void load(Snapshot snapshot, RateLimitPolicy policy, Function<String, Algorithm> algorithms) {
    if (!snapshot.policy().equals(policy.toString())) {
      throw Snapshot.refused("of " + snapshot.policy(), "one of " + policy);
    }
    long now = timeline.now();
    long elapsed = snapshot.elapsed(clock.instant());
    for (Snapshot.Entry entry : snapshot.entries()) {
      Algorithm algorithm = algorithms.apply(entry.key());
      Cell cell =
          algorithm.policy().toString().equals(entry.policy())
              ? Cell.load(algorithm, entry.state(), now, elapsed)
              : CellStore.converted(algorithm, entry.held(), now);
      cells.restore(entry.key(), cell, now);
    }
    if (penalties != null) {
      for (Snapshot.Penalised one : snapshot.penalised()) {
        penalties.load(one.key(), one.state(), now, elapsed);
      }
    }
  }
}
