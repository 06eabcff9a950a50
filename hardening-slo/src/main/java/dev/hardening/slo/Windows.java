package dev.hardening.slo;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The windows that a status reports for an objective. */
final class Windows {
  private Windows() {}

  static Set<Duration> of(Slo slo) {
    Set<Duration> windows =
        new TreeSet<>(
            Set.of(
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofDays(30)));
    for (AlertRule alert : slo.alerts()) {
      windows.add(alert.longWindow());
      alert.shortWindow().ifPresent(windows::add);
    }
    return windows;
  }
}
