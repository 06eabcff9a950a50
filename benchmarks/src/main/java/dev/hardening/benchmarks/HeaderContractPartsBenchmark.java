package dev.hardening.benchmarks;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the parts of the contract cost, each by leaving it out: the clock (read at arrival and at
 * the commit), the MDC (without a logging backend), the new id (a trusted peer sends one), the
 * preset's headers.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class HeaderContractPartsBenchmark {
  private final HeaderContractBenchmark stubs = new HeaderContractBenchmark();
  private final HeaderContractFilter whole = builder().build();
  private final HeaderContractFilter withoutClock = builder().nanoClock(() -> 0).build();
  private final HeaderContractFilter withoutMdc = builder().withoutMdc().build();
  private final HeaderContractFilter withoutNewId =
      builder().acceptRequestIdFrom(request -> true).build();
  private final HeaderContractFilter withoutPreset =
      builder().securityHeaders(SecurityHeaders.builder().build()).build();
  private final HeaderContractFilter withoutAll =
      builder()
          .securityHeaders(SecurityHeaders.builder().build())
          .acceptRequestIdFrom(request -> true)
          .withoutMdc()
          .nanoClock(() -> 0)
          .build();

  private static HeaderContractFilter.Builder builder() {
    return HeaderContractFilter.builder().securityHeaders(SecurityHeaders.runbook());
  }

  @Benchmark
  public int hardeningWhole() throws ServletException, IOException {
    return stubs.run(whole);
  }

  @Benchmark
  public int hardeningWithoutClock() throws ServletException, IOException {
    return stubs.run(withoutClock);
  }

  @Benchmark
  public int hardeningWithoutMdc() throws ServletException, IOException {
    return stubs.run(withoutMdc);
  }

  @Benchmark
  public int hardeningWithoutNewId() throws ServletException, IOException {
    return stubs.runWithId(withoutNewId);
  }

  @Benchmark
  public int hardeningWithoutPreset() throws ServletException, IOException {
    return stubs.run(withoutPreset);
  }

  @Benchmark
  public int hardeningWithoutAll() throws ServletException, IOException {
    return stubs.runWithId(withoutAll);
  }

  @Benchmark
  public long nanoTime() {
    return System.nanoTime();
  }
}
