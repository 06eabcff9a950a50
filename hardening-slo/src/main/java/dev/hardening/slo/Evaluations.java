package dev.hardening.slo;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Evaluates alerts again and again in a daemon thread, whatever an evaluation throws. */
final class Evaluations implements AutoCloseable {
  private final LongAdder failures = new LongAdder();
  private final ScheduledThreadPoolExecutor executor;

  Evaluations(Runnable evaluation, Duration interval) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "slo-evaluation");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    var unused =
        executor.scheduleWithFixedDelay(
            () -> run(evaluation), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** An exception would end the repetition without a word, and the host's clock may throw. */
  private void run(Runnable evaluation) {
    try {
      evaluation.run();
    } catch (Throwable e) {
      failures.increment();
    }
  }

  long failures() {
    return failures.sum();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
