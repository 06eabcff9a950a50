package dev.hardening.ratelimit;

/**
 * The thin shell around the algorithms: it owns time, keys and concurrency, and decides nothing.
 */
final class InMemoryRateLimiter implements RateLimiter {
  private final CellStore cells;
  private final Timeline timeline;
  private volatile Algorithm current;

  InMemoryRateLimiter(RateLimitPolicy policy, StoreOptions options, Timeline timeline) {
    this.current = Algorithm.of(policy);
    this.cells = new CellStore(options.maximumKeys);
    this.timeline = timeline;
  }

  @Override
  public RateLimitPolicy policy() {
    return current.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    return decide(key, timeline.now(), permits, true);
  }

  @Override
  public Decision peek(String key, long permits) {
    return decide(key, timeline.now(), permits, false);
  }

  @Override
  public void close() {
    // Nothing was started: no thread, no connection.
  }

  /** One decision at a given time. */
  Decision decide(String key, long now, long permits, boolean charging) {
    String kept = Keys.kept(key);
    Algorithm algorithm = current;
    if (permits != 1 && !grantable(permits, algorithm)) {
      return Decision.never(algorithm.policy(), decide(key, now, 1, false).remaining());
    }
    Answer answer = new Answer();
    Cell cell;
    do {
      cell = cells.find(kept, now);
      if (cell == null || cell.algorithm() != algorithm) {
        cell = cells.provide(kept, algorithm, now, charging);
      }
    } while (!answer.take(cell, now, permits, charging));
    return answer.decision(algorithm.policy());
  }

  private static boolean grantable(long permits, Algorithm algorithm) {
    Keys.checkPermits(permits);
    return permits <= algorithm.policy().maximumCost();
  }
}
