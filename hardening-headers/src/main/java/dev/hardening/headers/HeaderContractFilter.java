package dev.hardening.headers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A servlet filter that keeps the header contract on every response that passes it, however the
 * response comes to be committed.
 *
 * <ul>
 *   <li>{@code X-Request-ID}: a random UUID (version 4), also in the request attribute {@link
 *       #REQUEST_ID_ATTRIBUTE} and in the SLF4J MDC under {@code request_id}.
 *   <li>{@code X-Latency-MS}: whole milliseconds from the request's arrival at the filter until the
 *       response was committed.
 *   <li>The {@link SecurityHeaders} given, {@link SecurityHeaders#modern()} by default.
 *   <li>For {@code sendError}, escaping exceptions and error statuses without a body, a body of the
 *       form {@code {"error": "not_found", "message": "...", "request_id": "..."}} in which nothing
 *       of the exception or the application's message appears. A body that the application writes
 *       itself is left as it is.
 *   <li>Response headers on the list of {@link DisclosingHeaders} are dropped when the application
 *       sets them.
 * </ul>
 *
 * <p>Configured in code and registered before every other filter:
 *
 * <pre>{@code
 * HeaderContractFilter contract =
 *     HeaderContractFilter.builder()
 *         .securityHeaders(SecurityHeaders.api())
 *         .securityHeaders("/docs/*", SecurityHeaders.modern())
 *         .build();
 * contract.register(servletContext); // for all paths; REQUEST, ASYNC and ERROR dispatches; async supported
 *
 * // and where a request is at hand:
 * String requestId = (String) request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE);
 * }</pre>
 *
 * <p>With a container's own API, register it likewise: first, on {@code /*}, for those three
 * dispatcher types, with async support.
 *
 * <p><b>Whose header wins.</b> X-Request-ID and X-Latency-MS are the contract's: what the
 * application sets under these names is dropped. A security header is set before the application
 * runs; the application's own value takes its place (also when it is <em>added</em>), unless {@link
 * Builder#enforceSecurityHeaders()} was called.
 *
 * <p><b>What a filter can't see</b>: requests that a container refuses before any filter runs
 * (malformed request lines, oversized headers). The adapters in the packages below this one are for
 * those.
 *
 * <p>Compiled against Servlet 6.1, runs on 6.0. Thread-safe; one instance may serve several
 * contexts. If it is registered twice, the outer one works.
 */
public final class HeaderContractFilter implements Filter {
  /** The request attribute that holds the request id, a {@code String}. */
  public static final String REQUEST_ID_ATTRIBUTE = "dev.hardening.headers.request_id";

  /**
   * The request attribute that holds a well-formed X-Client-ID, a {@code String}; absent if there
   * is none.
   */
  public static final String CLIENT_ID_ATTRIBUTE = "dev.hardening.headers.client_id";

  /**
   * The request attribute that holds a well-formed trace id, a {@code String}; absent if there is
   * none.
   */
  public static final String TRACE_ID_ATTRIBUTE = "dev.hardening.headers.trace_id";

  /**
   * The request attribute that holds the nonce of the request's content security policy; absent if
   * it has none.
   */
  public static final String CSP_NONCE_ATTRIBUTE = "dev.hardening.headers.csp_nonce";

  /** The MDC key of the request id. */
  public static final String MDC_REQUEST_ID = "request_id";

  /** The MDC key of a well-formed X-Client-ID. */
  public static final String MDC_CLIENT_ID = "client_id";

  /** The MDC key of a well-formed trace id. */
  public static final String MDC_TRACE_ID = "trace_id";

  private final ContractSettings settings;
  private final ContractAnswers answers;
  private final ContractDispatches dispatches;

  private HeaderContractFilter(Builder builder, List<HeaderPlans.PathOverride> pathOverrides) {
    settings =
        new ContractSettings(
            builder.nanoClock,
            builder.latency,
            builder.totalTime,
            builder.errorFormat,
            builder.fillEmptyErrors,
            builder.applicationHeadersWin,
            builder.mdc,
            new ContractCounters());
    HeaderPlans plans =
        new HeaderPlans(
            builder.securityHeaders,
            pathOverrides,
            builder.latency.shown(),
            builder.dropDisclosing ? DisclosingHeaders.names() : Set.of());
    RequestIds ids = new RequestIds();
    answers = new ContractAnswers(settings, plans, ids);
    dispatches =
        new ContractDispatches(
            settings, plans, new InboundIds(builder.trusted, settings.counters()), ids);
  }

  /**
   * Starts a configuration with the defaults named at each setter.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Registers this filter for all paths and for REQUEST, ASYNC and ERROR dispatches, with async
   * support, before the filters mapped so far.
   *
   * @param context a context that is still being initialised
   * @throws IllegalStateException if the context is initialised, or has a filter of this class's
   *     name
   */
  public void register(ServletContext context) {
    FilterRegistration.Dynamic registration =
        context.addFilter(HeaderContractFilter.class.getName(), this);
    if (registration == null) {
      throw new IllegalStateException(
          "filter: " + HeaderContractFilter.class.getName() + " (expected: not yet registered)");
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR),
        false,
        "/*");
  }

  /**
   * What the filter has done so far.
   *
   * @return counts since it was built
   */
  public ContractStatistics statistics() {
    return settings.counters().snapshot();
  }

  /**
   * The answer to a request that never reached the filter: the headers of the contract for paths
   * without override, and the standard body ({@link ErrorFormat#CONTAINER} counts as JSON here).
   *
   * @param status the status code, 100 to 999
   * @param requestId an id that the request already has, a canonical UUID; else, or if null, a new
   *     one is made
   * @param secure whether the request came over https
   * @param accept the request's Accept header, several field lines joined by commas; null if it has
   *     none
   * @param elapsedNanos the time since the request arrived, as far as it is known
   * @return the answer
   */
  public ContractAnswer answer(
      int status,
      @Nullable String requestId,
      boolean secure,
      @Nullable String accept,
      long elapsedNanos) {
    return answers.answer(status, requestId, secure, accept, elapsedNanos);
  }

  /**
   * Whether error pages are left to the container: {@link ErrorFormat#CONTAINER}.
   *
   * @return true if so configured
   */
  public boolean leavesErrorsToContainer() {
    return settings.errorFormat() == ErrorFormat.CONTAINER;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      dispatches.take(http, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Builds a {@link HeaderContractFilter}. Not thread-safe. */
  public static final class Builder {
    private static final Duration LONGEST_STEP = Duration.ofHours(1);

    private SecurityHeaders securityHeaders = SecurityHeaders.modern();
    private final PathOverrides overrides = new PathOverrides();
    private LongSupplier nanoClock = System::nanoTime;
    private Latency latency = new Latency(true, 1);
    private boolean totalTime;
    private ErrorFormat errorFormat = ErrorFormat.JSON;
    private boolean fillEmptyErrors = true;
    private boolean applicationHeadersWin = true;
    private boolean dropDisclosing = true;
    private boolean mdc = true;
    private @Nullable Predicate<? super HttpServletRequest> trusted;

    private Builder() {}

    /**
     * The security headers of all paths without an override. Default: {@link
     * SecurityHeaders#modern()}.
     *
     * @param headers the headers
     * @return this
     */
    public Builder securityHeaders(SecurityHeaders headers) {
      this.securityHeaders = Objects.requireNonNull(headers, "headers");
      return this;
    }

    /**
     * The security headers of some paths, in the place of the others. The first pattern that
     * matches decides.
     *
     * @param pathPattern {@code /a/b} for that path alone or {@code /a/*} for {@code /a} and all
     *     below it; compared with the decoded path within the context
     * @param headers the headers
     * @return this
     * @throws IllegalArgumentException if the pattern has another form, was given before, or can
     *     never decide because an earlier one covers it
     */
    public Builder securityHeaders(String pathPattern, SecurityHeaders headers) {
      Objects.requireNonNull(headers, "headers");
      overrides.add(pathPattern, all -> headers);
      return this;
    }

    /**
     * The security headers of some paths, made from those of all others: {@code
     * securityHeaders("/sign-out", headers -> headers.clearSiteData(ClearSiteData.COOKIES))}.
     *
     * @param pathPattern as above
     * @param change gets a builder with the headers of paths without an override, and returns it
     * @return this
     * @throws IllegalArgumentException if the pattern has another form, was given before, or can
     *     never decide because an earlier one covers it
     */
    public Builder securityHeaders(
        String pathPattern, UnaryOperator<SecurityHeaders.Builder> change) {
      Objects.requireNonNull(change, "change");
      overrides.add(pathPattern, all -> change.apply(all.toBuilder()).build());
      return this;
    }

    /**
     * Drops what the application sets under the name of a security header of the contract. Default:
     * the application's value wins.
     *
     * @return this
     */
    public Builder enforceSecurityHeaders() {
      this.applicationHeadersWin = false;
      return this;
    }

    /**
     * Lets headers on the list of {@link DisclosingHeaders} through. Default: they are dropped.
     *
     * @return this
     */
    public Builder keepDisclosingHeaders() {
      this.dropDisclosing = false;
      return this;
    }

    /**
     * The form of error bodies. Default: {@link ErrorFormat#JSON}.
     *
     * @param format the form
     * @return this
     */
    public Builder errors(ErrorFormat format) {
      this.errorFormat = Objects.requireNonNull(format, "format");
      return this;
    }

    /**
     * Leaves an error status alone for which the application wrote no body. Default: such a
     * response gets the standard body.
     *
     * @return this
     */
    public Builder keepEmptyErrors() {
      this.fillEmptyErrors = false;
      return this;
    }

    /**
     * Leaves X-Latency-MS out: the time a request took can tell an attacker which account exists or
     * which request is dear. Default: shown in whole milliseconds, rounded down.
     *
     * @return this
     */
    public Builder withoutLatency() {
      this.latency = new Latency(false, 1);
      return this;
    }

    /**
     * Shows the latency only as the next higher multiple of a step.
     *
     * @param step whole milliseconds, 1 ms to 1 h
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public Builder latencyStep(Duration step) {
      boolean inRange = step.compareTo(LONGEST_STEP) <= 0;
      long millis = inRange ? step.toMillis() : 0;
      if (millis < 1 || !step.equals(Duration.ofMillis(millis))) {
        throw new IllegalArgumentException(
            "step: " + step + " (expected: whole milliseconds, PT0.001S to PT1H)");
      }
      this.latency = new Latency(true, millis);
      return this;
    }

    /**
     * Sends the time until the response was complete as well, as the trailer {@code Server-Timing:
     * total;dur=12}, in milliseconds as X-Latency-MS shows them. Trailers exist on HTTP/2 and on
     * chunked responses of HTTP/1.1; all other responses go without. Default: not sent.
     *
     * @return this
     */
    public Builder totalTimeTrailer() {
      this.totalTime = true;
      return this;
    }

    /**
     * Takes over a well-formed inbound X-Request-ID (a UUID in canonical form, sent once) from the
     * requests chosen. Default: from none; each request gets a new id.
     *
     * @param trusted says of a request whether it comes from a peer that may choose ids, as {@link
     *     TrustedPeers} does by address; called only if there is a well-formed id; if it throws,
     *     that counts as no
     * @return this
     */
    public Builder acceptRequestIdFrom(Predicate<? super HttpServletRequest> trusted) {
      this.trusted = Objects.requireNonNull(trusted, "trusted");
      return this;
    }

    /**
     * Leaves the MDC alone. Default: the ids are put there for the time of each dispatch, and what
     * was there before is put back.
     *
     * @return this
     */
    public Builder withoutMdc() {
      this.mdc = false;
      return this;
    }

    /**
     * The clock that latency is measured with. Default: {@link System#nanoTime}.
     *
     * @param nanoClock nanoseconds from any fixed instant
     * @return this
     */
    public Builder nanoClock(LongSupplier nanoClock) {
      this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
      return this;
    }

    /**
     * Builds the filter.
     *
     * @return a filter to be registered first
     * @throws IllegalStateException if the headers of all paths hold {@code Clear-Site-Data}, which
     *     would sign everybody out with each response, or if the total time is to be shown and the
     *     latency not
     */
    public HeaderContractFilter build() {
      List<HeaderPlans.PathOverride> pathOverrides = overrides.of(securityHeaders);
      if (securityHeaders.header(HeaderValues.CLEAR_SITE_DATA) != null
          || pathOverrides.stream().anyMatch(Builder::clearsEverywhere)) {
        throw new IllegalStateException(
            "Clear-Site-Data: on all paths (expected: on chosen paths, by a path pattern)");
      }
      if (totalTime && !latency.shown()) {
        throw new IllegalStateException(
            "totalTimeTrailer: with withoutLatency (expected: only one of the two)");
      }
      return new HeaderContractFilter(this, pathOverrides);
    }

    private static boolean clearsEverywhere(HeaderPlans.PathOverride each) {
      return each.pattern().equals("/*")
          && each.headers().header(HeaderValues.CLEAR_SITE_DATA) != null;
    }
  }
}
