package dev.hardening.ratelimit;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What becomes of charges whose real cost is known only afterwards: given back where they are still
 * counted, or charged more, which may be owed.
 */
final class Settlements {
  private final CellStore cells;
  private final Function<String, Algorithm> algorithms;
  private final WaitingLines lines;
  private final Timeline timeline;

  /**
   * @param algorithms what a key, as it is kept, is decided by
   * @param lines of those who wait for what is given back
   */
  Settlements(
      CellStore cells,
      Function<String, Algorithm> algorithms,
      WaitingLines lines,
      Timeline timeline) {
    this.cells = cells;
    this.algorithms = algorithms;
    this.lines = lines;
    this.timeline = timeline;
  }

  /** The reservation that a charge made at this time is. */
  Reservation reservation(
      Decision decision, Charge charge, Charged charged, long then, long nanosToLive) {
    String kept = Keys.kept(charge.key());
    return new Reservation(
        decision,
        charge.permits(),
        then + nanosToLive,
        timeline,
        (unused, overrun) -> {
          settle(kept, charged, then, timeline.now(), unused, overrun);
          charged.settleShadow(charge.permits() - unused + overrun);
        });
  }

  /** Gives a charge made at this time back at once. */
  void giveBack(Charge charge, Charged charged, long then) {
    settle(Keys.kept(charge.key()), charged, then, then, charge.permits(), 0);
  }

  private void settle(
      String kept, Charged charged, long then, long now, long unused, long overrun) {
    if (unused > 0) {
      untilNotRetired(
          kept,
          now,
          cell ->
              cell.algorithm() != charged.algorithm()
                  || !cells.origins().has(kept, charged.moment())
                  || cell.refund(unused, charged.stamp(), then, timeline));
      lines.wakeFirst(kept);
    }
    if (overrun > 0) {
      untilNotRetired(kept, now, cell -> cell.force(overrun, now));
    }
  }

  private void untilNotRetired(String kept, long now, Predicate<Cell> action) {
    boolean done;
    do {
      Cell cell = cells.find(kept);
      if (cell == null) {
        Cell unusedCell = cells.provide(kept, algorithms.apply(kept), now, CellStore.Keep.ALWAYS);
        cell = cells.find(kept);
      }
      // Null again if it has been evicted meanwhile.
      done = cell != null && action.test(cell);
    } while (!done);
  }
}
