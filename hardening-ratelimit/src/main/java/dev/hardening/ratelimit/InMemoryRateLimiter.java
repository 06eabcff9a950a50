package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.CellStore.Keep;
import dev.hardening.ratelimit.Decision.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RateLimiter} that keeps its keys in the heap of this process, and what only such a one
 * can do: reserve, wait, change its policy, save its state.
 *
 * <p>It is the thin shell around the algorithms: it owns time, keys and concurrency, and decides
 * nothing. It starts no thread.
 */
public final class InMemoryRateLimiter implements RateLimiter {
  private static final long NOT_ADMITTED = -1;

  private final CellStore cells;
  private final Timeline timeline;
  private final HandOver handOver;
  private final @Nullable Tiers tiers;
  private final @Nullable InMemoryRateLimiter shadow;
  private final @Nullable Observation observation;
  private final WaitingLines lines = new WaitingLines();
  private final FullDecisions full;
  private final Settlements settlements;
  private final boolean plain;
  private volatile Algorithm current;

  InMemoryRateLimiter(RateLimitPolicy policy, StoreOptions options, Timeline timeline) {
    this(policy, options, timeline, Extras.NONE);
  }

  InMemoryRateLimiter(
      RateLimitPolicy policy, StoreOptions options, Timeline timeline, Extras extras) {
    Observation observing = extras.observation();
    this.current = Algorithm.of(policy);
    this.cells =
        new CellStore(
            options.maximumKeys,
            options.overflowSlots,
            key -> {
              if (observing != null) {
                observing.evicted(key);
              }
            });
    this.timeline = timeline;
    this.observation = observing;
    this.tiers = extras.overrides() == null ? null : new Tiers(extras.overrides());
    Penalties penalties =
        extras.penaltyBox() == null
            ? null
            : new Penalties(extras.penaltyBox(), options.maximumKeys);
    this.handOver = new HandOver(cells, penalties, timeline, options.clock);
    this.shadow =
        extras.shadow() == null
            ? null
            : new InMemoryRateLimiter(extras.shadow(), options, timeline);
    this.full = new FullDecisions(this::decide, lines, penalties, shadow, observing);
    this.settlements = new Settlements(cells, this::algorithmFor, lines, timeline);
    this.plain = observing == null && penalties == null && shadow == null;
  }

  @Override
  public RateLimitPolicy policy() {
    return current.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    long now = timeline.now();
    Algorithm algorithm = algorithmFor(key);
    long admitted = plain && lines.none() ? admit(key, algorithm, now, permits) : NOT_ADMITTED;
    Outcome outcome = Outcome.ALLOWED;
    RateLimitPolicy policy = algorithm.policy();
    long remaining;
    long retryAfter = 0;
    long resetAfter;
    if (admitted >= 0) {
      remaining = algorithm.remainingOf(admitted, now);
      resetAfter = algorithm.resetAfterOf(admitted, now);
    } else {
      // Copied, so that the answer is made at one place: see admit.
      Decision other = full.charge(key, now, permits, null);
      outcome = other.outcome();
      policy = other.policy();
      remaining = other.remaining();
      retryAfter = other.retryAfterNanos();
      resetAfter = other.resetAfterNanos();
    }
    return new Decision(outcome, policy, remaining, retryAfter, resetAfter);
  }

  @Override
  public Decision peek(String key, long permits) {
    return full.peek(key, timeline.now(), permits);
  }

  /** {@link #peek} at a given time, by one who does not stand in line behind others. */
  Decision ask(String key, long now, long permits) {
    return full.peekPastTheLine(key, now, permits);
  }

  /** Whether {@link #ask} would allow it. */
  boolean fits(String key, long now, long permits) {
    Algorithm algorithm = algorithmFor(key);
    String kept = Keys.kept(key);
    if (full.blockedFor(kept, now) > 0 || !grantable(permits, algorithm)) {
      return false;
    }
    Answer answer = new Answer();
    boolean taken;
    do {
      Cell cell = cell(kept, algorithm, now, Keep.IF_USED);
      taken = answer.take(cell, caughtUp(now), permits, false);
    } while (!taken);
    return answer.allowed();
  }

  /** Counts a refusal of a key that is not blocked, which may block it. */
  Decision offended(String key, long now, Decision refused) {
    return full.offended(key, now, refused);
  }

  /**
   * Charges an upper cost now, to be settled with the real one later.
   *
   * @param permits the upper cost, at least 1
   * @param timeToLive after which the reservation counts as used up, 1 millisecond to 400 days
   * @return the reservation, granted or not: see {@link Reservation#decision()}
   */
  public Reservation reserve(String key, long permits, Duration timeToLive) {
    PolicyChecks.duration("timeToLive", timeToLive);
    timeline.keepLatest();
    long now = timeline.now();
    Charged charged = new Charged();
    Decision decision = full.charge(key, now, permits, charged);
    Charge charge = new Charge(policy().name(), key, permits);
    return settlements.reservation(decision, charge, charged, now, timeToLive.toNanos());
  }

  /** The reservation that a charge made at this time is. */
  Reservation reservation(
      Decision decision, Charge charge, Charged charged, long now, long nanosToLive) {
    return settlements.reservation(decision, charge, charged, now, nanosToLive);
  }

  /** Gives a charge made at this time back at once. */
  void giveBack(Charge charge, Charged charged, long now) {
    settlements.giveBack(charge, charged, now);
  }

  /**
   * Takes permits, waiting for them if need be. Waiters for one key are served first come first
   * served, and while any wait a {@code tryAcquire} of that key is refused, with a time after which
   * what they wait for and the request would fit together, or else a full limit.
   *
   * @param maximumWait how long to wait at most, 0 to 400 days
   * @return allowed; refused as soon as it is clear that the permits won't come in time, even if
   *     those in front give up; or {@link Outcome#CLOSED} if the limiter is closed meanwhile
   * @throws InterruptedException if the thread is interrupted before or while it waits; nothing was
   *     charged
   */
  public Decision acquire(String key, long permits, Duration maximumWait)
      throws InterruptedException {
    return waiting(key, permits, maximumWait).block();
  }

  /**
   * As {@link #acquire}, without a thread that waits: the looks run on the scheduler, which the
   * limiter neither owns nor stops. Cancelling the future gives up the place in the line and the
   * look; the scheduler may hold on to a cancelled look until its time, see {@code
   * ScheduledThreadPoolExecutor.setRemoveOnCancelPolicy}.
   *
   * <p>A scheduler that refuses a look completes the future exceptionally. One that drops its looks
   * when it is stopped is noticed when somebody else asks for the key, and at {@link #close}, which
   * completes it with {@link Outcome#CLOSED}.
   */
  public CompletableFuture<Decision> acquireAsync(
      String key, long permits, Duration maximumWait, ScheduledExecutorService scheduler) {
    if (scheduler == null) {
      throw PolicyChecks.wrong("scheduler", null, "one that runs until nobody waits");
    }
    return waiting(key, permits, maximumWait).schedule(scheduler);
  }

  /**
   * Puts another policy in force, at once and for all keys that no override names.
   *
   * <p>What a key has used stays used: the permits that it still held under the old policy count
   * under the new one as charged when the key is next asked for, up to the new limit and beyond it
   * as debt. That includes keys that have been evicted. A reservation made under the old policy
   * gives nothing back to a key that has been asked for since. The policy in force, given again,
   * changes nothing.
   *
   * <p>A key that holds more than the new limit and 100 more of it is refused under its old count
   * until that has come down so far, and so forgiven nothing if the old policy comes back before;
   * until then its retry-after is told as if it held just so much.
   */
  public void changePolicy(RateLimitPolicy policy) {
    if (!requireNonNull(policy, "policy").equals(current.policy())) {
      current = Algorithm.of(policy);
      lines.wakeFirsts();
    }
  }

  /**
   * Makes a key fresh, for the shadow too, and lets it out of the penalty box. What has been
   * counted of it stays counted. Who waits in line for the key is served first.
   *
   * <p>If the key was evicted before, and is again before its old use has run out, it comes back
   * with that: what evicted keys have left is shared with others, from whom it must not be taken.
   */
  public void reset(String key) {
    String kept = Keys.kept(key);
    cells.reset(kept, algorithmFor(key), timeline.now());
    unblock(key);
    if (shadow != null) {
      shadow.reset(key);
    }
  }

  /** Lets a key out of the penalty box, its past forgotten; what it has used stays used. */
  public void unblock(String key) {
    full.forgive(Keys.kept(key));
  }

  /** The counts, all 0 unless {@link RateLimiterBuilder#recordStats()} asked for them. */
  public RateLimiterStats stats() {
    return observation == null ? new RateLimiterStats(0, 0, 0, 0, 0, 0, 0) : observation.stats();
  }

  /**
   * The keys refused most often, the worst first; none unless {@link
   * RateLimiterBuilder#topOffenders} asked for them.
   *
   * @param most how many at most, 0 or more
   */
  public List<RateLimitOffender> topOffenders(int most) {
    PolicyChecks.between("most", most, 0, Integer.MAX_VALUE);
    return observation == null ? List.of() : observation.top(most);
  }

  /**
   * Writes the state of all keys that are not fresh or stand in the penalty box, for {@link
   * #restore} in a process that takes over. Each key is read at one instant, different keys at
   * slightly different ones. Not written are what is remembered of evicted keys, so that they start
   * afresh in the next process, and the shadow's state. The stream stays open.
   */
  public void snapshot(OutputStream out) throws IOException {
    handOver.save(policy()).write(out);
  }

  /**
   * Reads a snapshot to the end of the stream and puts its keys in place of ours. Time goes on from
   * the snapshot's wall time; if the wall clock has gone back since, no time has passed. A limiter
   * without a penalty box lets the penalties go.
   *
   * <p>What was reserved before for one of these keys is given back to none. If the wall clock was
   * set between the two processes, so that fixed windows have other boundaries here, who has used
   * anything of one is refused until the first of ours.
   *
   * @throws IllegalArgumentException if it is damaged, of an unknown version or of another policy;
   *     nothing was changed
   */
  public void restore(InputStream in) throws IOException {
    handOver.load(Snapshot.read(in), policy(), this::algorithmFor);
    lines.wakeFirsts();
  }

  /** Wakes everybody who waits, with {@link Outcome#CLOSED}. Decisions go on as before. */
  @Override
  public void close() {
    lines.close();
  }

  private Algorithm algorithmFor(String key) {
    return tiers == null ? current : tiers.of(Keys.kept(key), current);
  }

  private Waiting waiting(String key, long permits, Duration maximumWait) {
    Keys.check(key);
    Keys.checkPermits(permits);
    PolicyChecks.wait("maximumWait", maximumWait);
    return full.waiting(key, permits, timeline, timeline.now() + maximumWait.toNanos());
  }

  /**
   * Charges the cost if it fits, and tells what is left in one number, or {@link #NOT_ADMITTED}:
   * then nothing was charged, and {@link #decide} has to say why, or to do it.
   *
   * <p>That a decision which is looked at and dropped costs no allocation depends on the caller
   * inlining {@code tryAcquire}, which HotSpot does only if that compiles to little code. So the
   * much of it is here, in one method too large to be inlined in turn (325 bytecodes), and all that
   * passes between the two is a number. A test counts the bytes.
   */
  private long admit(String key, Algorithm algorithm, long now, long permits) {
    if (key == null || key.isEmpty()) {
      throw Keys.wrong(key);
    }
    String kept = key.length() <= Keys.LONGEST_KEPT ? key : Keys.digest(key);
    if (permits != 1 && !grantable(permits, algorithm)) {
      return NOT_ADMITTED;
    }
    long time = now;
    while (true) {
      Cell cell = cells.find(kept);
      if (cell == null || cell.algorithm() != algorithm) {
        cell = cells.provide(kept, algorithm, time, Keep.ALWAYS);
        time = caughtUp(time);
      }
      if (cell instanceof WordCell word) {
        WordAlgorithm charging = word.algorithm;
        int losses = 0;
        long state = word.word();
        while (state != WordCell.RETIRED) {
          long next = charging.charge(state, time, permits);
          if (next == WordAlgorithm.REFUSED) {
            return NOT_ADMITTED;
          }
          if (word.compareAndSet(state, next)) {
            return next;
          }
          Contention.keepAway(losses++);
          state = word.word();
        }
        continue;
      }
      ArrayCell array = (ArrayCell) cell;
      ArrayAlgorithm charging = array.algorithm;
      array.lock();
      try {
        long[] state = array.state;
        if (state == null) {
          continue;
        }
        charging.advance(state, time);
        if (!charging.fits(state, time, permits)
            || !charging.fitsOneNumber()
            || time < charging.latest(state)) {
          return NOT_ADMITTED;
        }
        state = charging.charge(state, time, permits);
        array.state = state;
        return charging.inOneNumber(
            charging.remaining(state, time), charging.resetAfter(state, time));
      } finally {
        array.unlock();
      }
    }
  }

  /** One decision at a given time. */
  Decision decide(String key, long now, long permits, boolean charging) {
    return decide(key, now, permits, charging, null);
  }

  Decision decide(String key, long now, long permits, boolean charging, @Nullable Charged charged) {
    String kept = Keys.kept(key);
    Algorithm algorithm = algorithmFor(key);
    if (!grantable(permits, algorithm)) {
      return Decision.never(algorithm.policy(), decide(key, now, 1, false).remaining());
    }
    long moment = cells.origins().moment();
    Answer answer = new Answer();
    Cell cell;
    boolean taken;
    do {
      cell = cell(kept, algorithm, now, charging ? Keep.ALWAYS : Keep.IF_USED);
      taken = answer.take(cell, caughtUp(now), permits, charging);
    } while (!taken);
    if (charged != null) {
      charged.by(cell.algorithm(), answer.stamp(), moment);
    }
    return answer.decision(algorithm.policy());
  }

  /**
   * The time to decide at when a cell has just been looked for. A thread that read the clock and
   * was held up reads it again, if a key that it may have asked for has been forgotten since as one
   * that was fresh by then.
   */
  private long caughtUp(long now) {
    return cells.hasForgottenAfter(now) ? timeline.now() : now;
  }

  /** The cell that knows the key under this algorithm, or takes over what another left of it. */
  private Cell cell(String kept, Algorithm algorithm, long now, Keep keep) {
    Cell cell = cells.find(kept);
    return cell == null || cell.algorithm() != algorithm
        ? cells.provide(kept, algorithm, now, keep)
        : cell;
  }

  private static boolean grantable(long permits, Algorithm algorithm) {
    Keys.checkPermits(permits);
    return permits <= algorithm.policy().maximumCost();
  }
}
