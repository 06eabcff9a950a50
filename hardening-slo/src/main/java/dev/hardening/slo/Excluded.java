package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What declaring an exclusion took out of the past.
 *
 * @param stretches oldest first; empty if the exclusion lies in the future alone
 * @param events by name of the objective, how many of its events were taken out
 */
public record Excluded(List<Stretch> stretches, Map<String, Long> events) {
  /**
   * One stretch that was to be taken out of the past, and what was: whole slots.
   *
   * @param from as declared, but not before what is kept
   * @param to as declared, but not after the declaration
   * @param removedFrom the beginning of the first slot that was emptied
   * @param removedTo the end of the last
   */
  public record Stretch(Instant from, Instant to, Instant removedFrom, Instant removedTo) {}

  /** Copies both. */
  public Excluded {
    stretches = List.copyOf(stretches);
    events = Map.copyOf(events);
  }

  /** How much more time than asked was taken out, because slots are whole. */
  public Duration widened() {
    Duration widened = Duration.ZERO;
    for (Stretch stretch : stretches) {
      widened =
          widened
              .plus(Duration.between(stretch.removedFrom(), stretch.removedTo()))
              .minus(Duration.between(stretch.from(), stretch.to()));
    }
    return widened;
  }
}
