/** Objectives, error budgets and burn rates, alive in the process. */
module dev.hardening.slo {
  requires static org.jspecify;
}
