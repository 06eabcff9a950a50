/** Objectives, error budgets and burn rates, alive in the process. */
module dev.hardening.slo {
  exports dev.hardening.slo;
  exports dev.hardening.slo.grafana;
  exports dev.hardening.slo.json;
  exports dev.hardening.slo.logs;
  exports dev.hardening.slo.micrometer;
  exports dev.hardening.slo.openslo;
  exports dev.hardening.slo.prometheus;
  exports dev.hardening.slo.servlet;

  requires static org.jspecify;

  // Only dev.hardening.slo.servlet uses it; SloFilter is a jakarta.servlet.Filter.
  requires static jakarta.servlet;

  // Only dev.hardening.slo.micrometer uses it; SloMeters is a MeterBinder.
  requires static micrometer.core;

  // Only dev.hardening.slo.openslo uses it, to read and write YAML.
  requires static org.snakeyaml.engine;
}
