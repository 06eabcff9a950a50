package dev.hardening.slo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The open counters of one slot of ten seconds, striped over threads.
 *
 * <p>A cell is an atomic add. When the slot is over, {@link #drain} takes what is in the cells and,
 * if the slot is to be closed for good, leaves a large negative number behind: an add that finds
 * the cell negative knows that it came too late and goes another way. So no event is lost or
 * counted twice, and recording never waits.
 */
final class Counters {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long SEALED = Long.MIN_VALUE;

  /** Longs of a pair of cache lines, which processors fetch together. */
  private static final int LINES = 16;

  /** The slot's number from the epoch. */
  final long slot;

  /** The slot's first instant on the tracker's nano clock. */
  final long start;

  /** Nanoseconds from the start that may be recorded at once; 0 when an exclusion must be asked. */
  final long span;

  /** Whose rows these are. */
  final Endpoints endpoints;

  /** Older slots that are not drained yet. */
  volatile @Nullable Counters previous;

  private final long[] cells;
  private final int rows;
  private final int stride;
  private final int mask;

  Counters(long slot, long start, boolean guarded, Endpoints endpoints, int rowCells, int stripes) {
    this.slot = slot;
    this.start = start;
    this.span = guarded ? 0 : Series.SLOT_NANOS;
    this.endpoints = endpoints;
    rows = endpoints.rows();
    stride = (rowCells + LINES - 1) / LINES * LINES;
    mask = stripes - 1;
    cells = new long[LINES + stripes * rows * stride];
  }

  /** Adds events to a cell; false if the slot was closed meanwhile. */
  boolean add(int row, int cell, long events) {
    int stripe = (int) Thread.currentThread().getId() & mask;
    int at = LINES + (stripe * rows + row) * stride + cell;
    return (long) CELL.getAndAdd(cells, at, events) >= 0;
  }

  /** Receives what was counted. */
  interface Sink {
    void accept(int row, int cell, long events);
  }

  /** Hands over what is counted so far, each event once. */
  void drain(boolean close, Sink sink) {
    long left = close ? SEALED : 0;
    for (int at = LINES; at < cells.length; at++) {
      if (!close && (long) CELL.getOpaque(cells, at) == 0) {
        continue;
      }
      long events = (long) CELL.getAndSet(cells, at, left);
      if (events > 0) {
        int within = at - LINES;
        sink.accept(within / stride % rows, within % stride, events);
      }
    }
  }
}
