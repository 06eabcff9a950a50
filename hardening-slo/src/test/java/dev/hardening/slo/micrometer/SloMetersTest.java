package dev.hardening.slo.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.hardening.slo.Outcome;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class SloMetersTest {
  @Test
  void four_meters_per_objective_follow_the_tracker() {
    SloTracker tracker =
        SloTracker.builder(Slo.availability("up", 0.9), Slo.custom("fresh", 0.9))
            .endpoints(10)
            .build();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new SloMeters(tracker).bindTo(registry);
    for (int i = 0; i < 20; i++) {
      tracker.record(i == 0 ? 500 : 200, 1);
    }
    for (int i = 0; i < 50; i++) {
      tracker.record("endpoint-" + i, Outcome.COMPLETED, 404, 1);
    }
    // Neither statuses nor endpoints make meters, or tags.
    assertThat(registry.getMeters()).hasSize(8);
    assertThat(registry.getMeters())
        .allSatisfy(meter -> assertThat(meter.getId().getTags()).hasSize(1));
    assertThat(registry.get("slo.events").tag("slo", "up").functionCounter().count()).isEqualTo(70);
    assertThat(registry.get("slo.events.bad").tag("slo", "up").functionCounter().count())
        .isEqualTo(1);
    assertThat(registry.get("slo.error.budget.remaining").tag("slo", "up").gauge().value())
        .isCloseTo(6 / 7.0, offset(1e-12));
    assertThat(registry.get("slo.burn.rate").tag("slo", "up").gauge().value())
        .isCloseTo(1 / 7.0, offset(1e-12));
    assertThat(registry.get("slo.events").tag("slo", "fresh").functionCounter().count()).isZero();
  }
}
