package dev.hardening.slo.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hardening.slo.AlertEvent;
import dev.hardening.slo.AlertRule;
import dev.hardening.slo.AlertState;
import dev.hardening.slo.AlertStatus;
import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.NoData;
import dev.hardening.slo.Outcome;
import dev.hardening.slo.Proofs;
import dev.hardening.slo.RunbookObjectives;
import dev.hardening.slo.Severity;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloPeriod;
import dev.hardening.slo.SloTracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exported rules, run by Prometheus' own promtool, fire and resolve at the evaluations at which
 * the live tracker does. Needs promtool on the path (Debian: prometheus).
 */
class PromtoolTest {
  /**
   * How many times as long the traffic is; at 8 a day by the minute, eight days by five minutes.
   */
  private static final int TIMES = Math.min(8, Proofs.TIMES);

  @TempDir Path directory;

  @BeforeAll
  static void promtool_is_there() {
    boolean there;
    try {
      there = new ProcessBuilder("promtool", "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      there = false;
    }
    assumeTrue(there, "skipped: promtool is not on the path (Debian: apt install prometheus)");
  }

  private static Slo[] slos() {
    Duration fiveMinutes = Duration.ofMinutes(5);
    return new Slo[] {
      Slo.availability("up", 0.999),
      Slo.latency("fast", 0.95, Duration.ofMillis(100)),
      Slo.builder("runbook", 0.999)
          .bad("5xx")
          .alert(
              AlertRule.threshold(
                  "critical", Severity.PAGE, fiveMinutes, 0.999, 0.01, Duration.ZERO))
          .alert(
              AlertRule.threshold(
                  "held", Severity.PAGE, fiveMinutes, 0.999, 0.05, Duration.ofMinutes(2)))
          .alert(
              AlertRule.threshold(
                      "enough", Severity.TICKET, fiveMinutes, 0.999, 0.01, Duration.ZERO)
                  .withMinimumEvents(40))
          .alert(
              AlertRule.burnRate("sure", Severity.TICKET, Duration.ofHours(1), fiveMinutes, 14.4)
                  .withConfidence(1.645))
          .build()
    };
  }

  @Test
  void promtool_accepts_every_rule_file() throws Exception {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Slo.Builder sliced = Slo.builder("sliced", 0.99).bad("5xx").period(SloPeriod.quarter(berlin));
    Slo[][] exports = {
      {},
      slos(),
      RunbookObjectives.all().toArray(Slo[]::new),
      {RunbookObjectives.durability(), Slo.availability("one", 0.99999)},
      {sliced.budgeting(BudgetingMethod.timeslices(0.999999999, Duration.ofHours(1))).build()},
      {sliced.budgeting(BudgetingMethod.timeslices(1, Duration.ofMinutes(5))).build()},
      {sliced.budgeting(BudgetingMethod.ratioTimeslices(Duration.ofHours(1))).build()},
      {sliced.build(), Slo.availability("sliced-slices", 0.99), Slo.availability("sliced.x", 0.99)},
      {Slo.builder("null", 0.1).custom().period(SloPeriod.year(berlin)).build()},
      {
        Slo.builder("1e3", 0.999)
            .bad("429")
            .period(SloPeriod.rolling(Duration.ofSeconds(301)))
            .noData(NoData.IGNORE)
            .build()
      }
    };
    for (Slo[] slos : exports) {
      Path rules = directory.resolve("rules.yml");
      Files.writeString(rules, PrometheusRules.of(slos));
      assertThat(promtool("check", "rules", rules.toString())).contains("SUCCESS");
    }
  }

  @Test
  void promtool_accepts_the_exposition() throws Exception {
    SloTracker tracker = SloTracker.builder(slos()).endpoints(2).build();
    for (String endpoint : new String[] {"a", "b", "c", "\"}"}) {
      tracker.record(endpoint, Outcome.COMPLETED, 500, 1);
    }
    assertThat(PrometheusText.of(tracker).lines())
        .filteredOn(line -> line.startsWith("slo_endpoint_events_total{slo=\"up\""))
        .containsExactly(
            "slo_endpoint_events_total{slo=\"up\",endpoint=\"default\"} 2",
            "slo_endpoint_events_total{slo=\"up\",endpoint=\"a\"} 1",
            "slo_endpoint_events_total{slo=\"up\",endpoint=\"b\"} 1");
    assertThat(PrometheusText.of(tracker))
        .contains("slo_anomalies_total{kind=\"excluded\"} 0\n")
        .contains("slo_anomalies_total{kind=\"evaluation_failure\"} 0\n");
    Path input = directory.resolve("metrics.txt");
    Files.writeString(input, PrometheusText.of(tracker));
    Process process =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** How much happens between two evaluations, and how much of it is bad. */
  private enum Shape {
    /** Phases of calm, trouble, silence and outage. */
    PHASES {
      @Override
      void next(Traffic traffic, SplittableRandom random, int step) {
        if (random.nextInt(15) == 0) {
          traffic.badShare = random.nextInt(2) == 0 ? 0 : random.nextDouble() * random.nextDouble();
          traffic.events = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 60);
        }
      }
    },
    /** A slow burn for a third of the time, under steady traffic. */
    SLOW_BURN {
      @Override
      void next(Traffic traffic, SplittableRandom random, int step) {
        traffic.events = 100;
        traffic.badShare = step % 900 < 300 ? 0.004 : 0.0002;
      }
    },
    /** Short outages in a clear sky. */
    SPIKES {
      @Override
      void next(Traffic traffic, SplittableRandom random, int step) {
        traffic.events = 40;
        traffic.badShare = step % 47 == 0 ? 1 : 0;
      }
    },
    /** Days and nights, with nothing in some hours of the night and errors in the morning. */
    DAYS {
      @Override
      void next(Traffic traffic, SplittableRandom random, int step) {
        int hour = step / 12 % 24;
        traffic.events = hour < 4 ? 0 : (int) (60 * Math.sin(Math.PI * (hour - 4) / 20)) + 1;
        traffic.badShare = hour == 7 ? 0.2 : 0.001;
      }
    },
    /** One event now and then, a third of them bad at times. */
    TRICKLE {
      @Override
      void next(Traffic traffic, SplittableRandom random, int step) {
        traffic.events = random.nextInt(3) == 0 ? 1 : 0;
        traffic.badShare = step % 400 < 100 ? 0.3 : 0;
      }
    };

    abstract void next(Traffic traffic, SplittableRandom random, int step);
  }

  private static final class Traffic {
    double badShare;
    int events;
  }

  /** Up to three hours by the minute, up to a day by five minutes. */
  @ParameterizedTest
  @CsvSource({
    "PHASES, 11, 1, 180",
    "TRICKLE, 13, 1, 120",
    "SPIKES, 14, 1, 120",
    "SLOW_BURN, 15, 5, 200",
    "DAYS, 16, 5, 288",
    "PHASES, 17, 5, 180"
  })
  void rules_and_tracker_fire_and_resolve_at_the_same_evaluations(
      Shape shape, long seed, int minutes, int length) throws Exception {
    int steps = TIMES * length;
    SplittableRandom random = new SplittableRandom(seed);
    AtomicLong nanos = new AtomicLong();
    Slo[] slos = slos();
    SloTracker tracker =
        SloTracker.builder(slos)
            .nanoClock(nanos::get)
            .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .build();
    List<List<Long>> totals = new ArrayList<>();
    List<List<Long>> bads = new ArrayList<>();
    for (int i = 0; i < slos.length; i++) {
      totals.add(new ArrayList<>());
      bads.add(new ArrayList<>());
    }
    StringBuilder tests = new StringBuilder();
    Set<AlertRule> changed = new HashSet<>();
    int firing = 0;
    int quiet = 0;
    Traffic traffic = new Traffic();
    traffic.events = 20;
    for (int step = 0; step <= steps; step++) {
      nanos.set(Duration.ofMinutes((long) minutes * step).toNanos());
      int slo = 0;
      for (var entry : tracker.totals().entrySet()) {
        totals.get(slo).add(entry.getValue().total());
        bads.get(slo).add(entry.getValue().bad());
        slo++;
      }
      List<AlertEvent> unused = tracker.evaluate();
      for (var status : tracker.status()) {
        for (AlertStatus alert : status.alerts()) {
          boolean fires = alert.state() == AlertState.FIRING;
          firing += fires ? 1 : 0;
          quiet += fires ? 0 : 1;
          if (step % 8 == 0 || alert.since().equals(status.at()) || changed.remove(alert.rule())) {
            // Every change and the evaluation after it, and an eighth of all others.
            appendExpectation(tests, minutes * step, alert, fires);
          }
          if (alert.since().equals(status.at())) {
            changed.add(alert.rule());
          }
        }
      }
      shape.next(traffic, random, step);
      nanos.addAndGet(30_000_000_000L);
      for (int i = 0; i < traffic.events; i++) {
        boolean bad = random.nextDouble() < traffic.badShare;
        tracker.record(bad ? 500 : 200, bad ? 200_000_000 : 50_000_000);
      }
    }
    assertThat(firing).isPositive();
    assertThat(quiet).isPositive();

    Files.writeString(directory.resolve("rules.yml"), PrometheusRules.of(slos));
    StringBuilder yaml = new StringBuilder();
    yaml.append("rule_files:\n  - rules.yml\nevaluation_interval: ").append(minutes);
    yaml.append("m\ntests:\n  - interval: ").append(minutes).append("m\n    input_series:\n");
    for (int i = 0; i < slos.length; i++) {
      appendSeries(yaml, PrometheusText.TOTAL, slos[i], totals.get(i));
      appendSeries(yaml, PrometheusText.BAD, slos[i], bads.get(i));
    }
    yaml.append("    alert_rule_test:\n").append(tests);
    Path test = directory.resolve("test.yml");
    Files.writeString(test, yaml);
    assertThat(promtool("test", "rules", test.toString())).as("seed %s", seed).contains("SUCCESS");
  }

  /** Scores of slices and their sum over the period, minute by minute, beside the live budget. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void rules_and_tracker_agree_on_budgets_of_timeslices(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    AtomicLong nanos = new AtomicLong();
    Duration minute = Duration.ofMinutes(1);
    SloPeriod period = SloPeriod.rolling(Duration.ofHours(2));
    Slo[] slos = {
      Slo.builder("slices", 0.9)
          .bad("5xx")
          .budgeting(BudgetingMethod.timeslices(0.95, minute))
          .period(period)
          .noAlerts()
          .build(),
      Slo.builder("mean", 0.9)
          .bad("5xx")
          .budgeting(BudgetingMethod.ratioTimeslices(minute))
          .period(period)
          .noAlerts()
          .build()
    };
    SloTracker tracker =
        SloTracker.builder(slos)
            .nanoClock(nanos::get)
            .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .build();
    List<Long> totals = new ArrayList<>();
    List<Long> bads = new ArrayList<>();
    StringBuilder tests = new StringBuilder();
    int slicesBad = 0;
    for (int at = 0; at <= 300; at++) {
      nanos.set(minute.toNanos() * at);
      totals.add(tracker.total("slices").total());
      bads.add(tracker.total("slices").bad());
      ErrorBudget slices = tracker.status("slices").budget();
      slicesBad += (int) slices.bad();
      if (at > 0) {
        appendValue(tests, at, "slo:error_ratio:2h{slo=\"slices\"}", slices.errorRatio());
        double mean = tracker.status("mean").budget().errorRatio();
        appendValue(
            tests, at, "(abs(slo:error_ratio:2h{slo=\"mean\"} - " + mean + ") < bool 1e-9)", 1);
      }
      nanos.addAndGet(20_000_000_000L);
      int rate = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 80);
      double trouble = random.nextInt(3) == 0 ? random.nextDouble(0.2) : 0;
      for (int i = 0; i < rate; i++) {
        // One in twenty is exactly the target.
        boolean bad = rate == 60 ? i < 3 : random.nextDouble() < trouble;
        tracker.record(bad ? 500 : 200, 1);
      }
    }
    assertThat(slicesBad).isPositive();
    Files.writeString(directory.resolve("rules.yml"), PrometheusRules.of(slos));
    assertThat(promtool("check", "rules", "rules.yml")).contains("SUCCESS");
    StringBuilder yaml = new StringBuilder();
    yaml.append("rule_files:\n  - rules.yml\nevaluation_interval: 1m\ntests:\n");
    yaml.append("  - interval: 1m\n    input_series:\n");
    for (Slo slo : slos) {
      appendSeries(yaml, PrometheusText.TOTAL, slo, totals);
      appendSeries(yaml, PrometheusText.BAD, slo, bads);
    }
    yaml.append("    promql_expr_test:\n").append(tests);
    Files.writeString(directory.resolve("test.yml"), yaml);
    assertThat(promtool("test", "rules", "test.yml")).as("seed %s", seed).contains("SUCCESS");
  }

  private static void appendValue(
      StringBuilder tests, int minute, String expression, double value) {
    tests.append("      - expr: 'sum(").append(expression).append(")'\n        eval_time: ");
    tests.append(minute).append("m\n        exp_samples:\n          - labels: '{}'\n");
    tests.append("            value: ").append(value).append('\n');
  }

  private static void appendExpectation(
      StringBuilder tests, int minute, AlertStatus alert, boolean fires) {
    tests.append("      - eval_time: ").append(minute).append("m\n        alertname: slo-");
    tests.append(alert.slo()).append('-').append(alert.rule().name()).append('\n');
    if (!fires) {
      tests.append("        exp_alerts: []\n");
      return;
    }
    tests.append("        exp_alerts:\n          - exp_labels:\n              slo: ");
    tests.append(alert.slo()).append("\n              severity: ");
    tests.append(alert.rule().severity().label()).append("\n            exp_annotations:\n");
    tests.append("              summary: \"").append(alert.slo());
    tests.append(" burns its error budget more than ");
    tests.append(alert.rule().factor().toPlainString()).append(" times too fast over ");
    tests.append(PrometheusRules.text(alert.rule().longWindow())).append("\"\n");
  }

  private static void appendSeries(StringBuilder yaml, String metric, Slo slo, List<Long> values) {
    yaml.append("      - series: '").append(metric).append("{slo=\"").append(slo.name());
    yaml.append("\"}'\n        values: '");
    for (long value : values) {
      yaml.append(value).append(' ');
    }
    yaml.append("'\n");
  }

  private String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, "promtool");
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
