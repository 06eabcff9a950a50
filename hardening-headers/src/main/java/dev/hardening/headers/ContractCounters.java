package dev.hardening.headers;

import java.util.concurrent.atomic.LongAdder;

/** The counts behind {@link ContractStatistics}. */
final class ContractCounters {
  final LongAdder requestIdsReplaced = new LongAdder();
  final LongAdder clientIdsIgnored = new LongAdder();
  final LongAdder traceIdsIgnored = new LongAdder();
  final LongAdder disclosingHeadersDropped = new LongAdder();
  final LongAdder errorsAnswered = new LongAdder();
  final LongAdder exceptionsEscaped = new LongAdder();
  final LongAdder foreignFailures = new LongAdder();

  ContractStatistics snapshot() {
    return new ContractStatistics(
        requestIdsReplaced.sum(),
        clientIdsIgnored.sum(),
        traceIdsIgnored.sum(),
        disclosingHeadersDropped.sum(),
        errorsAnswered.sum(),
        exceptionsEscaped.sum(),
        foreignFailures.sum());
  }
}
