package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What threads see is what one thread would have seen in some order of the same calls: Lincheck
 * goes through the interleavings of few calls, one by one, and needs no luck for it.
 *
 * <p>A decision is made at the time it is handed, and a thread may come late with the time it read;
 * so the virtual time is an argument of each operation on a cell, and runs ahead and back between
 * them. A limiter's stands still. {@code -Dhardening.lincheck.scenarios} says how many scenarios
 * are made up where they are not given, {@code -Dhardening.lincheck.interleavings} how many
 * interleavings of each scenario are tried at most.
 */
class LinearizabilityTest {
  private static final int SCENARIOS = Integer.getInteger("hardening.lincheck.scenarios", 3);
  private static final int INTERLEAVINGS =
      Integer.getInteger("hardening.lincheck.interleavings", 400);

  /** A machine that stalls is no deadlock. */
  private static final long TIMEOUT_MILLIS = 300_000;

  private static final Duration WINDOW = Duration.ofMillis(60);

  /** A quarter of a window. */
  private static final long STEP = WINDOW.toNanos() / 4;

  private static final Instant START = Instant.ofEpochSecond(1_700_006_400);

  private static final RateLimitPolicy BUCKET = RateLimitPolicy.tokenBucket("p", 3, WINDOW);
  private static final RateLimitPolicy RING =
      RateLimitPolicy.slidingWindow("p", 3, WINDOW).withSubWindows(4);

  @ParameterizedTest
  @ValueSource(classes = {BucketCell.class, RingCell.class})
  void threads_that_use_a_cell_at_once_see_some_order(Class<?> cell) {
    Actor charge = call(AnyCell.class, "charge", 0, 1);
    Actor leave = call(AnyCell.class, "leave", 0);

    given(List.of(), List.of(List.of(charge), List.of(leave)), List.of()).check(cell);
    madeUp().check(cell);
  }

  @ParameterizedTest
  @ValueSource(classes = {BucketLimiter.class, RingLimiter.class})
  void threads_that_use_a_limiter_at_once_see_some_order(Class<?> limiter) {
    Actor charge = call(AnyLimiter.class, "charge", 1);
    Actor reserve = call(AnyLimiter.class, "reserve", 1);

    given(List.of(charge), List.of(List.of(charge), List.of(charge, charge)), List.of())
        .check(limiter);
    given(List.of(charge), List.of(List.of(charge), List.of(reserve, charge)), List.of())
        .check(limiter);
    madeUp().check(limiter);
  }

  /** Held against a limiter with room for all: that a key is evicted must be seen by nobody. */
  @ParameterizedTest
  @ValueSource(classes = {CrowdedBuckets.class, CrowdedRings.class})
  void nobody_sees_that_a_key_was_evicted_under_its_callers(Class<?> limiter) {
    Class<?> roomy = limiter == CrowdedBuckets.class ? RoomyBuckets.class : RoomyRings.class;
    Actor charge = call(Keyed.class, "charge", 0);
    Actor other = call(Keyed.class, "charge", 1);
    Actor peek = call(Keyed.class, "peek", 0);

    searchingAtOnce(
            limiter,
            given(List.of(charge), List.of(List.of(charge), List.of(other)), List.of(charge, peek)))
        .sequentialSpecification(roomy)
        .check(limiter);
    searchingAtOnce(
            limiter,
            given(
                List.of(), List.of(List.of(charge, charge), List.of(other, charge)), List.of(peek)))
        .sequentialSpecification(roomy)
        .check(limiter);
  }

  /**
   * Only what is charged besides: what is given back may be lost by right. A key that others evict
   * both before and after has its old state, from before, brought back from the sketch, which keeps
   * the fullest; so the answers are stricter then, and which they are depends on who came first.
   */
  @ParameterizedTest
  @ValueSource(classes = {CrowdedBuckets.class, CrowdedRings.class})
  void what_a_reservation_overran_is_not_lost_with_an_evicted_cell(Class<?> limiter) {
    Class<?> roomy = limiter == CrowdedBuckets.class ? RoomyBuckets.class : RoomyRings.class;
    Actor reserve = call(Keyed.class, "reserve");
    Actor overrun = call(Keyed.class, "overrun");
    Actor other = call(Keyed.class, "charge", 1);
    Actor peek = call(Keyed.class, "peek", 0);

    searchingAtOnce(
            limiter,
            given(List.of(reserve), List.of(List.of(overrun), List.of(other)), List.of(peek)))
        .sequentialSpecification(roomy)
        .check(limiter);
  }

  @Test
  void a_reservation_that_several_end_at_once_is_ended_once() {
    Actor reserve = call(Keyed.class, "reserve");
    Actor settle = call(Keyed.class, "settle");
    Actor overrun = call(Keyed.class, "overrun");
    Actor cancel = call(Keyed.class, "cancel");
    Actor peek = call(Keyed.class, "peek", 0);

    for (Class<?> limiter : List.of(RoomyBuckets.class, RoomyRings.class)) {
      given(List.of(reserve), List.of(List.of(settle), List.of(overrun)), List.of(peek))
          .check(limiter);
      given(List.of(reserve), List.of(List.of(settle), List.of(cancel)), List.of(peek))
          .check(limiter);
    }
  }

  private static ModelCheckingOptions madeUp() {
    return options().iterations(SCENARIOS).actorsBefore(1).actorsAfter(0);
  }

  private static ModelCheckingOptions given(
      List<Actor> before, List<List<Actor>> atOnce, List<Actor> after) {
    return options()
        .iterations(0)
        .addCustomScenario(new ExecutionScenario(before, atOnce, after, null));
  }

  /**
   * The search for a victim as one step: only for cells without a lock, which nobody could free
   * meanwhile.
   */
  private static ModelCheckingOptions searchingAtOnce(
      Class<?> limiter, ModelCheckingOptions options) {
    return limiter == CrowdedBuckets.class
        ? options.addGuarantee(forClasses(Hand.class.getName()).allMethods().treatAsAtomic())
        : options.addGuarantee(
            forClasses(
                    ConcurrentHashMap.class.getName() + "$EntryIterator",
                    ConcurrentHashMap.class.getName() + "$BaseIterator")
                .allMethods()
                .treatAsAtomic());
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .invocationsPerIteration(INTERLEAVINGS)
        .invocationTimeout$lincheck(TIMEOUT_MILLIS)
        .addGuarantee(forClasses(Contention.class.getName()).allMethods().ignore())
        // What is one step anyway is taken as one, to get round to more of what is not.
        .addGuarantee(
            forClasses(ConcurrentHashMap.class.getName())
                .methods("get", "containsKey", "mappingCount", "put", "values")
                .treatAsAtomic());
  }

  private static Actor call(Class<?> on, String operation, Object... arguments) {
    Method method =
        Arrays.stream(on.getMethods())
            .filter(each -> each.getName().equals(operation))
            .findFirst()
            .orElseThrow();
    return new Actor(method, List.of(arguments));
  }

  /** In little, because all code that runs is searched for places to switch threads at. */
  private static String said(Decision decision) {
    return (decision.allowed() ? "yes, " : "no, ")
        + decision.remaining()
        + ", "
        + decision.retryAfterNanos()
        + ", "
        + decision.resetAfterNanos();
  }

  /** One cell, charged, asked, forced, retired and evicted. */
  @Param(name = "time", gen = IntGen.class, conf = "0:2")
  @Param(name = "cost", gen = IntGen.class, conf = "1:2")
  public abstract static class AnyCell {
    private final Algorithm algorithm;
    private final Cell cell;
    private final Overflow overflow;

    AnyCell(RateLimitPolicy policy) {
      this.algorithm = Algorithm.of(policy);
      this.cell = CellStore.converted(algorithm, 0, nanos(0));
      this.overflow = new Overflow(algorithm, 16);
    }

    private static long nanos(int time) {
      return START.getEpochSecond() * 1_000_000_000L + time * STEP;
    }

    @Operation
    public String charge(@Param(name = "time") int time, @Param(name = "cost") int cost) {
      return decide(time, cost, true);
    }

    @Operation
    public String ask(@Param(name = "time") int time, @Param(name = "cost") int cost) {
      return decide(time, cost, false);
    }

    @Operation
    public boolean force(@Param(name = "time") int time, @Param(name = "cost") int cost) {
      return cell.force(cost, nanos(time));
    }

    @Operation(runOnce = true)
    public long retire(@Param(name = "time") int time) {
      return cell.retire(nanos(time));
    }

    /** What the cell leaves behind when it is evicted. */
    @Operation(runOnce = true)
    public long leave(@Param(name = "time") int time) {
      cell.retireInto(overflow, "k", nanos(time));
      return overflow.held("k", nanos(time));
    }

    private String decide(int time, int cost, boolean charging) {
      Answer answer = new Answer();
      return answer.take(cell, nanos(time), cost, charging)
          ? said(answer.decision(algorithm.policy()))
          : "retired";
    }
  }

  public static class BucketCell extends AnyCell {
    public BucketCell() {
      super(BUCKET);
    }
  }

  public static class RingCell extends AnyCell {
    public RingCell() {
      super(RING);
    }
  }

  private static InMemoryRateLimiter limiter(RateLimitPolicy policy, int maximumKeys) {
    StoreOptions options = new StoreOptions();
    options.nanoClock = () -> 0L;
    options.clock = Clock.fixed(START, ZoneOffset.UTC);
    options.maximumKeys = maximumKeys;
    // Lincheck walks through every object there is, each time.
    options.overflowSlots = 1 << 12;
    return new InMemoryRateLimiter(policy, options, options.timeline());
  }

  /** A limiter of which one key is used. */
  @Param(name = "cost", gen = IntGen.class, conf = "1:2")
  public abstract static class AnyLimiter {
    private final InMemoryRateLimiter limiter;

    AnyLimiter(RateLimitPolicy policy) {
      this.limiter = limiter(policy, 100);
    }

    @Operation
    public String charge(@Param(name = "cost") int cost) {
      return said(limiter.tryAcquire("k", cost));
    }

    @Operation
    public String reserve(@Param(name = "cost") int cost) {
      return said(limiter.reserve("k", cost, WINDOW).decision());
    }

    @Operation
    public void reset() {
      limiter.reset("k");
    }
  }

  public static class BucketLimiter extends AnyLimiter {
    public BucketLimiter() {
      super(BUCKET);
    }
  }

  public static class RingLimiter extends AnyLimiter {
    public RingLimiter() {
      super(RING);
    }
  }

  /**
   * A limiter of some keys, and a reservation.
   *
   * <p>There is no reset here: of a key that was evicted before, it may be undone by the next
   * eviction, as its documentation says; and how often a key is evicted depends on who came first.
   */
  @Param(name = "key", gen = IntGen.class, conf = "0:1")
  public abstract static class Keyed {
    private final InMemoryRateLimiter limiter;
    private volatile @Nullable Reservation reservation;

    Keyed(RateLimitPolicy policy, int maximumKeys) {
      this.limiter = limiter(policy, maximumKeys);
    }

    @Operation
    public String charge(@Param(name = "key") int key) {
      return said(limiter.tryAcquire("k" + key));
    }

    @Operation
    public String peek(@Param(name = "key") int key) {
      return said(limiter.peek("k" + key));
    }

    @Operation
    public void reserve() {
      reservation = limiter.reserve("k0", 2, WINDOW);
    }

    @Operation
    public String settle() {
      return ended(1);
    }

    @Operation
    public String overrun() {
      return ended(4);
    }

    @Operation
    public void cancel() {
      requireNonNull(reservation).cancel();
    }

    private String ended(int cost) {
      try {
        Settlement settlement = requireNonNull(reservation).settle(cost);
        return settlement.unused() + ", " + settlement.overrun();
      } catch (IllegalStateException e) {
        return "ended before";
      }
    }
  }

  public static class RoomyBuckets extends Keyed {
    public RoomyBuckets() {
      super(BUCKET, 100);
    }
  }

  public static class CrowdedBuckets extends Keyed {
    public CrowdedBuckets() {
      super(BUCKET, 1);
    }
  }

  public static class RoomyRings extends Keyed {
    public RoomyRings() {
      super(RING, 100);
    }
  }

  public static class CrowdedRings extends Keyed {
    public CrowdedRings() {
      super(RING, 1);
    }
  }
}
