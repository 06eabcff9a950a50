package dev.hardening.ratelimit;

/**
 * The thin shell around the algorithms: it owns time, keys and concurrency, and decides nothing.
 */
final class InMemoryRateLimiter implements RateLimiter {
  private final Algorithm algorithm;
  private final RateLimitPolicy policy;
  private final CellStore cells;
  private final Timeline timeline;

  InMemoryRateLimiter(Algorithm algorithm, CellStore cells, Timeline timeline) {
    this.algorithm = algorithm;
    this.policy = algorithm.policy();
    this.cells = cells;
    this.timeline = timeline;
  }

  @Override
  public RateLimitPolicy policy() {
    return policy;
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
    Keys.checkPermits(permits);
    if (permits > policy.maximumCost()) {
      return Decision.never(policy, decide(key, now, 1, false).remaining());
    }
    while (true) {
      Cell cell = cells.find(kept);
      if (cell == null) {
        cell = charging ? cells.findOrCreate(kept) : Cell.of(algorithm);
      }
      Decision decision = Deciding.on(cell, now, permits, charging);
      if (decision != null) {
        return decision;
      }
    }
  }
}
