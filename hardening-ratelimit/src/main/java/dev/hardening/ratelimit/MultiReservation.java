package dev.hardening.ratelimit;

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
   * Ends the reservation with the real cost, which is the same for every limit.
   *
   * @param permits what the request cost, 0 or more; above what was reserved it becomes debt
   * @return how it ended for each charge, in the order of the charges
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  List<Settlement> settle(long permits);

  /**
   * As {@link #settle}, without a thread that waits where the limits are kept elsewhere. Throws
   * what it throws.
   */
  default CompletableFuture<List<Settlement>> settleAsync(long permits) {
    return CompletableFuture.completedFuture(settle(permits));
  }

  /** Gives everything back if the permits were granted and this is not settled yet. */
  void cancel();
}
