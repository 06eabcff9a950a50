package dev.hardening.redaction.report;

import dev.hardening.redaction.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Says what the presets' tables take, and how long they compile: at first, and when warm. */
public final class EngineReport {
  private static final int WARM_UP = 20;

  private EngineReport() {}

  public static void main(String[] arguments) {
    System.out.println(
        "| preset | detectors | bytes of tables | first build, ms | warm build, ms |");
    System.out.println("|---|---|---|---|---|");
    print("standard", () -> Redactor.builder().build());
    print("output", () -> Redactor.builder().include("paths").build());
  }

  private static void print(String name, Supplier<Redactor> build) {
    List<Redactor> built = new ArrayList<>();
    double first = millis(build, built);
    double last = first;
    for (int i = 0; i < WARM_UP; i++) {
      last = millis(build, built);
    }
    Redactor redactor = built.get(WARM_UP);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %,d | %.0f | %.1f |%n",
        name,
        redactor.detectors().size(),
        redactor.tableBytes(),
        first,
        last);
  }

  private static double millis(Supplier<Redactor> build, List<Redactor> built) {
    long start = System.nanoTime();
    built.add(build.get());
    return (System.nanoTime() - start) / 1e6;
  }
}
