package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitOffender;
import dev.hardening.ratelimit.Reservation;
import dev.hardening.ratelimit.TopOffenders;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits requests by rules, and refuses what is over a limit with a 429 before anything of it is
 * read.
 *
 * <pre>{@code
 * Map<String, RateLimitPolicy> policies = RateLimitPolicies.read(Path.of("policies.json"));
 * RateLimitRules rules = RateLimitRules.builder()
 *     .policies(policies) // "default", "webhook", "ai", "export"
 *     .exempt("/healthz", "/status")
 *     .rule("webhook", "/v1/webhooks/**", "webhook") // name of the endpoint, path, policy
 *     .rule("ai", "/v1/ai/**", "ai")
 *     .rule(RateLimitRule.named("export").methods("GET").path("/v1/export/{id}").limit("export").build())
 *     .build(); // whatever no rule matches is charged to the policy "default"
 * RateLimitFilter filter = RateLimitFilter.builder()
 *     .rules(rules)
 *     .clientAddresses(ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/8"))
 *     .requestId(request -> (String) request.getAttribute("request.id"))
 *     .build();
 * FilterRegistration.Dynamic registration = servletContext.addFilter("rate limit", filter);
 * registration.setAsyncSupported(true);
 * registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
 * }</pre>
 *
 * <p>By default a request is counted by its client address and its endpoint, which is the name of
 * the rule that it falls under. Admitted responses and refusals carry the rate limit {@linkplain
 * RateLimitFields fields}; a refusal carries {@code Retry-After}, the true wait in seconds, rounded
 * up, and this body, with a {@code request_id} at its end if the host gives one:
 *
 * <pre>{@code
 * {"error": "rate_limit_exceeded", "message": "Too many requests. Please try again later.", "retry_after": 60}
 * }</pre>
 *
 * <p>A request is charged once, however often it is forwarded, included, dispatched for an error or
 * an asynchronous one. Map the filter to all dispatcher types: it restores the fields where a
 * container dropped them for an error page. It must stand behind filters that rewrite the peer
 * address on purpose, and before anything that is expensive.
 *
 * <p>Thread-safe. The class registers itself nowhere: add it once, in code.
 */
public final class RateLimitFilter implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitFilter.class);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static final int OFFENDERS = 128;

  private final RateLimitRules rules;
  private final Map<RateLimitRule, Endpoint> endpoints;
  private final HostFunctions host;
  private final ClientAddresses addresses;
  private final Gate gate;
  private final FieldWriter fields;
  private final Refusal refusal;
  private final long jitterSeconds;
  private final LimiterFailure onFailure;
  private final RateLimitCounters counters;
  private final TopOffenders offenders = new TopOffenders(OFFENDERS);
  private final boolean plainOffenders;
  private final Symptoms symptoms;
  private final RareLog failureLog;

  RateLimitFilter(
      RateLimitRules rules,
      Map<RateLimitRule, Endpoint> endpoints,
      HostFunctions host,
      ClientAddresses addresses,
      Gate gate,
      FieldWriter fields,
      Refusal refusal,
      long jitterSeconds,
      LimiterFailure onFailure,
      RateLimitCounters counters,
      boolean plainOffenders,
      LongSupplier nanoClock) {
    this.rules = rules;
    this.endpoints = endpoints;
    this.host = host;
    this.addresses = addresses;
    this.gate = gate;
    this.fields = fields;
    this.refusal = refusal;
    this.jitterSeconds = jitterSeconds;
    this.onFailure = onFailure;
    this.counters = counters;
    this.plainOffenders = plainOffenders;
    this.symptoms = new Symptoms(addresses);
    this.failureLog = new RareLog(nanoClock);
  }

  /** Starts a filter whose rules must be given. */
  public static RateLimitFilterBuilder builder() {
    return new RateLimitFilterBuilder();
  }

  /**
   * What the last filter in the chain decided about a request; null if it was exempt, or not seen
   * by a filter yet.
   */
  public static @Nullable Decision decision(ServletRequest request) {
    Verdict verdict = Verdict.latest(request);
    return verdict == null ? null : verdict.decision();
  }

  /** The rules in force. */
  public RateLimitRules rules() {
    return rules;
  }

  /** What became of requests, by endpoint. */
  public RateLimitCounters counters() {
    return counters;
  }

  /**
   * The callers that were refused most, most first: their addresses if the builder said so, else
   * keyed hashes. See {@link TopOffenders} for what the numbers promise.
   */
  public List<RateLimitOffender> topOffenders(int limit) {
    return offenders.top(limit);
  }

  /** The counters and the ten top offenders as a JSON object, for a status endpoint. */
  public String statusJson() {
    String top =
        topOffenders(10).stream()
            .map(
                one ->
                    "{\"key\": "
                        + Json.string(one.key())
                        + ", \"refusals\": "
                        + one.refusals()
                        + ", \"error\": "
                        + one.error()
                        + "}")
            .collect(Collectors.joining(", ", "[", "]"));
    return "{\"endpoints\": " + counters.toJson() + ", \"top_offenders\": " + top + "}";
  }

  /**
   * What is legal but unwise about this filter: about its rules, and what its first thousand
   * requests showed. Ask again after some traffic.
   */
  public List<Finding> doctor() {
    List<Finding> findings = new ArrayList<>(rules.doctor());
    findings.addAll(symptoms.findings());
    return List.copyOf(findings);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    Verdict latest = Verdict.latest(request);
    Verdict before = latest == null ? null : latest.of(this);
    if (before != null) {
      restoreFields(answer, before);
      chain.doFilter(request, response);
      return;
    }
    Verdict verdict = enter(http, answer, latest);
    if (refuses(http, answer, verdict)) {
      return;
    }
    Verdict.Reserved reserved = verdict.reserved();
    if (reserved == null) {
      chain.doFilter(request, response);
    } else {
      settleAfter(new Settling(reserved, http, answer, this::unsettled), http, answer, chain);
    }
  }

  private static void settleAfter(
      Settling settling,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    Throwable failure = null;
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      settling.handled(failure);
    }
  }

  private void restoreFields(HttpServletResponse response, Verdict verdict) {
    if (verdict.tells() && !response.isCommitted() && fields.isMissingFrom(response)) {
      fields.write(response, verdict);
    }
  }

  /** Decides about a request that this filter has not seen yet. */
  private Verdict enter(
      HttpServletRequest request, HttpServletResponse response, @Nullable Verdict earlier) {
    Verdict verdict = verdict(request, response, earlier);
    request.setAttribute(Verdict.ATTRIBUTE, verdict);
    if (verdict.tells()) {
      fields.write(response, verdict);
    }
    return verdict;
  }

  /** Whether the request goes no further; then it has been answered. */
  private boolean refuses(HttpServletRequest request, HttpServletResponse response, Verdict verdict)
      throws IOException {
    return switch (verdict.outcome()) {
      case REFUSED -> {
        refusal.tooMany(request, response, retryAfterSeconds(verdict), verdict.violated());
        yield true;
      }
      case BLOCKED -> {
        refusal.blocked(request, response);
        yield true;
      }
      case FAILED -> {
        Decision decision = verdict.decision();
        boolean passes = decision == null ? onFailure == LimiterFailure.OPEN : decision.allowed();
        if (!passes) {
          refusal.unavailable(request, response, decision == null ? 0 : retryAfterSeconds(verdict));
        }
        yield !passes;
      }
      default -> false;
    };
  }

  /** Never throws: what can't be decided is a verdict too. */
  private Verdict verdict(
      HttpServletRequest request, HttpServletResponse response, @Nullable Verdict earlier) {
    Endpoint endpoint = null;
    try {
      symptoms.look(request, response, earlier);
      List<Match> matches = Paths.match(rules, request);
      endpoint = endpoint(matches.get(0));
      return decide(request, matches, endpoint, earlier);
    } catch (RuntimeException e) {
      (endpoint == null ? endpoint(rules.fallback()) : endpoint).count(Outcome.FAILED);
      logFailure(e);
      return new Verdict(this, Outcome.FAILED, null, null, List.of(), null, earlier);
    }
  }

  private void logFailure(RuntimeException e) {
    failureLog.error(
        LOG,
        onFailure == LimiterFailure.OPEN
            ? "Rate limiting failed, requests are let through"
            : "Rate limiting failed, requests are refused",
        e);
  }

  /** A cost could not be told: what was reserved stays charged. */
  private void unsettled(RuntimeException e) {
    failureLog.error(LOG, "The cost of a request could not be settled", e);
  }

  private Verdict decide(
      HttpServletRequest request,
      List<Match> matches,
      Endpoint endpoint,
      @Nullable Verdict earlier) {
    Outcome passed = gate.isOpenToAll() ? null : gate.outcome(new Caller(request, addresses));
    if (passed == null && endpoint.rule().isExemption()) {
      passed = Outcome.EXEMPT;
    }
    if (passed != null) {
      endpoint.count(passed);
      return new Verdict(this, passed, null, null, List.of(), null, earlier);
    }
    String tier = host.knowsTiers() ? host.tier(request) : null;
    Limits limits = endpoint.limits(tier);
    if (matches.size() == 1
        && endpoint.candidates() == null
        && endpoint.settlement() == null
        && limits != null
        && limits.byAddressAlone()) {
      String key = addresses.key(request.getRemoteAddr(), request::getHeaders);
      Decision decision = limits.charge(key, endpoint.permits(request));
      return concluded(endpoint, limits, decision, List.of(), null, key, earlier);
    }
    return decideAll(new Caller(request, addresses), matches, tier, earlier);
  }

  /**
   * Charges every rule that the request can be meant to fall under, until one refuses; the tightest
   * speaks.
   */
  private Verdict decideAll(
      Caller caller, List<Match> matches, @Nullable String tier, @Nullable Verdict earlier) {
    Verdict tightest = null;
    for (Match match : matches) {
      Endpoint endpoint = endpoint(match);
      Limits limits = endpoint.limits(tier);
      if (limits == null) {
        continue; // an exemption never stands beside other rules
      }
      long permits = endpoint.permits(caller.request());
      Limits candidates = endpoint.candidates();
      if (candidates != null && !candidates.charge(caller, match, permits).allowed()) {
        endpoint.count(Outcome.CANDIDATE_WOULD_REFUSE);
      }
      // A path that can mean several rules is charged for good: the sender can spell it plainly.
      Endpoint.Settlement settlement = matches.size() == 1 ? endpoint.settlement() : null;
      Verdict verdict =
          settlement == null || !limits.canReserve()
              ? charged(endpoint, limits, limits.charge(caller, match, permits), caller, earlier)
              : reserved(
                  endpoint,
                  limits,
                  limits.reserve(caller, match, permits, settlement.timeToLive()),
                  settlement.cost(),
                  caller,
                  earlier);
      if (tightest == null || verdict.refused() || isTighter(verdict, tightest)) {
        tightest = verdict;
      }
      if (verdict.refused()) {
        break;
      }
    }
    if (tightest == null) {
      throw new IllegalStateException("no rule matched"); // match() always names one
    }
    return tightest;
  }

  private Verdict charged(
      Endpoint endpoint,
      Limits limits,
      MultiDecision decision,
      Caller caller,
      @Nullable Verdict earlier) {
    return concluded(
        endpoint, limits, decision.overall(), decision.each(), null, caller.addressKey(), earlier);
  }

  private Verdict reserved(
      Endpoint endpoint,
      Limits limits,
      Reservation reservation,
      OutcomeCost cost,
      Caller caller,
      @Nullable Verdict earlier) {
    Decision decision = reservation.decision();
    Verdict.Reserved reserved = decision.allowed() ? new Verdict.Reserved(reservation, cost) : null;
    return concluded(endpoint, limits, decision, List.of(), reserved, caller.addressKey(), earlier);
  }

  private static boolean isTighter(Verdict one, Verdict other) {
    Decision a = one.decision();
    Decision b = other.decision();
    return a != null
        && b != null
        && one.tells()
        && (!other.tells() || a.remaining() < b.remaining());
  }

  private Verdict concluded(
      Endpoint endpoint,
      Limits limits,
      Decision decision,
      List<Decision> each,
      Verdict.@Nullable Reserved reserved,
      String addressKey,
      @Nullable Verdict earlier) {
    if (!endpoint.shadow() && isUndecided(decision)) {
      // What the store of limits could not tell, the client is not told.
      endpoint.count(Outcome.FAILED);
      return new Verdict(this, Outcome.FAILED, null, decision, each, reserved, earlier);
    }
    Outcome over = endpoint.shadow() ? Outcome.WOULD_REFUSE : Outcome.REFUSED;
    Outcome outcome = decision.allowed() ? Outcome.ADMITTED : over;
    endpoint.count(outcome);
    if (!decision.allowed()) {
      offenders.refused(plainOffenders ? addressKey : host.hash().of("offender", addressKey));
    }
    return new Verdict(
        this, outcome, endpoint.shadow() ? null : limits, decision, each, reserved, earlier);
  }

  private static boolean isUndecided(Decision decision) {
    return decision.outcome() == Decision.Outcome.FAILED_OPEN
        || decision.outcome() == Decision.Outcome.FAILED_CLOSED;
  }

  private Endpoint endpoint(Match match) {
    return endpoint(match.rule());
  }

  private Endpoint endpoint(RateLimitRule rule) {
    Endpoint endpoint = endpoints.get(rule);
    if (endpoint == null) {
      throw new IllegalStateException("unknown rule " + rule);
    }
    return endpoint;
  }

  /** The true wait, rounded up, and jitter on top; 0 if waiting does not help. */
  private long retryAfterSeconds(Verdict verdict) {
    Decision decision = verdict.decision();
    if (decision == null || decision.outcome() == Decision.Outcome.NEVER) {
      return 0;
    }
    long wait = Math.max(1, Decimals.ceilDiv(decision.retryAfterNanos(), SECOND));
    return jitterSeconds == 0
        ? wait
        : wait + ThreadLocalRandom.current().nextLong(jitterSeconds + 1);
  }
}
