package dev.hardening.slo.openslo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.slo.AlertRule;
import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.NoData;
import dev.hardening.slo.Proofs;
import dev.hardening.slo.RunbookObjectives;
import dev.hardening.slo.Severity;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloPeriod;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.prometheus.PrometheusText;
import java.io.File;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenSloTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** An SLO with everything that readers differ about. */
  private static final String SHOP =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata:
        name: checkout
        displayName: "Checkout: yes"
        labels:
          team: [payments, web]
        annotations:
          example.com/dashboard: d-42
      spec:
        description: Checkouts that went through
        service: shop
        indicatorRef: checkout-ratio
        timeWindow:
          - duration: 4w
            isRolling: true
        budgetingMethod: Occurrences
        objectives:
          - displayName: internal
            targetPercent: 99.95
        alertPolicies:
          - alertPolicyRef: fast
          - kind: AlertPolicy
            metadata:
              name: slow
            spec:
              alertWhenBreaching: true
              alertWhenResolved: false
              alertWhenNoData: true
              conditions:
                - conditionRef: slow-burn
              notificationTargets:
                - targetRef: mail
      ---
      apiVersion: openslo/v1
      kind: SLI
      metadata:
        name: checkout-ratio
      spec:
        ratioMetric:
          counter: true
          good:
            metricSource:
              metricSourceRef: metrics
              spec:
                query: sum(checkouts_total{outcome="ok"})
          total:
            metricSource:
              metricSourceRef: metrics
              spec:
                query: sum(checkouts_total)
      ---
      apiVersion: openslo/v1
      kind: AlertPolicy
      metadata:
        name: fast
      spec:
        alertWhenBreaching: true
        alertWhenNoData: true
        conditions:
          - kind: AlertCondition
            metadata:
              name: fast-burn
              annotations:
                hardening.dev/short-window: 5m
            spec:
              severity: page
              condition:
                kind: burnrate
                op: gt
                threshold: 13.44
                lookbackWindow: 1h
                alertAfter: 0m
        notificationTargets: []
      ---
      apiVersion: openslo/v1
      kind: AlertCondition
      metadata:
        name: slow-burn
      spec:
        severity: ticket
        condition:
          op: gt
          threshold: 2
          lookbackWindow: 1d
          alertAfter: 15m
      ---
      apiVersion: openslo/v1
      kind: Service
      metadata:
        name: shop
      spec:
        description: The shop
      """;

  @Test
  void references_policies_and_windows_are_read() {
    Slo slo = OpenSlo.read(SHOP).slos().get(0);
    assertThat(slo)
        .isEqualTo(
            Slo.builder("checkout", 0.9995)
                .custom()
                .period(SloPeriod.rolling(Duration.ofDays(28)))
                .noData(NoData.BAD)
                .alert(
                    AlertRule.burnRate(
                        "fast", Severity.PAGE, Duration.ofHours(1), Duration.ofMinutes(5), 13.44))
                .alert(
                    AlertRule.threshold(
                        "slow",
                        Severity.TICKET,
                        Duration.ofDays(1),
                        0.9995,
                        0.001,
                        Duration.ofMinutes(15)))
                .build());
  }

  @Test
  void what_was_read_is_written_as_it_was() {
    String written = OpenSlo.read(SHOP).toYaml();
    assertThat(Yaml.read(written)).isEqualTo(Yaml.read(SHOP));
    assertThat(OpenSlo.read(written).toYaml()).isEqualTo(written);
  }

  @Test
  void the_runbooks_objectives_come_back_equal() {
    List<Slo> slos = new ArrayList<>(RunbookObjectives.all());
    slos.add(RunbookObjectives.durability());
    OpenSlo out = OpenSlo.of("shop", slos);
    assertThat(out.slos()).isEqualTo(slos);
    assertThat(OpenSlo.read(out.toYaml()).slos()).isEqualTo(slos);
    assertThat(out.toYaml())
        .startsWith(
            """
            ---
            apiVersion: openslo/v1
            kind: SLO
            metadata:
              name: availability
            spec:
              service: shop
              indicator:
                metadata:
                  name: availability
                  annotations:
                    hardening.dev/events: requests
                    hardening.dev/bad: 5xx
                spec:
                  ratioMetric:
                    counter: true
                    bad:
                      metricSource:
                        type: Prometheus
                        spec:
                          query: slo_bad_events_total{slo="availability"}
                    total:
                      metricSource:
                        type: Prometheus
                        spec:
                          query: slo_events_total{slo="availability"}
              timeWindow:
                - duration: 30d
                  isRolling: true
              budgetingMethod: Occurrences
              objectives:
                - target: 0.999
              alertPolicies:
                - kind: AlertPolicy
                  metadata:
                    name: critical
                  spec:
                    alertWhenBreaching: true
                    alertWhenResolved: true
                    alertWhenNoData: false
                    conditions:
                      - kind: AlertCondition
                        metadata:
                          name: critical
                        spec:
                          severity: page
                          condition:
                            kind: burnrate
                            op: gt
                            threshold: 5
                            lookbackWindow: 5m
                            alertAfter: 0m
            """);
  }

  @Test
  void the_queries_read_counters_that_are_exposed() {
    Slo slo = Slo.availability("up", 0.999);
    String exposed = PrometheusText.of(SloTracker.builder(slo).build());
    assertThat(OpenSlo.of("shop", List.of(slo)).toYaml().lines())
        .filteredOn(line -> line.contains("query: "))
        .hasSize(2)
        .allMatch(line -> exposed.contains(line.replaceAll(".*query: ", "") + " 0\n"));
  }

  @Test
  void random_objectives_come_back_equal() {
    for (long seed = 1; seed <= 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Slo> slos = List.of(random(random, "a.B_c-1"), random(random, "null"));
      String yaml = OpenSlo.of("1e3", slos).toYaml();
      assertThat(OpenSlo.read(yaml).slos()).as("seed %s", seed).isEqualTo(slos);
      assertThat(OpenSlo.of("1e3", OpenSlo.read(yaml).slos()).toYaml())
          .as("seed %s", seed)
          .isEqualTo(yaml);
    }
  }

  private static Slo random(SplittableRandom random, String name) {
    double objective = random.nextInt(900_000_000, 1_000_000_000) / 1e9;
    Slo.Builder builder = Slo.builder(name, objective).noAlerts();
    switch (random.nextInt(4)) {
      case 0 -> builder.custom();
      case 1 -> builder.bad("5xx", "429").ignore("404").endpoint("checkout", "yes");
      case 2 -> builder.latency(Duration.ofNanos(random.nextLong(1, 3_600_000_000_000L)));
      default -> builder.bad("418").latency(Duration.ofMillis(random.nextInt(1, 5_000)));
    }
    builder.period(
        switch (random.nextInt(6)) {
          case 0 -> SloPeriod.day(ZoneId.of("America/New_York"));
          case 1 -> SloPeriod.week(BERLIN);
          case 2 -> SloPeriod.month(BERLIN);
          case 3 -> SloPeriod.quarter(ZoneOffset.UTC);
          case 4 -> SloPeriod.year(ZoneId.of("+05:45"));
          default -> SloPeriod.rolling(Duration.ofMinutes(random.nextInt(5, 366 * 1440)));
        });
    builder.budgeting(
        switch (random.nextInt(3)) {
          case 0 -> BudgetingMethod.occurrences();
          case 1 -> BudgetingMethod.ratioTimeslices(Duration.ofHours(1));
          default ->
              BudgetingMethod.timeslices(random.nextInt(1, 1_000) / 1e3, Duration.ofHours(1));
        });
    builder.noData(List.of(NoData.values()).get(random.nextInt(4)));
    for (int alert = random.nextInt(3); alert > 0; alert--) {
      Duration window = Duration.ofMinutes(random.nextInt(13, 31 * 1440));
      AlertRule rule =
          AlertRule.burnRate(
              "alert-" + alert,
              random.nextBoolean() ? Severity.PAGE : Severity.TICKET,
              window,
              Duration.ofMinutes(window.toMinutes() / 12),
              random.nextInt(1, 999) / 100.0);
      if (random.nextBoolean()) {
        double ratio = random.nextInt(1, 1_000) / 1e4 * (1 - objective);
        rule =
            AlertRule.threshold(
                rule.name(), rule.severity(), window, objective, ratio, rule.hold());
      }
      builder.alert(
          random.nextBoolean()
              ? rule
              : rule.withHold(Duration.ofMinutes(random.nextInt(100)))
                  .withMinimumEvents(random.nextInt(1000))
                  .withConfidence(random.nextInt(300) / 100.0));
    }
    return builder.build();
  }

  @Test
  void a_threshold_metric_of_requests_is_a_latency_and_any_other_is_fed_by_the_host() {
    String text =
        SHOP.substring(0, SHOP.indexOf("---"))
            .replaceAll("(?s)  alertPolicies.*", "")
            .replace(
                "  indicatorRef: checkout-ratio\n",
                """
                  indicator:
                    metadata:
                      name: durations
                      annotations:
                        hardening.dev/events: requests
                    spec:
                      thresholdMetric:
                        metricSource:
                          type: Prometheus
                          spec:
                            query: durations
                """)
            .replace("targetPercent: 99.95", "target: 0.95\n      op: lte\n      value: 0.1");
    assertThat(OpenSlo.read(text).slos().get(0))
        .isEqualTo(
            Slo.builder("checkout", 0.95)
                .latency(Duration.ofMillis(100))
                .period(SloPeriod.rolling(Duration.ofDays(28)))
                .noAlerts()
                .build());
    assertThat(OpenSlo.read(text.replace("hardening.dev/events: requests", "x: y")).slos().get(0))
        .extracting(Slo::isCustom)
        .isEqualTo(true);
    assertThatThrownBy(() -> OpenSlo.read(text.replace("op: lte", "op: lt")))
        .hasMessage("SLO checkout spec.objectives[0].op: lt (expected: lte)");
    assertThatThrownBy(() -> OpenSlo.read(text.replace("value: 0.1", "displayValue: 1")))
        .hasMessageStartingWith(
            "SLO checkout spec.objectives[0].displayValue: not supported (expected: one of [");
  }

  @Test
  void several_objectives_are_numbered() {
    String two =
        SHOP.replace(
            "    - displayName: internal", "    - target: 0.9\n    - displayName: internal");
    two = two.replace("threshold: 13.44", "threshold: 3");
    assertThat(OpenSlo.read(two).slos())
        .extracting(Slo::toString)
        .containsExactly("checkout-1 0.9", "checkout-2 0.9995");
  }

  /** What is replaced in the document above, by what, and the refusal. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          apiVersion: openslo/v1  | apiVersion: openslo/v2alpha | document 1 apiVersion: openslo/v2alpha (expected: openslo/v1)
          kind: Service           | kind: Dashboard             | document 5 kind: Dashboard (expected: one of [SLO, SLI, AlertPolicy, AlertCondition, Service, DataSource, AlertNotificationTarget])
          duration: 4w            | duration: 4y                | SLO checkout spec.timeWindow[0].duration: 4y (expected: a whole number and m, h, d or w (m are minutes), such as 30d)
          duration: 4w            | duration: 2Y                | SLO checkout spec.timeWindow[0].duration: 2Y (expected: a whole number and m, h, d or w (m are minutes), such as 30d)
          duration: 4w            | duration: 60w               | SLO checkout spec.objectives[0] period: PT10080H (expected: >= PT5M and <= PT8784H)
          isRolling: true         | isRolling: false            | SLO checkout spec.timeWindow[0].calendar: missing (expected: a value)
          isRolling: true         | calendar: {startTime: "2024-01-01 12:00:00", timeZone: UTC} | SLO checkout spec.timeWindow[0].calendar.startTime: 2024-01-01 12:00:00 (expected: a midnight such as 2024-01-01 00:00:00)
          isRolling: true         | calendar: {startTime: "2024-01-01 00:00:00", timeZone: Mars} | SLO checkout spec.timeWindow[0].calendar.timeZone: Mars (expected: a time zone such as Europe/Berlin)
          isRolling: true         | calendar: {startTime: "2024-01-01 00:00:00", timeZone: UTC} | SLO checkout spec.timeWindow[0].duration: 4w (expected: one of [1d, 1w, 1M, 1Q, 1Y])
          budgetingMethod: Occurrences | budgetingMethod: Median | SLO checkout spec.budgetingMethod: Median (expected: one of [Occurrences, Timeslices, RatioTimeslices])
          budgetingMethod: Occurrences | budgetingMethod: Timeslices | SLO checkout spec.objectives[0].timeSliceWindow: missing (expected: a value)
          targetPercent: 99.95    | targetPercent: 100          | SLO checkout spec.objectives[0].targetPercent: 100 (expected: > 0 and < 100)
          targetPercent: 99.95    | target: 1.0                 | SLO checkout spec.objectives[0].target: 1.0 (expected: > 0 and < 1)
          targetPercent: 99.95    | target: .nan                | SLO checkout spec.objectives[0].target: NaN (expected: a number)
          targetPercent: 99.95    | {}                          | document 1: line 21: could not find expected ':' (expected: YAML 1.2)
          displayName: internal   | target: 0.9                 | SLO checkout spec.objectives[0]: both (expected: either target or targetPercent)
          displayName: internal   | compositeWeight: 2          | SLO checkout spec.objectives[0].compositeWeight: not supported (expected: one of [displayName, op, target, targetPercent, timeSliceTarget, timeSliceWindow, value])
          displayName: internal   | timeSliceWindow: 1m         | SLO checkout spec.objectives[0].timeSliceWindow: 1m (expected: nothing with Occurrences)
          indicatorRef: checkout-ratio | indicatorRef: other    | SLO checkout spec.indicatorRef: other (expected: the name of an SLI in the same text)
          op: gt                  | op: lte                     | AlertPolicy fast spec.conditions[0].spec.condition.op: lte (expected: gt)
          threshold: 13.44        | threshold: 2000             | SLO checkout spec.objectives[0] factor of fast: 2000 (expected: < 2000.0, the burn rate when every event is bad)
          severity: page          | severity: sev1              | AlertPolicy fast spec.conditions[0].spec.severity: sev1 (expected: one of [page, ticket])
          lookbackWindow: 1d      | lookbackWindow: 90d         | AlertCondition slow-burn spec.condition.lookbackWindow: 90d (expected: at most 31d)
          alertWhenBreaching: true | alertWhenBreaching: false  | SLO checkout spec.alertPolicies[1].spec.alertWhenBreaching: false (expected: true)
          hardening.dev/short-window | hardening.dev/short-windw | AlertPolicy fast spec.conditions[0].metadata.annotations.hardening.dev/short-windw: 5m (expected: one of the keys [hardening.dev/confidence, hardening.dev/factor, hardening.dev/minimum-events, hardening.dev/short-window])
          counter: true           | counter: 1                  | SLI checkout-ratio spec.ratioMetric.counter: 1 (expected: true or false)
          counter: true           | rawType: success            | SLI checkout-ratio spec.ratioMetric.rawType: success (expected: good and total, or bad and total: a raw ratio holds no counts)
          good:                   | best:                       | SLI checkout-ratio spec.ratioMetric.best: not supported (expected: one of [bad, counter, good, raw, rawType, total])
          service: shop           | service: 7                  | SLO checkout spec.service: 7 (expected: a text)
          """)
  void what_is_not_supported_is_refused_with_its_place(
      String there, String instead, String refusal) {
    assertThat(SHOP).contains(there);
    String changed = replaceOne(there, instead);
    assertThatThrownBy(() -> OpenSlo.read(changed))
        .isInstanceOf(OpenSloException.class)
        .hasMessage(refusal);
  }

  /** Breaching stands twice; the second is the one that is tested first. */
  private static String replaceOne(String there, String instead) {
    return SHOP.replaceFirst(
        java.util.regex.Pattern.quote(there), java.util.regex.Matcher.quoteReplacement(instead));
  }

  @Test
  void hostile_yaml_is_refused_quickly() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      bomb.append(c).append(": &").append(c).append(" [*").append((char) (c - 1));
      bomb.append(", *").append((char) (c - 1)).append("]\n");
    }
    for (String text :
        List.of(
            bomb.toString(),
            "[".repeat(500_000),
            "a: 1\na: 2",
            "!!javax.script.ScriptEngineManager [x]",
            "x".repeat(1_100_000),
            "a: &a [*a]")) {
      assertThatThrownBy(() -> OpenSlo.read(text)).isInstanceOf(OpenSloException.class);
    }
    assertThat(OpenSlo.read("").slos()).isEmpty();
  }

  @Test
  void a_missing_yaml_library_is_named() throws Exception {
    List<URL> without = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("snakeyaml")) {
        without.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(without.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method read = loader.loadClass(OpenSlo.class.getName()).getMethod("read", String.class);
      assertThatThrownBy(() -> read.invoke(null, SHOP))
          .cause()
          .hasMessage(
              "SnakeYAML Engine is missing: add org.snakeyaml:snakeyaml-engine, and in a module"
                  + " \"requires org.snakeyaml.engine;\"");
    }
  }

  @Test
  void what_openslo_cannot_say_is_refused_on_the_way_out() {
    Slo slo =
        Slo.builder("up", 0.99)
            .bad("5xx")
            .alert(
                AlertRule.threshold(
                    "odd", Severity.PAGE, Duration.ofSeconds(90), 0.99, 0.1, Duration.ZERO))
            .build();
    assertThatThrownBy(() -> OpenSlo.of("shop", List.of(slo)))
        .hasMessage(
            "alert odd of up: PT1M30S (expected: whole minutes, which is all that OpenSLO can say)");
  }

  @Test
  void a_factor_of_more_digits_than_a_double_has_comes_back_equal() {
    for (String factor :
        List.of("8.333333333333333", "9.007199254740993", "0.1234567890123456789")) {
      AlertRule rule =
          new AlertRule(
              "odd",
              Severity.PAGE,
              Duration.ofHours(1),
              Optional.empty(),
              new BigDecimal(factor),
              Duration.ZERO,
              0,
              0);
      Slo slo = Slo.builder("up", 0.97).bad("5xx").alert(rule).build();
      String yaml = OpenSlo.of("shop", List.of(slo)).toYaml();
      assertThat(OpenSlo.read(yaml).slos()).containsExactly(slo);
    }
  }

  @Test
  void nothing_that_a_document_holds_brings_another_exception() {
    for (long seed = 1; seed <= 400L * Proofs.TIMES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(SHOP);
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 ->
              text.insert(
                  at, "\0:-[]{}&*!|>'\"%@`#,?\n\t1e9.9~\u0085\ud83d".charAt(random.nextInt(28)));
          case 2 -> text.setCharAt(at, (char) random.nextInt(32, 127));
          default -> {
            int end = Math.min(text.length(), at + random.nextInt(40));
            text.insert(random.nextInt(text.length()), text.substring(at, end));
          }
        }
      }
      try {
        String unused = OpenSlo.read(text.toString()).toYaml();
      } catch (OpenSloException e) {
        assertThat(e.getMessage())
            .as("seed %s", seed)
            .contains(" (expected: ")
            .hasSizeLessThan(700);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  @Test
  void what_can_be_read_can_be_written_however_deep() {
    for (int depth = 8; depth <= 16_384; depth *= 2) {
      OpenSlo read;
      try {
        read =
            OpenSlo.read(
                SHOP
                    + "---\n"
                    + "apiVersion: openslo/v1\nkind: DataSource\nmetadata: {name: deep}\nspec: "
                    + "[".repeat(depth)
                    + "]".repeat(depth)
                    + "\n");
      } catch (OpenSloException e) {
        continue;
      }
      assertThat(read.toYaml()).isNotEmpty();
    }
  }
}
