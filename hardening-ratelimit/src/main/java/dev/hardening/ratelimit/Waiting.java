package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for permits: one request, by a thread of its own or on a scheduler. It joins the line only
 * when it has to: what fits at once is charged at once, and nobody else is held up by it.
 */
final class Waiting {
  /** What the limiter says to one who waits, at a given time. */
  interface Asking {
    /** Charges if it fits, for the first in line or where none stands. */
    Decision ask(long now);

    /** What {@link #ask} would say if nobody stood in line. */
    Decision peek(long now);

    /** Refuses, because others stand in front. */
    Decision behindTheLine(long now, boolean inLine);

    /** Is told the answer, and returns it. */
    Decision answer(Decision decision);
  }

  private final WaitingLines lines;
  private final Timeline timeline;
  private final String key;
  private final long permits;
  private final long deadline;
  private final Asking asking;

  /** Nanoseconds until it is worth looking again, when the last look brought no answer. */
  private long pause;

  /** When that is. */
  private volatile long due;

  Waiting(
      WaitingLines lines,
      Timeline timeline,
      String key,
      long permits,
      long deadline,
      Asking asking) {
    this.lines = lines;
    this.timeline = timeline;
    this.key = key;
    this.permits = permits;
    this.deadline = deadline;
    this.asking = asking;
    this.due = deadline;
  }

  Decision block() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Decision atOnce = enter();
    if (atOnce != null) {
      return asking.answer(atOnce);
    }
    WaitingLines.Waiter me = new Parked(Thread.currentThread());
    lines.join(key, me);
    try {
      while (true) {
        Decision decision = look(me);
        if (decision != null) {
          return asking.answer(decision);
        }
        LockSupport.parkNanos(this, pause);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      lines.leave(key, me);
    }
  }

  CompletableFuture<Decision> schedule(ScheduledExecutorService scheduler) {
    Decision atOnce = enter();
    if (atOnce != null) {
      return CompletableFuture.completedFuture(asking.answer(atOnce));
    }
    CompletableFuture<Decision> result = new CompletableFuture<>();
    Step step = new Step(scheduler, result);
    lines.join(key, step);
    CompletableFuture<Decision> unused =
        result.whenComplete(
            (decision, failure) -> {
              lines.leave(key, step);
              step.drop();
            });
    step.run();
    return result;
  }

  /** The answer to one who comes, null if he has to join the line. */
  private @Nullable Decision enter() {
    long now = timeline.now();
    if (lines.closed()) {
      return closed(now);
    }
    if (!lines.stands(key, now)) {
      Decision decision = asking.ask(now);
      return isAnswer(decision, now) ? decision : null;
    }
    Decision alone = asking.peek(now);
    boolean mayJoin = alone.allowed() ? now < deadline : !isAnswer(alone, now);
    return mayJoin ? null : asking.behindTheLine(now, false);
  }

  /** The answer to one in line, or null while there is none. */
  private @Nullable Decision look(WaitingLines.Waiter me) {
    long now = timeline.now();
    if (lines.closed()) {
      return closed(now);
    }
    if (lines.isFirst(key, me)) {
      Decision decision = asking.ask(now);
      if (isAnswer(decision, now)) {
        return decision;
      }
      pause(now, decision.retryAfterNanos());
      return null;
    }
    if (now >= deadline) {
      return asking.behindTheLine(now, true);
    }
    pause(now, deadline - now);
    return null;
  }

  /** A refusal is one when the permits would come too late, even with nobody in front. */
  private boolean isAnswer(Decision decision, long now) {
    return decision.outcome() != Outcome.REFUSED || decision.retryAfterNanos() > deadline - now;
  }

  private void pause(long now, long nanos) {
    pause = nanos;
    due = now + nanos;
  }

  private Decision closed(long now) {
    Decision decision = asking.peek(now);
    return new Decision(
        Outcome.CLOSED,
        decision.policy(),
        decision.remaining(),
        decision.retryAfterNanos(),
        decision.resetAfterNanos());
  }

  /** A thread that sleeps until it is to look. */
  private final class Parked implements WaitingLines.Waiter {
    private final Thread thread;

    Parked(Thread thread) {
      this.thread = thread;
    }

    @Override
    public long permits() {
      return permits;
    }

    @Override
    public boolean due(long now) {
      return false; // a thread wakes by itself
    }

    @Override
    public boolean wake() {
      LockSupport.unpark(thread);
      return true;
    }

    @Override
    public void abandon() {
      throw new AssertionError("a thread can always be woken");
    }
  }

  /** A look on the scheduler; woken early it just looks once more. */
  private final class Step implements Runnable, WaitingLines.Waiter {
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<Decision> result;
    private final AtomicBoolean woken = new AtomicBoolean();

    /** Guarded by this. */
    private @Nullable Future<?> next;

    Step(ScheduledExecutorService scheduler, CompletableFuture<Decision> result) {
      this.scheduler = scheduler;
      this.result = result;
    }

    @Override
    public long permits() {
      return permits;
    }

    @Override
    public boolean due(long now) {
      return now >= due || scheduler.isTerminated();
    }

    @Override
    public boolean wake() {
      if (woken.getAndSet(true)) {
        return !scheduler.isShutdown(); // or the look that is due may have been dropped
      }
      try {
        scheduler.execute(this);
        return true;
      } catch (RejectedExecutionException e) {
        return false;
      }
    }

    @Override
    public void abandon() {
      if (lines.closed()) {
        boolean unused = result.complete(asking.answer(closed(timeline.now())));
      } else {
        boolean unused = result.completeExceptionally(stopped(null));
      }
    }

    /** Takes the next look off the scheduler. */
    synchronized void drop() {
      if (next != null) {
        boolean unused = next.cancel(false);
        next = null;
      }
    }

    @Override
    public void run() {
      woken.set(false);
      try {
        Decision decision = lookOrSchedule();
        if (decision != null) {
          boolean unused = result.complete(asking.answer(decision));
        }
      } catch (RejectedExecutionException e) {
        boolean unused = result.completeExceptionally(stopped(e));
      } catch (RuntimeException e) {
        boolean unused = result.completeExceptionally(e);
      }
    }

    private synchronized @Nullable Decision lookOrSchedule() {
      drop();
      if (result.isDone()) {
        return null;
      }
      Decision decision = look(this);
      if (decision != null) {
        return decision;
      }
      next = scheduler.schedule(this, pause, TimeUnit.NANOSECONDS);
      return null;
    }

    private RejectedExecutionException stopped(@Nullable RejectedExecutionException cause) {
      return new RejectedExecutionException(
          "scheduler: refuses a look at the line (expected: runs until nobody waits)", cause);
    }
  }
}
