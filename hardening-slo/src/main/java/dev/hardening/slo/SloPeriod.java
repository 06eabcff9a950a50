package dev.hardening.slo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * The stretch of time that a budget is for: the last so many days, or the running calendar month,
 * week or day of a time zone. Immutable.
 *
 * <p>The two readings of "month" differ: 99.9 % allows 43.2 minutes in 30 days, 44.64 in a month of
 * 31 days and 40.32 in February.
 */
public sealed interface SloPeriod {

  /** The first instant that belongs to the period at {@code now}. */
  Instant start(Instant now);

  /**
   * The length of the whole period that {@code now} lies in: 23 or 25 hours on a day when DST
   * changes.
   */
  Duration length(Instant now);

  /** The longest that this period can be. */
  Duration longest();

  /**
   * The last so long.
   *
   * @param length at least 5 minutes and at most 31 days
   */
  static SloPeriod rolling(Duration length) {
    return new Rolling(length);
  }

  /** The running calendar month; a new budget at midnight of its first day in that zone. */
  static SloPeriod month(ZoneId zone) {
    return new Calendar(Unit.MONTH, zone);
  }

  /** The running week, from Monday; a new budget at midnight in that zone. */
  static SloPeriod week(ZoneId zone) {
    return new Calendar(Unit.WEEK, zone);
  }

  /** The running day; a new budget at midnight in that zone. */
  static SloPeriod day(ZoneId zone) {
    return new Calendar(Unit.DAY, zone);
  }

  /**
   * The last so long.
   *
   * @param length at least 5 minutes and at most 31 days
   */
  record Rolling(Duration length) implements SloPeriod {
    /**
     * Refuses what is not kept.
     *
     * @throws IllegalArgumentException naming the bound
     */
    public Rolling {
      if (length.compareTo(Duration.ofMinutes(5)) < 0
          || length.compareTo(Duration.ofDays(31)) > 0) {
        throw Checks.refused("period", length, ">= PT5M and <= PT744H");
      }
    }

    @Override
    public Instant start(Instant now) {
      return now.minus(length);
    }

    @Override
    public Duration length(Instant now) {
      return length;
    }

    @Override
    public Duration longest() {
      return length;
    }
  }

  /** A unit of the calendar. */
  enum Unit {
    /** From midnight to midnight. */
    DAY,
    /** From Monday's midnight. */
    WEEK,
    /** From midnight of the first. */
    MONTH
  }

  /**
   * The running unit of the calendar in a zone.
   *
   * @param unit day, week or month
   * @param zone whose midnights count
   */
  record Calendar(Unit unit, ZoneId zone) implements SloPeriod {
    private LocalDate firstDay(Instant now) {
      LocalDate day = now.atZone(zone).toLocalDate();
      return switch (unit) {
        case DAY -> day;
        case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTH -> day.withDayOfMonth(1);
      };
    }

    @Override
    public Instant start(Instant now) {
      return firstDay(now).atStartOfDay(zone).toInstant();
    }

    @Override
    public Duration length(Instant now) {
      LocalDate first = firstDay(now);
      LocalDate next =
          switch (unit) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
          };
      return Duration.between(
          first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
    }

    @Override
    public Duration longest() {
      return switch (unit) {
        case DAY -> Duration.ofHours(25);
        case WEEK -> Duration.ofHours(7 * 24 + 1);
        case MONTH -> Duration.ofHours(31 * 24 + 1);
      };
    }
  }
}
