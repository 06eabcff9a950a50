package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeaderServerRateTest {
  @Test
  void every_server_answers_in_every_round() throws Exception {
    for (HeaderServerRate.Figure[] ofServer : HeaderServerRate.measure(2, 20_000_000)) {
      assertThat(ofServer).hasSize(2);
      for (HeaderServerRate.Figure figure : ofServer) {
        assertThat(figure.rate()).isPositive();
      }
    }
  }
}
