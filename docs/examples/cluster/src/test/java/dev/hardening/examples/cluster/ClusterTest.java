package dev.hardening.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterTest {
  @Test
  void two_processes_together_admit_what_the_limit_allows_and_each_takes_its_turn()
      throws Exception {
    Map<String, Integer> admitted = Cluster.run();
    assertThat(admitted).hasSize(2);
    assertThat(admitted.values()).containsOnly(10);
  }
}
