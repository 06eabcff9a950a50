package dev.hardening.ratelimit;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Permits charged to several limits, all or nothing, for a request whose real cost is known only
 * afterwards. What {@link Reservation} promises holds for each limit. All methods may be called
 * from any thread; a reservation is settled once.
 */
public interface MultiReservation {
  /** Whether the permits were granted; if they were not there is nothing to settle. */
  MultiDecision decision();

  /**
   * Ends the reservation with the real costs, one for each limit: a request, and the tokens that it
   * took.
   *
   * @param permits what it cost each limit, 0 or more, in the order of the charges; above what was
   *     reserved it becomes debt
   * @return how it ended for each charge, in the order of the charges
   * @throws IllegalArgumentException if there are not as many costs as charges, or one is negative
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  List<Settlement> settle(List<Long> permits);

  /** As {@link #settle(List)} with a cost that is the same for every limit. */
  default List<Settlement> settle(long permits) {
    return settle(forEach(permits));
  }

  /**
   * As {@link #settle(List)}, without a thread that waits where the limits are kept elsewhere.
   * Throws what it throws.
   */
  default CompletableFuture<List<Settlement>> settleAsync(List<Long> permits) {
    return CompletableFuture.completedFuture(settle(permits));
  }

  /** As {@link #settleAsync(List)} with a cost that is the same for every limit. */
  default CompletableFuture<List<Settlement>> settleAsync(long permits) {
    return settleAsync(forEach(permits));
  }

  /** Gives everything back if the permits were granted and this is not settled yet. */
  void cancel();

  private List<Long> forEach(long permits) {
    return Collections.nCopies(decision().each().size(), permits);
  }
}
