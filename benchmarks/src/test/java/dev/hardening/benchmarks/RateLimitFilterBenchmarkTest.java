package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is measured does what its name says. */
class RateLimitFilterBenchmarkTest {

  private final RateLimitFilterBenchmark benchmark = new RateLimitFilterBenchmark();

  @Test
  void admits_and_writes_just_the_fields_it_is_named_for() throws Exception {
    assertThat(benchmark.empty().field("X-RateLimit-Limit")).isNull();
    assertThat(benchmark.decisionOnly().field("X-RateLimit-Limit")).isNull();
    for (StubExchange exchange :
        new StubExchange[] {
          benchmark.legacyFields(), benchmark.ipv6(), benchmark.forwarded(), benchmark.twoLimits()
        }) {
      assertThat(exchange.status()).isEqualTo(200);
      assertThat(exchange.field("X-RateLimit-Limit")).isEqualTo("1000");
      assertThat(exchange.field("X-RateLimit-Remaining")).isEqualTo("999");
      assertThat(exchange.field("RateLimit")).isNull();
    }
    assertThat(benchmark.defaults().field("RateLimit")).startsWith("\"default\";r=999;t=");
  }
}
