package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitOffender;
import dev.hardening.ratelimit.http.RateLimitCounters;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
  private final Decider decider;
  private final Report report;
  private final FieldWriter fields;
  private final Refusal refusal;
  private final long jitterSeconds;
  private final LimiterFailure onFailure;
  private final List<Finding> setup;
  private final Symptoms symptoms;
  private final RareLog failureLog;
  private final Consumer<RuntimeException> onDecisionFailure = this::logFailure;
  private final Consumer<RuntimeException> onSettlingFailure = this::unsettled;

  RateLimitFilter(
      RateLimitRules rules,
      Decider decider,
      Report report,
      FieldWriter fields,
      Refusal refusal,
      long jitterSeconds,
      LimiterFailure onFailure,
      List<Finding> setup,
      Symptoms symptoms,
      LongSupplier nanoClock) {
    this.rules = rules;
    this.decider = decider;
    this.report = report;
    this.fields = fields;
    this.refusal = refusal;
    this.jitterSeconds = jitterSeconds;
    this.onFailure = onFailure;
    this.setup = setup;
    this.symptoms = symptoms;
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
    return report.counters();
  }

  /**
   * The callers that were refused most, most first: their addresses if the builder said so, else
   * keyed hashes. See {@link dev.hardening.ratelimit.TopOffenders} for what the numbers promise.
   */
  public List<RateLimitOffender> topOffenders(int limit) {
    return report.topOffenders(limit);
  }

  /** How often the listener threw; what it did not hear then it never hears. */
  public long listenerFailures() {
    return report.listenerFailures();
  }

  /**
   * The counters, the ten top offenders and the failures of the listener as a JSON object, for a
   * status endpoint.
   */
  public String statusJson() {
    return report.toJson();
  }

  /**
   * What is legal but unwise about this filter: about how it was built, and what its first thousand
   * requests showed. Ask again after some traffic.
   */
  public List<Finding> doctor() {
    List<Finding> findings = new ArrayList<>(setup);
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
      settleAfter(new Settling(reserved, http, answer, onSettlingFailure), http, answer, chain);
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
    symptoms.look(request, response, earlier);
    Verdict verdict = decider.verdict(this, request, earlier, onDecisionFailure);
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
