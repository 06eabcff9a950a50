package dev.hardening.ratelimit;

import java.util.concurrent.locks.LockSupport;

/**
 * How long a thread that lost a race for a cell keeps away from it. Two threads that try again at
 * once mostly hand the cache line to and fro, which costs more than the decision; one that keeps
 * away lets the other make many in a row.
 */
final class Contention {
  /** Pauses of the processor after the first race lost; twice as many after each further one. */
  private static final int FIRST = 64;

  private static final int DOUBLINGS = 3;

  /** From then on whoever is in the way has probably lost its processor, and needs ours. */
  private static final int SLEEPING = 10;

  private static final long SLEEP_NANOS = 20_000;

  private Contention() {}

  /** Keeps away, the longer the more races have been lost before this one. */
  static void keepAway(int losses) {
    if (losses < SLEEPING) {
      for (int i = FIRST << Math.min(losses, DOUBLINGS); i > 0; i--) {
        Thread.onSpinWait();
      }
    } else {
      LockSupport.parkNanos(SLEEP_NANOS);
    }
  }
}
