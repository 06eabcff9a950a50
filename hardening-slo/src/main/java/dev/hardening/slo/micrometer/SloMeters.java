package dev.hardening.slo.micrometer;

import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;

/**
 * Registers four meters per objective, tagged {@code slo} alone: counters {@code slo.events} and
 * {@code slo.events.bad}, gauges {@code slo.error.budget.remaining} and {@code slo.burn.rate} (of
 * the last hour). No tag comes from a request. Thread-safe.
 *
 * <p>Needs {@code io.micrometer:micrometer-core}, and {@code requires micrometer.core;} in a
 * modular application.
 */
public final class SloMeters implements MeterBinder {
  private final SloTracker tracker;

  /** Meters of this tracker. */
  public SloMeters(SloTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Slo slo : tracker.slos()) {
      FunctionCounter.builder("slo.events", tracker, from -> total(from, slo).total())
          .tag("slo", slo.name())
          .description("Events that counted for the objective")
          .register(registry);
      FunctionCounter.builder("slo.events.bad", tracker, from -> total(from, slo).bad())
          .tag("slo", slo.name())
          .description("Events that were bad for the objective")
          .register(registry);
      Gauge.builder(
              "slo.error.budget.remaining",
              tracker,
              from -> from.status(slo.name()).budget().remaining())
          .tag("slo", slo.name())
          .description("Part of the period's error budget that is left")
          .register(registry);
      Gauge.builder(
              "slo.burn.rate",
              tracker,
              from -> from.status(slo.name()).window(Duration.ofHours(1)).burnRate())
          .tag("slo", slo.name())
          .description("Burn rate of the last hour")
          .register(registry);
    }
  }

  private static ErrorBudget total(SloTracker tracker, Slo slo) {
    return tracker.total(slo.name());
  }
}
