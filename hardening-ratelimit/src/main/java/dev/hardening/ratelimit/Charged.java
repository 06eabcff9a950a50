package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Where a charge went, so that it can be given back. */
final class Charged {
  private @Nullable Algorithm algorithm;
  private long stamp;

  void by(Algorithm algorithm, long stamp) {
    this.algorithm = algorithm;
    this.stamp = stamp;
  }

  Algorithm algorithm() {
    return requireNonNull(algorithm, "algorithm");
  }

  /** The state of one word that the charge led to, or the stamp of an array's. */
  long stamp() {
    return stamp;
  }
}
