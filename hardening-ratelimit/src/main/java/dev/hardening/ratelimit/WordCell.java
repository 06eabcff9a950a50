package dev.hardening.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A cell of one word, changed by compare-and-swap. */
final class WordCell implements Cell {
  /** The word of a retired cell. */
  static final long RETIRED = Long.MIN_VALUE;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(WordCell.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WordAlgorithm algorithm;

  @SuppressWarnings("UnusedVariable") // read and written through WORD
  private volatile long word;

  WordCell(WordAlgorithm algorithm) {
    this.algorithm = algorithm;
  }

  @Override
  public WordAlgorithm algorithm() {
    return algorithm;
  }

  /** The state, or {@link #RETIRED}. */
  long word() {
    return word;
  }

  boolean compareAndSet(long expected, long next) {
    return WORD.compareAndSet(this, expected, next);
  }

  @Override
  public void retire() {
    WORD.setVolatile(this, RETIRED);
  }
}
