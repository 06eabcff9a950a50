package dev.hardening.slo.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.slo.AlertRule;
import dev.hardening.slo.Outcome;
import dev.hardening.slo.Severity;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.json.SloJson;
import dev.hardening.slo.prometheus.PrometheusText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The page is whole and asks nothing of anybody. It is left in target/status-pages to be looked at.
 */
class StatusPageTest {

  @Test
  void pages_of_no_one_and_forty_objectives_and_without_traffic_are_well_formed() throws Exception {
    check("none", none(), 1);
    check("one", StatusPage.of(tracker(1, 720)), 1);
    check("forty", StatusPage.of(tracker(40, 720)), 40);
    check("quiet", StatusPage.of(tracker(2, 0)), 2);
  }

  private static void check(String name, String page, int sections) throws IOException {
    save(name, page);
    assertThat(page)
        .doesNotContain("<script", "http:", "https:", "style=", "url(", "NaN", "Infinity");
    assertThat(unclosed(page)).isEmpty();
    assertThat(page.split("<section", -1)).hasSize(sections + 1);
  }

  static String none() {
    return StatusPage.of(SloTracker.builder().build());
  }

  @Test
  void the_policy_names_the_style_sheet_and_allows_nothing_else() {
    assertThat(StatusPage.POLICY)
        .matches(
            "default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'");
  }

  @Test
  void no_name_can_break_out_of_the_page_or_another_export() {
    String[] hostile = {
      "<script>alert(1)</script>",
      "\"><img src=x onerror=alert(1)>",
      "a&b",
      "a'b",
      "a\nb",
      "a\\b",
      "\u2028",
      "",
      "a".repeat(101)
    };
    SloTracker tracker =
        SloTracker.builder(Slo.availability("up", 0.999)).endpoints(hostile.length).build();
    for (String name : hostile) {
      assertThatThrownBy(() -> Slo.builder(name, 0.9)).hasMessageStartingWith("slo: ");
      assertThatThrownBy(() -> Slo.builder("a", 0.9).endpoint(name))
          .hasMessageStartingWith("endpoint: ");
      assertThatThrownBy(
              () ->
                  AlertRule.burnRate(
                      name, Severity.PAGE, Duration.ofHours(1), Duration.ofMinutes(5), 2))
          .hasMessageStartingWith("alert: ");
      tracker.record(name, Outcome.COMPLETED, 500, 1);
    }
    assertThat(tracker.statusByEndpoint("up")).containsOnlyKeys("default");
    for (String export :
        new String[] {StatusPage.of(tracker), SloJson.of(tracker), PrometheusText.of(tracker)}) {
      assertThat(export).contains("default").doesNotContain("alert(1)", "a&b", "a'b", "a\\b");
    }
  }

  @Test
  void the_page_shows_the_twenty_endpoints_with_the_most_bad_events() throws Exception {
    SloTracker tracker = SloTracker.builder(Slo.availability("up", 0.999)).endpoints(30).build();
    for (int i = 0; i < 30; i++) {
      for (int bad = 0; bad < i; bad++) {
        tracker.record("endpoint-" + i, Outcome.COMPLETED, 500, 1);
      }
      tracker.record("endpoint-" + i, Outcome.COMPLETED, 200, 1);
    }
    String page = StatusPage.of(tracker);
    check("endpoints", page, 1);
    assertThat(page)
        .contains("<tr><td>endpoint-29</td><td>29</td><td>30</td>", "<td>endpoint-10</td>")
        .contains("and 11 endpoints with fewer bad events")
        .doesNotContain("<td>endpoint-9</td>");
  }

  /** Elements that were opened and not closed in order, void ones apart. */
  private static Deque<String> unclosed(String page) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>").matcher(page);
    while (tags.find()) {
      if (tags.group(1).equals("/")) {
        assertThat(open.pop()).as("at %s", tags.start()).isEqualTo(tags.group(2));
      } else if (tags.group(3).isEmpty() && !tags.group(2).equals("meta")) {
        open.push(tags.group(2));
      }
    }
    return open;
  }

  private static void save(String name, String page) throws IOException {
    Path directory = Files.createDirectories(Path.of("target", "status-pages"));
    Files.writeString(directory.resolve(name + ".html"), page);
  }

  /** A tracker with objectives that have seen some hours of traffic, twice with trouble. */
  static SloTracker tracker(int objectives, int hours) {
    AtomicLong nanos = new AtomicLong();
    Slo[] slos = new Slo[objectives];
    for (int i = 0; i < slos.length; i++) {
      slos[i] =
          i % 2 == 0
              ? Slo.availability("availability-" + i, 0.999)
              : Slo.latency("fast-" + i, 0.95, Duration.ofMillis(100));
    }
    SloTracker tracker =
        SloTracker.builder(slos)
            .nanoClock(nanos::get)
            .clock(Clock.fixed(Instant.parse("2026-10-22T10:20:30Z"), ZoneOffset.UTC))
            .build();
    SplittableRandom random = new SplittableRandom(3);
    for (int hour = 0; hour < hours; hour++) {
      boolean trouble = (hour > 300 && hour < 310) || hour > 700;
      for (int i = 0; i < 200; i++) {
        boolean bad = random.nextDouble() < (trouble ? 0.02 : 0.0004);
        tracker.record(bad ? 503 : 200, random.nextLong(1, 104) * 1_000_000);
      }
      nanos.addAndGet(Duration.ofHours(1).toNanos());
    }
    tracker.evaluate();
    return tracker;
  }
}
