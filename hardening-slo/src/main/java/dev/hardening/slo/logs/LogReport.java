package dev.hardening.slo.logs;

import dev.hardening.slo.Outcome;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloStatus;
import dev.hardening.slo.SloTracker;
import java.io.IOException;
import java.io.Reader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Objectives held against JSON log lines: the same classification and the same arithmetic as the
 * live tracker.
 *
 * <p>A line is one JSON object with {@code timestamp} (ISO 8601), {@code status} (100 to 599) and,
 * as far as known and not null, {@code latency_ms} and {@code endpoint}; other fields don't matter.
 * A line that is none of this, or longer than a million characters, is counted as malformed and
 * passed over. Lines may be out of order; the report is of the newest line's time.
 *
 * @param lines lines that are not blank
 * @param malformed lines of those that could not be used
 * @param tooOld lines older than what is kept, 32 days before the newest line before them
 * @param statuses the status of each objective at the newest line
 */
public record LogReport(long lines, long malformed, long tooOld, List<SloStatus> statuses) {

  /** Copies the list. */
  public LogReport {
    statuses = List.copyOf(statuses);
  }

  /**
   * Reads lines to their end.
   *
   * @param log is not closed
   * @param slos none of them custom
   * @throws IOException if reading fails; never for what a line holds
   * @throws IllegalArgumentException if one is custom, or two have one name
   */
  public static LogReport of(Reader log, Slo... slos) throws IOException {
    for (Slo slo : slos) {
      if (slo.isCustom()) {
        throw new IllegalArgumentException(
            "slo: " + slo.name() + " (expected: no custom objective, for no line feeds it)");
      }
    }
    long[] newest = {0};
    try (SloTracker tracker =
        SloTracker.builder(slos)
            .nanoClock(() -> newest[0])
            .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .stripes(1)
            .build()) {
      Lines source = new Lines(log);
      LogLine line = new LogLine();
      long lines = 0;
      long malformed = 0;
      for (String text = source.next(); text != null; text = source.next()) {
        if (text.isBlank() && !source.wasTooLong()) {
          continue;
        }
        lines++;
        if (!line.read(text)) {
          malformed++;
          continue;
        }
        newest[0] = Math.max(newest[0], line.epochNanos);
        String endpoint = line.endpoint == null ? "default" : line.endpoint;
        if (line.latencyNanos >= 0) {
          tracker.recordAt(
              line.epochNanos, endpoint, Outcome.COMPLETED, line.status, line.latencyNanos);
        } else {
          tracker.recordWithoutDurationAt(
              line.epochNanos, endpoint, Outcome.COMPLETED, line.status);
        }
      }
      return new LogReport(lines, malformed, tracker.anomalies().tooOld(), tracker.status());
    }
  }
}
