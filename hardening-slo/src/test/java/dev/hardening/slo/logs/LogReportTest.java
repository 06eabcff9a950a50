package dev.hardening.slo.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReportTest {
  private static final Slo UP = Slo.availability("up", 0.999);
  private static final Slo FAST = Slo.latency("fast", 0.95, Duration.ofMillis(100));
  private static final Slo ORDERS =
      Slo.builder("orders", 0.99).bad("5xx").endpoint("orders").build();

  @TempDir Path directory;

  private static LogReport report(String... lines) throws Exception {
    return LogReport.of(new StringReader(String.join("\n", lines)), UP, FAST, ORDERS);
  }

  private static String events(LogReport report, int slo) {
    ErrorBudget budget = report.statuses().get(slo).budget();
    return budget.good() + "/" + budget.total();
  }

  @Test
  void lines_are_judged_as_live_requests_are() throws Exception {
    LogReport report =
        report(
            "{\"timestamp\":\"2026-11-20T23:59:00Z\",\"level\":\"INFO\",\"message\":\"a \\\"quoted\\\" one\","
                + "\"request_id\":\"x\",\"method\":\"GET\",\"path\":\"/\",\"status\":200,\"latency_ms\":100}",
            " { \"status\" : \"503\" , \"latency_ms\" : 100.5, \"timestamp\" : \"2026-11-20T23:58:00.123456Z\",",
            "{\"status\":503,\"timestamp\":\"2026-11-21T00:58:00.123456+01:00\",\"latency_ms\":100.5}",
            "",
            "{\"status\":200,\"timestamp\":\"2026-11-20T23:58:00Z\",\"endpoint\":\"orders\","
                + "\"more\":{\"status\":500,\"a\":[1,{\"b\":\"}\"}]}}");
    assertThat(report.lines()).isEqualTo(4);
    assertThat(report.malformed()).isEqualTo(1);
    assertThat(events(report, 0)).isEqualTo("2/3");
    assertThat(events(report, 1)).isEqualTo("1/2");
    assertThat(events(report, 2)).isEqualTo("1/1");
    assertThat(report.statuses().get(0).at()).isEqualTo("2026-11-20T23:59:00Z");
  }

  @Test
  void nothing_that_a_line_holds_is_fatal() throws Exception {
    String good = "{\"timestamp\":\"2026-11-20T23:59:00.5Z\",\"status\":200,\"latency_ms\":1}";
    assertThat(report(good).malformed()).isZero();
    String[] bad = {
      "plain text",
      "{}",
      "[]",
      "{\"status\":200}",
      "{\"timestamp\":\"2026-11-20T23:59:00Z\"}",
      "{\"timestamp\":\"yesterday at noon Z\",\"status\":200}",
      "{\"timestamp\":\"2026-02-30T23:59:00Z\",\"status\":200}",
      "{\"timestamp\":\"2026-11-20T25:59:00Z\",\"status\":200}",
      "{\"timestamp\":1700000000,\"status\":200}",
      "{\"timestamp\":\"\",\"status\":200}",
      "{\"timestamp\":\"2026-11-20T23:59:00Z\",\"status\":99}",
      "{\"timestamp\":\"2026-11-20T23:59:00Z\",\"status\":200,\"latency_ms\":-1}",
      "{\"timestamp\":\"2026/11/20T23:59:00Z\",\"status\":200}",
      "{\"timestamp\":\"2026-11-20T23-59-00Z\",\"status\":200}",
      "{\"timestamp\":\"2026-11-20T23:59:00x5Z\",\"status\":200}",
      "{\"timestamp\":null,\"status\":200}",
      "{\"timestamp\":\"2026-11-20T23:59:00Z\",\"status\":null}",
      good + "x",
      "{\"a\":" + "[".repeat(100_000)
    };
    LogReport report = report(bad);
    assertThat(report.malformed()).isEqualTo(bad.length);
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder(good);
      for (int change = random.nextInt(1, 4); change > 0; change--) {
        line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(32, 127));
      }
      LogLine reader = new LogLine();
      boolean unused = reader.read(line.substring(0, random.nextInt(line.length() + 1)));
    }
  }

  @Test
  void timestamps_equal_those_of_the_platform() {
    SplittableRandom random = new SplittableRandom(10);
    LogLine line = new LogLine();
    for (int i = 0; i < 5_000; i++) {
      Instant instant =
          Instant.ofEpochSecond(random.nextLong(7_000_000_000L), random.nextInt(1_000_000_000));
      String text =
          random.nextInt(2) == 0
              ? instant.toString()
              : OffsetDateTime.parse(instant + "").toString();
      if (text.length() < 20) {
        continue; // OffsetDateTime leaves out seconds of zero; then the line is malformed.
      }
      assertThat(line.read("{\"timestamp\":\"" + text + "\",\"status\":200}")).as(text).isTrue();
      assertThat(line.epochNanos)
          .isEqualTo(instant.getEpochSecond() * 1_000_000_000L + instant.getNano());
    }
  }

  @Test
  void the_main_prints_a_row_for_each_objective_of_the_runbook() throws Exception {
    Path log = directory.resolve("requests.log");
    Files.writeString(
        log,
        """
        {"timestamp":"2026-11-20T23:59:00Z","status":200,"latency_ms":120}
        broken
        {"timestamp":"2026-11-20T23:59:01Z","status":429,"latency_ms":1}
        """);
    assertThat(run(log.toString()))
        .startsWith("1 3 lines, 1 malformed, 0 too old\n")
        .contains("availability              0.999            2            0     100.0%     0.00\n")
        .contains("latency-p95                0.95            2            1    -900.0%    10.00\n")
        .contains(
            "rate-limited               0.99            2            1   -4900.0%    50.00\n");
    assertThat(run(directory.resolve("none").toString())).startsWith("2 file: ");
    assertThat(run()).isEqualTo("2 usage: LogReportMain <file of JSON log lines>\n");
  }

  private static String run(String... arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int exit = LogReportMain.run(arguments, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return exit + " " + bytes.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  @Test
  void a_report_is_of_the_newest_line() throws Exception {
    LogReport report =
        report(
            "{\"timestamp\":\"2026-11-20T12:00:00Z\",\"status\":500}",
            "{\"timestamp\":\"2026-11-20T13:30:00Z\",\"status\":200}",
            "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"status\":500}");
    SloStatus up = report.statuses().get(0);
    assertThat(up.window(Duration.ofHours(1)).total()).isEqualTo(1);
    assertThat(up.budget().total()).isEqualTo(2);
    assertThat(report.tooOld()).isEqualTo(1);
  }

  @Test
  void a_line_that_never_ends_is_one_malformed_line() throws Exception {
    String good = "{\"timestamp\":\"2026-11-20T00:00:00Z\",\"status\":200}";
    String spaces = " ".repeat(Lines.LONGEST + 1);
    for (String text :
        List.of(
            "x".repeat(5_000_000) + "\n" + good,
            good + "\r\n" + "{".repeat(Lines.LONGEST + 1),
            spaces + "\n\n" + good + "\n")) {
      LogReport report = LogReport.of(new StringReader(text), Slo.availability("up", 0.999));
      assertThat(report.lines()).isEqualTo(2);
      assertThat(report.malformed()).isEqualTo(1);
    }
    // A line across the reader's buffers.
    String longer = good.replace("{", "{\"path\":\"" + "y".repeat(200_000) + "\",");
    LogReport report =
        LogReport.of(new StringReader(longer + "\n" + longer), Slo.availability("up", 0.999));
    assertThat(report.lines()).isEqualTo(2);
    assertThat(report.malformed()).isZero();
  }

  @Test
  void a_latency_of_null_is_one_that_nobody_knows() throws Exception {
    LogReport report =
        report(
            "{\"timestamp\":\"2026-11-20T23:59:00Z\",\"status\":200,\"latency_ms\":null,"
                + "\"endpoint\":null}");
    assertThat(report.malformed()).isZero();
    assertThat(events(report, 0)).isEqualTo("1/1");
    assertThat(events(report, 1)).isEqualTo("0/0");
  }

  @Test
  void objectives_that_no_line_can_feed_are_refused() {
    assertThatThrownBy(
            () -> LogReport.of(new StringReader(""), UP, Slo.custom("durability", 0.9999)))
        .hasMessage("slo: durability (expected: no custom objective, for no line feeds it)");
  }

  @Test
  void a_file_that_cannot_be_read_does_not_look_like_a_missed_objective() throws Exception {
    assertThat(run(directory.toString())).startsWith("2 file: ");
    assertThat(run("\0")).startsWith("2 file: ");
  }
}
