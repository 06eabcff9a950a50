package dev.hardening.slo.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class SloMetersTest {
  @Test
  void four_meters_per_objective_follow_the_tracker() {
    SloTracker tracker =
        SloTracker.builder(Slo.availability("up", 0.9), Slo.custom("fresh", 0.9)).build();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new SloMeters(tracker).bindTo(registry);
    for (int i = 0; i < 20; i++) {
      tracker.record(i == 0 ? 500 : 200, 1);
    }
    assertThat(registry.getMeters()).hasSize(8);
    assertThat(registry.get("slo.events").tag("slo", "up").functionCounter().count()).isEqualTo(20);
    assertThat(registry.get("slo.events.bad").tag("slo", "up").functionCounter().count())
        .isEqualTo(1);
    assertThat(registry.get("slo.error.budget.remaining").tag("slo", "up").gauge().value())
        .isEqualTo(0.5);
    assertThat(registry.get("slo.burn.rate").tag("slo", "up").gauge().value()).isEqualTo(0.5);
    assertThat(registry.get("slo.events").tag("slo", "fresh").functionCounter().count()).isZero();
  }
}
