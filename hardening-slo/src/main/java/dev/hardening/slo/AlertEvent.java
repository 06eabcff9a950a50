package dev.hardening.slo;

import java.time.Instant;

/**
 * A change of an alert's state. Immutable.
 *
 * @param slo the name of the objective
 * @param rule the rule
 * @param from the state before
 * @param to the state after
 * @param at the instant of the evaluation that changed it
 */
public record AlertEvent(String slo, AlertRule rule, AlertState from, AlertState to, Instant at) {}
