package dev.hardening.headers;

import java.util.function.LongSupplier;

/** What a filter was built with, as the request path needs it. Immutable. */
record ContractSettings(
    LongSupplier nanoClock,
    Latency latency,
    boolean totalTime,
    ErrorFormat errorFormat,
    boolean fillEmptyErrors,
    boolean applicationHeadersWin,
    boolean mdc,
    ContractCounters counters) {}
