package dev.hardening.ratelimit;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/**
 * What threads see of each other under the reorderings of the compilers and the processor at hand
 * (jcstress), which Lincheck's model leaves out. Every race is over the last permit of one cell,
 * counted afterwards.
 */
public final class Races {
  private static final Duration WINDOW = Duration.ofMillis(60);
  private static final long START = 1_700_006_400_000_000_000L;

  private Races() {}

  private static Cell cell(RateLimitPolicy policy) {
    return CellStore.converted(Algorithm.of(policy), 0, START);
  }

  private static boolean charge(Cell cell, long now) {
    Answer answer = new Answer();
    return answer.take(cell, now, 1, true) && answer.allowed();
  }

  /** Of one word. */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, true, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "One got it, and it is counted.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both, none, or counted wrong.")
  @State
  public static class OneWord {
    private static final RateLimitPolicy BUCKET = RateLimitPolicy.tokenBucket("p", 1, WINDOW);

    private final Cell cell = cell(BUCKET);

    @Actor
    public void one(ZZJ_Result result) {
      result.r1 = charge(cell, START);
    }

    @Actor
    public void other(ZZJ_Result result) {
      result.r2 = charge(cell, START);
    }

    @Arbiter
    public void after(ZZJ_Result result) {
      result.r3 = cell.held(START);
    }
  }

  /**
   * Of several words, under the lock that is a flag: the two are in sub-windows that follow each
   * other, so one of them moves the ring on while the other counts.
   */
  @JCStressTest
  @Outcome(
      id = {"true, false, 1", "false, true, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "One got it, and it is counted.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Both, none, or counted wrong.")
  @State
  public static class SeveralWords {
    private static final RateLimitPolicy RING =
        RateLimitPolicy.slidingWindow("p", 1, WINDOW).withSubWindows(4);
    private static final long NEXT = START + WINDOW.toNanos() / 4;

    private final Cell cell = cell(RING);

    @Actor
    public void one(ZZJ_Result result) {
      result.r1 = charge(cell, START);
    }

    @Actor
    public void other(ZZJ_Result result) {
      result.r2 = charge(cell, NEXT);
    }

    @Arbiter
    public void after(ZZJ_Result result) {
      result.r3 = cell.held(NEXT);
    }
  }
}
