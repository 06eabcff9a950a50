package dev.hardening.headers;

/**
 * What a filter has done since it was built. Each figure only grows; they are read one after the
 * other, not at one instant.
 *
 * @param requestIdsReplaced inbound X-Request-ID values not taken over: malformed, repeated, or
 *     from a peer that is not trusted
 * @param clientIdsIgnored X-Client-ID values that were malformed or repeated
 * @param traceIdsIgnored X-Trace-ID or traceparent values that were malformed or repeated
 * @param disclosingHeadersDropped response headers the application set that are on the list of
 *     {@link DisclosingHeaders}
 * @param errorsAnswered error bodies the filter wrote
 * @param exceptionsEscaped exceptions that reached the filter
 * @param foreignFailures exceptions thrown by an MDC adapter, an async listener or a predicate
 *     given at build, contained by the filter
 */
public record ContractStatistics(
    long requestIdsReplaced,
    long clientIdsIgnored,
    long traceIdsIgnored,
    long disclosingHeadersDropped,
    long errorsAnswered,
    long exceptionsEscaped,
    long foreignFailures) {}
