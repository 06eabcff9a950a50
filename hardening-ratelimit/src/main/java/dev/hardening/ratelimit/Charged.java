package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Where a charge went, so that it can be given back. */
final class Charged {
  private @Nullable Algorithm algorithm;
  private long stamp;
  private @Nullable Reservation candidate;
  private long moment;

  void by(Algorithm algorithm, long stamp, long moment) {
    this.algorithm = algorithm;
    this.stamp = stamp;
    this.moment = moment;
  }

  Algorithm algorithm() {
    return requireNonNull(algorithm, "algorithm");
  }

  /** The state of one word that the charge led to, or the stamp of an array's. */
  long stamp() {
    return stamp;
  }

  /** What the shadow reserved for the same request. */
  void alsoBy(Reservation candidate) {
    this.candidate = candidate;
  }

  /** Settles that with the real cost. */
  void settleShadow(long cost) {
    if (candidate != null && candidate.decision().allowed()) {
      Settlement unused = candidate.settle(cost);
    }
  }

  /** See {@link Origins}. */
  long moment() {
    return moment;
  }
}
