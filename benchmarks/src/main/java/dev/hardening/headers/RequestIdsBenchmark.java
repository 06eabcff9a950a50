package dev.hardening.headers;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a request id costs, in text, beside the JDK's own. In our package, to measure it alone. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RequestIdsBenchmark {
  private final RequestIds ids = new RequestIds();

  @Benchmark
  public String hardeningRequestId() {
    return ids.next();
  }

  @Benchmark
  public String jdkRandomUuid() {
    return UUID.randomUUID().toString();
  }
}
