package dev.hardening.slo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests of a window by duration, between fixed bounds: 1, 1.5, 2, 3, 5, 7 ms and so on to 30 s,
 * and the threshold of every objective on latency. Counts are exact, and add up over nodes.
 * Immutable.
 */
public final class LatencySummary {
  private final long[] bounds;
  private final long[] counts;
  private final long total;

  LatencySummary(long[] bounds, long[] counts) {
    this.bounds = bounds.clone();
    this.counts = counts.clone();
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    total = sum;
  }

  /**
   * Requests that took at most {@code bound} but longer than the bound before.
   *
   * @param bound inclusive; empty for the last bucket, which has none
   * @param count requests in this bucket alone
   */
  public record Bucket(Optional<Duration> bound, long count) {}

  /** The buckets, shortest first. */
  public List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      buckets.add(
          new Bucket(
              i < bounds.length ? Optional.of(Duration.ofNanos(bounds[i])) : Optional.empty(),
              counts[i]));
    }
    return buckets;
  }

  /** Requests with a known duration. */
  public long total() {
    return total;
  }

  /**
   * The bucket that the percentile lies in: the true value is at most {@code atMost} and above
   * {@code above}. The bounds are less than a factor of 1.7 apart from 1 ms to 30 s.
   *
   * @param above exclusive; zero in the first bucket
   * @param atMost inclusive; empty when it is longer than the last bound
   */
  public record Bracket(Duration above, Optional<Duration> atMost) {}

  /**
   * Where a percentile lies, by nearest rank; empty when there was no request.
   *
   * @param quantile above 0 and at most 1, such as 0.95
   */
  public Optional<Bracket> percentile(double quantile) {
    if (!(quantile > 0 && quantile <= 1)) {
      throw Checks.refused("quantile", quantile, "> 0 and <= 1");
    }
    long rank =
        BigDecimal.valueOf(quantile)
            .multiply(BigDecimal.valueOf(total))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (below >= rank && total > 0) {
        return Optional.of(
            new Bracket(
                Duration.ofNanos(i == 0 ? 0 : bounds[i - 1]),
                i < bounds.length ? Optional.of(Duration.ofNanos(bounds[i])) : Optional.empty()));
      }
    }
    return Optional.empty();
  }
}
