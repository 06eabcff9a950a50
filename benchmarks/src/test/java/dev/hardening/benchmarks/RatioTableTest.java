package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RatioTableTest {
  @Test
  void sets_ours_against_every_row_of_the_same_class_and_parameters() throws IOException {
    String json =
        """
        [
          {"benchmark": "a.b.DecisionBenchmark.hardening", "threads": 1, "params": {"keys": "16384"},
           "primaryMetric": {"score": 30.0, "scoreError": 0.51, "scoreUnit": "ns/op"},
           "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.0}}},
          {"benchmark": "a.b.DecisionBenchmark.bucket4j", "threads": 1, "params": {"keys": "16384"},
           "primaryMetric": {"score": 160.0, "scoreError": "NaN", "scoreUnit": "ns/op"},
           "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 64.3}}},
          {"benchmark": "a.b.DecisionBenchmark.hardening", "threads": 2, "params": {"keys": "16384"},
           "primaryMetric": {"score": 40.0, "scoreError": 1, "scoreUnit": "ns/op"}}
        ]
        """;
    assertThat(RatioTable.of(json))
        .isEqualTo(
            """
            ### DecisionBenchmark, 1 thread(s), keys=16384

            | benchmark | score | error | unit | B/op | hardening / this |
            |---|---:|---:|---|---:|---:|
            | hardening | 30.0 | ± 0.51 | ns/op | 0.00 | 1 |
            | bucket4j | 160 | ± - | ns/op | 64.3 | 0.19 |

            ### DecisionBenchmark, 2 thread(s), keys=16384

            | benchmark | score | error | unit | B/op | hardening / this |
            |---|---:|---:|---|---:|---:|
            | hardening | 40.0 | ± 1.00 | ns/op | - | 1 |

            """);
  }

  @Test
  void takes_the_median_where_each_call_was_timed() throws IOException {
    String json =
        """
        [
          {"benchmark": "a.HitsBenchmark.hardening", "threads": 1, "mode": "sample",
           "primaryMetric": {"score": 900.0, "scoreError": 50.0, "scoreUnit": "ns/op",
             "scorePercentiles": {"0.0": 700.0, "50.0": 800.0, "100.0": 90000.0}}}
        ]
        """;
    assertThat(RatioTable.of(json)).contains("| hardening | 800 | ± - | ns/op | - | 1 |");
  }

  @Test
  void turns_throughput_over_so_that_a_ratio_is_always_one_of_times() throws IOException {
    String json =
        """
        [
          {"benchmark": "a.LineBenchmark.hardening", "threads": 1,
           "primaryMetric": {"score": 200.0, "scoreUnit": "ops/ms"}},
          {"benchmark": "a.LineBenchmark.regex", "threads": 1,
           "primaryMetric": {"score": 4.0, "scoreUnit": "ops/ms"}}
        ]
        """;
    assertThat(RatioTable.of(json)).contains("| regex | 4.00 | ± - | ops/ms | - | 0.02 |");
  }
}
