package dev.hardening.slo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * A maintenance window: its events count neither as good nor as bad. Immutable.
 *
 * <p>Events recorded after the declaration are left out exactly, to the nanosecond. What was
 * counted before the declaration is taken out by whole slots (see {@link SloTracker#exclude}).
 */
public sealed interface Exclusion {

  /** Whether an instant lies in the window; the end does not. */
  boolean covers(Instant instant);

  /**
   * Whether any instant from {@code from} (inclusive) to {@code to} (exclusive) lies in the window.
   */
  boolean overlaps(Instant from, Instant to);

  /** The stretches of this window between two instants, cut off there; oldest first. */
  List<Once> within(Instant from, Instant to);

  /**
   * One stretch of time.
   *
   * @param from its first instant
   * @param to the first instant after it
   */
  static Exclusion once(Instant from, Instant to) {
    return new Once(from, to);
  }

  /**
   * The same hours every week, by the wall clock of a zone: a window from 02:00 stays at 02:00 when
   * DST changes, and keeps its length.
   *
   * @param length above zero, at most six days
   */
  static Exclusion weekly(DayOfWeek day, LocalTime from, Duration length, ZoneId zone) {
    return new Weekly(day, from, length, zone);
  }

  /**
   * One stretch of time.
   *
   * @param from its first instant
   * @param to the first instant after it
   */
  record Once(Instant from, Instant to) implements Exclusion {
    /**
     * Refuses an empty stretch.
     *
     * @throws IllegalArgumentException when it ends before it begins
     */
    public Once {
      if (!to.isAfter(from)) {
        throw Checks.refused("to", to, "after from " + from);
      }
    }

    @Override
    public boolean covers(Instant instant) {
      return !instant.isBefore(from) && instant.isBefore(to);
    }

    @Override
    public boolean overlaps(Instant start, Instant end) {
      return start.isBefore(to) && end.isAfter(from);
    }

    @Override
    public List<Once> within(Instant start, Instant end) {
      Instant first = start.isAfter(from) ? start : from;
      Instant last = end.isBefore(to) ? end : to;
      return last.isAfter(first) ? List.of(new Once(first, last)) : List.of();
    }
  }

  /**
   * The same hours every week.
   *
   * @param day the day on which the window begins
   * @param from the time of day at which it begins
   * @param length above zero, at most six days
   * @param zone whose wall clock counts
   */
  record Weekly(DayOfWeek day, LocalTime from, Duration length, ZoneId zone) implements Exclusion {
    /**
     * Refuses what would overlap itself.
     *
     * @throws IllegalArgumentException naming the bound
     */
    public Weekly {
      Checks.positive("length", length);
      if (length.compareTo(Duration.ofDays(6)) > 0) {
        throw Checks.refused("length", length, "<= PT144H");
      }
    }

    private Instant start(LocalDate date) {
      return date.atTime(from).atZone(zone).toInstant();
    }

    /** The date on which the last window before or at an instant began. */
    private LocalDate dateBefore(Instant instant) {
      LocalDate date =
          instant.atZone(zone).toLocalDate().with(TemporalAdjusters.previousOrSame(day));
      return start(date).isAfter(instant) ? date.minusWeeks(1) : date;
    }

    private Instant startBefore(Instant instant) {
      return start(dateBefore(instant));
    }

    @Override
    public boolean covers(Instant instant) {
      return instant.isBefore(startBefore(instant).plus(length));
    }

    @Override
    public boolean overlaps(Instant start, Instant end) {
      if (!end.isAfter(start)) {
        return false;
      }
      return covers(start) || !startBefore(end.minusNanos(1)).isBefore(start);
    }

    @Override
    public List<Once> within(Instant start, Instant end) {
      List<Once> stretches = new ArrayList<>();
      for (LocalDate date = dateBefore(start);
          start(date).isBefore(end);
          date = date.plusWeeks(1)) {
        stretches.addAll(new Once(start(date), start(date).plus(length)).within(start, end));
      }
      return stretches;
    }
  }
}
