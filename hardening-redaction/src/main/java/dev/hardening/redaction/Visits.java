package dev.hardening.redaction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one map, list or the like where it was met, so that one which many others hold is
 * not walked again for each way that leads to it: those may be exponentially many.
 */
final class Visits {
  /**
   * Most different places and depths at which one is walked. Places differ by the keys of secrets
   * above, whose orders are many; hardly anything is met in more than two or three.
   */
  private static final int MAXIMUM = 256;

  /** The depth is told apart because it says how much further down is still walked. */
  private record Visit(Place place, int depth, Object result) {}

  private final List<Visit> visits = new ArrayList<>(1);

  /** Whether it is being walked just now: what comes to it again is within itself. */
  private boolean open;

  boolean isOpen() {
    return open;
  }

  boolean isFull() {
    return visits.size() == MAXIMUM;
  }

  @Nullable Object result(Place place, int depth) {
    for (Visit visit : visits) {
      if (visit.depth == depth && visit.place.equals(place)) {
        return visit.result;
      }
    }
    return null;
  }

  void begin() {
    open = true;
  }

  void end(Place place, int depth, Object result) {
    open = false;
    visits.add(new Visit(place, depth, result));
  }
}
