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

  /** The length that alerts are scaled by, which must not move with the calendar. */
  Duration nominal();

  /**
   * The last so long.
   *
   * @param length whole seconds, at least 5 minutes and at most 366 days; above 31 days the
   *     objective's hours take 16 bytes each
   */
  static SloPeriod rolling(Duration length) {
    return new Rolling(length);
  }

  /** The running calendar year; a new budget at midnight of its first day in that zone. */
  static SloPeriod year(ZoneId zone) {
    return new Calendar(Unit.YEAR, zone);
  }

  /** The running quarter, from January, April, July or October; a new budget at its midnight. */
  static SloPeriod quarter(ZoneId zone) {
    return new Calendar(Unit.QUARTER, zone);
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
   * @param length at least 5 minutes and at most 366 days
   */
  record Rolling(Duration length) implements SloPeriod {
    /**
     * Refuses what is not kept.
     *
     * @throws IllegalArgumentException naming the bound
     */
    public Rolling {
      if (length.compareTo(Duration.ofMinutes(5)) < 0
          || length.compareTo(Duration.ofDays(366)) > 0) {
        throw Checks.refused("period", length, ">= PT5M and <= PT8784H");
      }
      if (!Checks.isWholeSeconds(length)) {
        throw Checks.refused("period", length, "whole seconds, >= PT5M and <= PT8784H");
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

    @Override
    public Duration nominal() {
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
    MONTH,
    /** From midnight of the first of January, April, July or October. */
    QUARTER,
    /** From midnight of the first of January. */
    YEAR
  }

  /**
   * The running unit of the calendar in a zone.
   *
   * @param unit day, week, month, quarter or year
   * @param zone whose midnights count
   */
  record Calendar(Unit unit, ZoneId zone) implements SloPeriod {
    private LocalDate firstDay(Instant now) {
      LocalDate day = now.atZone(zone).toLocalDate();
      return switch (unit) {
        case DAY -> day;
        case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTH -> day.withDayOfMonth(1);
        case QUARTER -> day.withDayOfMonth(1).with(day.getMonth().firstMonthOfQuarter());
        case YEAR -> day.withDayOfYear(1);
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
            case QUARTER -> first.plusMonths(3);
            case YEAR -> first.plusYears(1);
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
        case QUARTER -> Duration.ofHours(92 * 24 + 1);
        case YEAR -> Duration.ofHours(366 * 24 + 1);
      };
    }

    /** 1, 7, 30, 91 or 365 days. */
    @Override
    public Duration nominal() {
      return Duration.ofDays(
          switch (unit) {
            case DAY -> 1;
            case WEEK -> 7;
            case MONTH -> 30;
            case QUARTER -> 91;
            case YEAR -> 365;
          });
    }
  }
}
