package dev.hardening.slo.openslo;

import dev.hardening.slo.SloPeriod;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** An SLO's time window, rolling or by the calendar. */
final class TimeWindows {
  private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private TimeWindows() {}

  static SloPeriod read(Node window) {
    window.allowing("duration", "isRolling", "calendar");
    boolean rolling =
        window.find("isRolling").map(Node::flag).orElse(window.find("calendar").isEmpty());
    if (rolling) {
      window
          .find("calendar")
          .ifPresent(
              calendar -> {
                throw calendar.refused("nothing with isRolling: true");
              });
      return SloPeriod.rolling(Shorthand.read(window.get("duration")));
    }
    Node calendar = window.get("calendar").allowing("startTime", "timeZone");
    ZoneId zone = zone(calendar.get("timeZone"));
    LocalDate start = start(calendar.get("startTime"));
    Node duration = window.get("duration");
    boolean fits;
    SloPeriod period;
    switch (duration.oneOf("1d", "1w", "1M", "1Q", "1Y")) {
      case "1d" -> {
        fits = true;
        period = SloPeriod.day(zone);
      }
      case "1w" -> {
        fits = start.getDayOfWeek() == DayOfWeek.MONDAY;
        period = SloPeriod.week(zone);
      }
      case "1M" -> {
        fits = start.getDayOfMonth() == 1;
        period = SloPeriod.month(zone);
      }
      case "1Q" -> {
        fits = start.getDayOfMonth() == 1 && start.getMonthValue() % 3 == 1;
        period = SloPeriod.quarter(zone);
      }
      default -> {
        fits = start.getDayOfYear() == 1;
        period = SloPeriod.year(zone);
      }
    }
    if (!fits) {
      throw calendar
          .get("startTime")
          .refused("the first day of a calendar's " + duration.text() + " (weeks begin on Monday)");
    }
    return period;
  }

  private static ZoneId zone(Node node) {
    try {
      return ZoneId.of(node.text());
    } catch (DateTimeException e) {
      throw node.refused("a time zone such as Europe/Berlin");
    }
  }

  private static LocalDate start(Node node) {
    try {
      LocalDateTime start = LocalDateTime.parse(node.text(), START);
      if (start.toLocalTime().equals(LocalTime.MIDNIGHT)) {
        return start.toLocalDate();
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.refused("a midnight such as 2024-01-01 00:00:00");
  }
}
