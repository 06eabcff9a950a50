package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.servlet.SloFilter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SloSnippetsTest {
  @Test
  void a_tracker_and_its_filter() {
    SloTracker tracker =
        SloTracker.builder(
                Slo.availability("availability", 0.999),
                Slo.latency("p95", 0.95, Duration.ofMillis(100)))
            .listener(change -> System.out.println(change.rule().name() + " " + change.to()))
            .evaluateEvery(Duration.ofSeconds(30))
            .build();

    tracker.record(200, Duration.ofMillis(20).toNanos());
    double left = tracker.status("availability").budget().remaining();
    assertThat(left).isEqualTo(1);

    SloFilter filter =
        SloFilter.builder(tracker)
            .endpoint(request -> request.getServletPath().startsWith("/v1/") ? "api" : "default")
            .ignore(request -> request.getServletPath().equals("/healthz"))
            .build();
    assertThat(filter).isNotNull();
    tracker.close();
  }
}
