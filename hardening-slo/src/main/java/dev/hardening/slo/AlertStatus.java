package dev.hardening.slo;

import java.time.Instant;

/**
 * An alert and the state that its last evaluation left it in. Immutable.
 *
 * @param slo the name of the objective
 * @param rule the rule
 * @param state its state
 * @param since when it came into this state
 */
public record AlertStatus(String slo, AlertRule rule, AlertState state, Instant since) {}
