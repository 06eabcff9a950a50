package dev.hardening.slo.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.slo.Outcome;
import dev.hardening.slo.RunbookObjectives;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.json.SloJson;
import dev.hardening.slo.prometheus.PrometheusRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON that we write by hand, read by a parser. */
class JsonExportsTest {
  private static final Slo[] SLOS = RunbookObjectives.all().toArray(Slo[]::new);

  @Test
  void the_dashboard_has_two_panels_per_objective_that_read_exported_series() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(GrafanaDashboard.of(SLOS));
    assertThat(dashboard.get("panels")).hasSize(2 * SLOS.length);
    String rules = PrometheusRules.of(SLOS);
    List<String> expressions = new ArrayList<>();
    dashboard.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
    assertThat(expressions).hasSize(4 * SLOS.length);
    for (String expression : expressions) {
      String metric = expression.substring(0, expression.indexOf('{'));
      assertThat(rules + "record: slo_error_budget_remaining_ratio\n")
          .contains("record: " + metric + "\n");
    }
    assertThat(new ObjectMapper().readTree(GrafanaDashboard.of()).get("panels")).isEmpty();
  }

  @Test
  void the_status_is_json_for_every_objective_of_the_runbook() throws Exception {
    SloTracker tracker = SloTracker.builder(SLOS).endpoints(1).build();
    tracker.record("checkout", Outcome.COMPLETED, 503, 2_000_000_000L);
    tracker.evaluate();
    JsonNode status = new ObjectMapper().readTree(SloJson.of(tracker)).get("slos");
    assertThat(status).hasSize(SLOS.length);
    assertThat(status.get(0).get("budget").get("burn_rate").asDouble()).isEqualTo(1000);
    assertThat(status.get(0).get("alerts").get(0).get("state").asText()).isEqualTo("firing");
    assertThat(status.get(0).get("time_to_exhaustion_seconds").asLong()).isZero();
    assertThat(status.get(0).get("endpoints")).hasSize(2);
    assertThat(status.get(0).get("endpoints").get("checkout").get("remaining").asDouble())
        .isEqualTo(-999);
  }
}
