package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.SecurityHeaders;
import org.junit.jupiter.api.Test;

class HeaderContractBenchmarkTest {
  private final HeaderContractBenchmark benchmark = new HeaderContractBenchmark();

  @Test
  void each_filter_writes_the_headers_it_is_measured_for() throws Exception {
    assertThat(benchmark.emptyFilter()).isZero();
    assertThat(benchmark.sevenPlainHeaders()).isEqualTo(7);
    assertThat(benchmark.springHeaderWriterFilter()).isEqualTo(7);
    assertThat(benchmark.hardeningRunbook()).isEqualTo(6);
    assertThat(benchmark.hardeningModern()).isEqualTo(12);
    assertThat(benchmark.run(HeaderContractBenchmark.contract(SecurityHeaders.modern(), () -> 0)))
        .isEqualTo(12);
    assertThat(benchmark.response.value("X-Request-ID")).hasSize(36);
    assertThat(benchmark.response.value("X-Latency-MS")).isEqualTo("0");
  }
}
