package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Waits for permits: one request, by a thread of its own or on a scheduler. */
final class Waiting {
  private final WaitingLines lines;
  private final Timeline timeline;
  private final String key;
  private final long deadline;
  private final LongFunction<Decision> asking;
  private final LongFunction<Decision> peeking;
  private final UnaryOperator<Decision> answering;

  /** Nanoseconds until it is worth looking again, when the last look brought no answer. */
  private volatile long pause;

  /**
   * @param asking charges at the time it is given, if that fits
   * @param peeking says what asking would, and that it has to wait
   * @param answering is told the answer
   */
  Waiting(
      WaitingLines lines,
      Timeline timeline,
      String key,
      long deadline,
      LongFunction<Decision> asking,
      LongFunction<Decision> peeking,
      UnaryOperator<Decision> answering) {
    this.lines = lines;
    this.timeline = timeline;
    this.key = key;
    this.deadline = deadline;
    this.asking = asking;
    this.peeking = peeking;
    this.answering = answering;
  }

  Decision block() throws InterruptedException {
    Thread thread = Thread.currentThread();
    WaitingLines.Waiter me = () -> LockSupport.unpark(thread);
    lines.join(key, me);
    try {
      while (true) {
        Decision decision = look(me);
        if (decision != null) {
          return answering.apply(decision);
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
    CompletableFuture<Decision> result = new CompletableFuture<>();
    Step step = new Step(scheduler, result);
    lines.join(key, step);
    CompletableFuture<Decision> unused =
        result.whenComplete((decision, failure) -> lines.leave(key, step));
    step.run();
    return result;
  }

  /** The answer, or null while there is none. */
  private @Nullable Decision look(WaitingLines.Waiter me) {
    long now = timeline.now();
    boolean first = lines.isFirst(key, me);
    if (first && !lines.closed()) {
      Decision decision = asking.apply(now);
      if (decision.outcome() != Outcome.REFUSED || decision.retryAfterNanos() > deadline - now) {
        return decision;
      }
      pause = decision.retryAfterNanos();
      return null;
    }
    if (lines.closed() || now >= deadline) {
      Decision decision = peeking.apply(now);
      return lines.closed()
          ? new Decision(
              Outcome.CLOSED,
              decision.policy(),
              decision.remaining(),
              decision.retryAfterNanos(),
              decision.resetAfterNanos())
          : decision;
    }
    pause = deadline - now;
    return null;
  }

  /** A look on the scheduler; woken early it just looks once more. */
  private final class Step implements Runnable, WaitingLines.Waiter {
    private final ScheduledExecutorService scheduler;
    private final CompletableFuture<Decision> result;
    private @Nullable Future<?> next;

    Step(ScheduledExecutorService scheduler, CompletableFuture<Decision> result) {
      this.scheduler = scheduler;
      this.result = result;
    }

    @Override
    public void wake() {
      try {
        scheduler.execute(this);
      } catch (RejectedExecutionException e) {
        // Whoever wakes is not to suffer for it, nor those who stand behind.
        result.completeExceptionally(e);
      }
    }

    @Override
    public synchronized void run() {
      if (next != null) {
        next.cancel(false);
      }
      if (result.isDone()) {
        return;
      }
      try {
        Decision decision = look(this);
        if (decision != null) {
          result.complete(answering.apply(decision));
        } else {
          next = scheduler.schedule(this, pause, TimeUnit.NANOSECONDS);
        }
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    }
  }
}
