package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.http.ClientAddresses;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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

  private final RateLimitRules rules;
  private final Map<RateLimitRule, Endpoint> endpoints;
  private final ClientAddresses addresses;
  private final FieldWriter fields;
  private final Refusal refusal;
  private final LimiterFailure onFailure;
  private final LongAdder failures = new LongAdder();

  RateLimitFilter(
      RateLimitRules rules,
      Map<RateLimitRule, Endpoint> endpoints,
      ClientAddresses addresses,
      FieldWriter fields,
      Refusal refusal,
      LimiterFailure onFailure) {
    this.rules = rules;
    this.endpoints = endpoints;
    this.addresses = addresses;
    this.fields = fields;
    this.refusal = refusal;
    this.onFailure = onFailure;
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

  /** How many requests could not be decided since the filter was built. */
  public long failures() {
    return failures.sum();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      if (!admits(http, answer)) {
        return;
      }
    }
    chain.doFilter(request, response);
  }

  /** Whether the request may go on; otherwise it has been answered. */
  private boolean admits(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Verdict latest = Verdict.latest(request);
    Verdict before = latest == null ? null : latest.of(this);
    if (before != null) {
      if (before.decision() != null && !response.isCommitted() && fields.isMissingFrom(response)) {
        fields.write(response, before);
      }
      return true;
    }
    Verdict verdict;
    try {
      verdict = decide(request, latest);
    } catch (RuntimeException e) {
      failures.increment();
      LOG.error(
          "Rate limiting failed; the request is {}",
          onFailure == LimiterFailure.OPEN ? "let through" : "refused",
          e);
      if (onFailure == LimiterFailure.OPEN) {
        request.setAttribute(Verdict.ATTRIBUTE, new Verdict(this, null, null, List.of(), latest));
        return true;
      }
      refusal.unavailable(request, response);
      return false;
    }
    request.setAttribute(Verdict.ATTRIBUTE, verdict);
    Decision decision = verdict.decision();
    if (decision == null) {
      return true;
    }
    fields.write(response, verdict);
    if (decision.allowed()) {
      return true;
    }
    refusal.tooMany(request, response, retryAfterSeconds(decision));
    return false;
  }

  private Verdict decide(HttpServletRequest request, @Nullable Verdict earlier) {
    List<Match> matches = Paths.match(rules, request);
    Match first = matches.get(0);
    Endpoint endpoint = endpoint(first);
    if (endpoint.isExempt()) {
      return new Verdict(this, endpoint, null, List.of(), earlier);
    }
    if (matches.size() == 1 && endpoint.isByAddressAlone()) {
      String key = addresses.key(request.getRemoteAddr(), request::getHeaders);
      return new Verdict(this, endpoint, endpoint.charge(key, 1), List.of(), earlier);
    }
    Caller caller = new Caller(request, addresses);
    Verdict tightest = null;
    for (Match match : matches) {
      Endpoint charged = endpoint(match);
      MultiDecision decision = charged.charge(caller, match, 1);
      Decision overall = decision.overall();
      Decision until = tightest == null ? null : tightest.decision();
      if (until == null || !overall.allowed() || overall.remaining() < until.remaining()) {
        tightest = new Verdict(this, charged, overall, decision.each(), earlier);
      }
      if (!overall.allowed()) {
        break;
      }
    }
    if (tightest == null) {
      throw new IllegalStateException("no rule matched"); // match() always names one
    }
    return tightest;
  }

  private Endpoint endpoint(Match match) {
    Endpoint endpoint = endpoints.get(match.rule());
    if (endpoint == null) {
      throw new IllegalStateException("unknown rule " + match.rule());
    }
    return endpoint;
  }

  private static long retryAfterSeconds(Decision decision) {
    return decision.outcome() == Decision.Outcome.NEVER
        ? 0
        : Math.max(1, Decimals.ceilDiv(decision.retryAfterNanos(), SECOND));
  }
}
