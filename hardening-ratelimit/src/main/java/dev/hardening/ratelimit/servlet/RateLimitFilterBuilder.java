package dev.hardening.ratelimit.servlet;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.MultiRateLimiterBuilder;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.AccessLists;
import dev.hardening.ratelimit.http.AddressRanges;
import dev.hardening.ratelimit.http.BypassTokens;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RateLimitFilter}. Only {@link #rules} must be given. Not thread-safe; may build
 * several filters.
 */
public final class RateLimitFilterBuilder {

  private @Nullable RateLimitRules rules;
  private ClientAddresses addresses = ClientAddresses.peer();
  private LongSupplier nanoClock = System::nanoTime;
  private Clock clock = Clock.systemUTC();
  private long maximumKeys = 100_000;
  private @Nullable MultiRateLimiter limiter;
  private Set<RateLimitFields> fields = EnumSet.allOf(RateLimitFields.class);
  private ResetUnit resetUnit = ResetUnit.EPOCH_SECONDS;
  private LimiterFailure onFailure = LimiterFailure.CLOSED;
  private @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> requestId;
  private final Identities identities = new Identities();
  private RefusalFormat format = RefusalFormat.RUNBOOK;
  private Duration jitter = Duration.ZERO;
  private boolean shadow;
  private AccessLists accessLists = new AccessLists();
  private AddressRanges bypassPeers = AddressRanges.none();
  private @Nullable String passHeader;
  private @Nullable BypassTokens passes;
  private final Map<String, ToLongFunction<? super HttpServletRequest>> costs = new HashMap<>();
  private final Map<String, Endpoint.Settlement> settlements = new HashMap<>();
  private @Nullable PenaltyBox penaltyBox;
  private boolean plainOffenders;
  private boolean partitionKeys;
  private @Nullable HttpRateLimitListener listener;

  RateLimitFilterBuilder() {}

  /** The policies, and which requests are charged to them. */
  public RateLimitFilterBuilder rules(RateLimitRules rules) {
    this.rules = requireNonNull(rules, "rules");
    return this;
  }

  /** Where requests come from; {@link ClientAddresses#peer()} if not given. */
  public RateLimitFilterBuilder clientAddresses(ClientAddresses addresses) {
    this.addresses = requireNonNull(addresses, "clientAddresses");
    return this;
  }

  /**
   * The monotonic clock of the limiters, in nanoseconds; {@link System#nanoTime()} if not given.
   */
  public RateLimitFilterBuilder nanoClock(LongSupplier nanoClock) {
    this.nanoClock = requireNonNull(nanoClock, "nanoClock");
    return this;
  }

  /**
   * The wall clock, for {@code X-RateLimit-Reset} and for windows aligned to the epoch; the
   * system's in UTC if not given.
   */
  public RateLimitFilterBuilder clock(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    return this;
  }

  /**
   * How many keys are kept at most for each limit of each rule; 100,000 if not given. Rules that
   * count across rules by the same key share a limit.
   */
  public RateLimitFilterBuilder maximumKeys(long maximumKeys) {
    this.maximumKeys = maximumKeys;
    return this;
  }

  /**
   * The limiter that decides, such as one that several nodes share, in place of limiters in memory.
   * It must have all policies of the rules. The filter does not close it. {@link #nanoClock} and
   * {@link #maximumKeys} are then the limiter's affair.
   */
  public RateLimitFilterBuilder limiter(MultiRateLimiter limiter) {
    this.limiter = requireNonNull(limiter, "limiter");
    return this;
  }

  /**
   * Which fields responses carry; all if not given, none for an empty call. {@code Retry-After} is
   * always there.
   */
  public RateLimitFilterBuilder fields(RateLimitFields... fields) {
    this.fields = EnumSet.noneOf(RateLimitFields.class);
    this.fields.addAll(List.of(fields));
    return this;
  }

  /** What {@code X-RateLimit-Reset} counts; {@link ResetUnit#EPOCH_SECONDS} if not given. */
  public RateLimitFilterBuilder resetUnit(ResetUnit unit) {
    this.resetUnit = requireNonNull(unit, "resetUnit");
    return this;
  }

  /**
   * What happens to requests that could not be decided; {@link LimiterFailure#CLOSED} if not given.
   */
  public RateLimitFilterBuilder onLimiterFailure(LimiterFailure onFailure) {
    this.onFailure = requireNonNull(onFailure, "onLimiterFailure");
    return this;
  }

  /** The id of a request, for the body of a refusal; it may give null. */
  public RateLimitFilterBuilder requestId(
      Function<? super HttpServletRequest, ? extends @Nullable String> requestId) {
    this.requestId = requireNonNull(requestId, "requestId");
    return this;
  }

  /**
   * What {@link KeyPart#function(String)} of this name counts by. The function must not read the
   * request's parameters or body; null stands for a request that lacks the value. What it gives is
   * kept as a keyed hash.
   */
  public RateLimitFilterBuilder keyFunction(
      String name, Function<? super HttpServletRequest, ? extends @Nullable String> function) {
    identities.keyFunction(requireNonNull(name, "name"), requireNonNull(function, "function"));
    return this;
  }

  /**
   * The id that a request claims for its client, for {@link KeyPart#client()}: such as {@code
   * request -> request.getHeader("X-Client-ID")}. Anyone can claim any id, so every rule that
   * counts by it must also count by address.
   */
  public RateLimitFilterBuilder unverifiedClientId(
      Function<? super HttpServletRequest, ? extends @Nullable String> clientId) {
    identities.clientId(requireNonNull(clientId, "clientId"), false);
    return this;
  }

  /**
   * The id of the client that has proved to be this client, for {@link KeyPart#client()}; null for
   * a request that has proved nothing. The function must have checked the proof (an API key, a
   * signature, a certificate).
   */
  public RateLimitFilterBuilder verifiedClientId(
      Function<? super HttpServletRequest, ? extends @Nullable String> clientId) {
    identities.clientId(requireNonNull(clientId, "clientId"), true);
    return this;
  }

  /**
   * The secret of the keyed hash under which client ids, principals, path variables and the values
   * of functions are kept; random for each filter if not given. Nodes that share a limiter must
   * share it.
   *
   * @param secret at least 16 bytes; copied
   */
  public RateLimitFilterBuilder keySecret(byte[] secret) {
    identities.secret(secret);
    return this;
  }

  /**
   * The tier of a verified client by its id, for clients that the rules don't name; null for none.
   *
   * @see RateLimitRules.Builder#tier
   */
  public RateLimitFilterBuilder tierOfClient(
      Function<? super String, ? extends @Nullable String> tierOfClient) {
    identities.tierOfClient(requireNonNull(tierOfClient, "tierOfClient"));
    return this;
  }

  /** The form of refusals; {@link RefusalFormat#RUNBOOK} if not given. */
  public RateLimitFilterBuilder refusalFormat(RefusalFormat format) {
    this.format = requireNonNull(format, "refusalFormat");
    return this;
  }

  /**
   * Adds a random time to {@code Retry-After}, so that clients which were refused together don't
   * come back together. Never takes away from it.
   *
   * @param most whole seconds, at most an hour; zero if not given
   */
  public RateLimitFilterBuilder retryAfterJitter(Duration most) {
    if (most.isNegative() || most.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("retryAfterJitter: " + most + " (expected: PT0S to PT1H)");
    }
    this.jitter = most;
    return this;
  }

  /**
   * Watches all limits without enforcing them: what they would have refused is let through and
   * counted, and clients are told nothing. Blocked callers are refused all the same.
   */
  public RateLimitFilterBuilder shadow(boolean shadow) {
    this.shadow = shadow;
    return this;
  }

  /**
   * Who is always refused and who is never limited; the host may keep the lists and change them at
   * any time.
   */
  public RateLimitFilterBuilder accessLists(AccessLists lists) {
    this.accessLists = requireNonNull(lists, "accessLists");
    return this;
  }

  /**
   * Lets requests through unlimited whose connection comes from these addresses or CIDR blocks:
   * internal tools. No header is looked at.
   */
  public RateLimitFilterBuilder bypassPeers(String... ranges) {
    this.bypassPeers = AddressRanges.of("bypassPeers", List.of(ranges));
    return this;
  }

  /** Lets requests through unlimited that carry a valid pass in this header. */
  public RateLimitFilterBuilder bypassTokens(String header, BypassTokens passes) {
    this.passHeader = requireNonNull(header, "header");
    this.passes = requireNonNull(passes, "passes");
    return this;
  }

  /**
   * What a request that falls under a rule costs, in permits. Less than 1 counts as 1. The function
   * must not read the request's parameters or body.
   *
   * @param rule the name of the rule
   */
  public RateLimitFilterBuilder cost(String rule, ToLongFunction<? super HttpServletRequest> cost) {
    costs.put(requireNonNull(rule, "rule"), requireNonNull(cost, "cost"));
    return this;
  }

  /**
   * Settles what a request has cost when it is over. At arrival {@link #cost} is charged as what it
   * may cost at most, so that requests under way can't pass the limit together; afterwards the
   * difference is given back, or becomes debt. Several limits of a rule are reserved all or nothing
   * and settled together.
   *
   * @param rule the name of the rule
   * @param cost what the request turned out to cost
   * @param timeToLive after which a request that is still not over has cost what was charged at
   *     arrival, 1 millisecond to 400 days
   */
  public RateLimitFilterBuilder settle(String rule, OutcomeCost cost, Duration timeToLive) {
    if (timeToLive.compareTo(RateLimitPolicy.SHORTEST_WINDOW) < 0
        || timeToLive.compareTo(RateLimitPolicy.LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException(
          "timeToLive: " + timeToLive + " (expected: PT0.001S to PT9600H, which is 400 days)");
    }
    settlements.put(
        requireNonNull(rule, "rule"),
        new Endpoint.Settlement(requireNonNull(cost, "cost"), timeToLive));
    return this;
  }

  /**
   * Blocks callers that keep being refused, for a while that doubles; off if not given. It watches
   * every limit that tells callers apart, by its key: one by address (IPv6 by no shorter prefix
   * than the filter's), principal, verified client or function. {@link #build()} refuses a rule
   * that has no such limit, and a {@link #limiter}, which must have a penalty box of its own. Of
   * that it refuses limits that do not tell callers apart.
   */
  public RateLimitFilterBuilder penaltyBox(PenaltyBox penaltyBox) {
    this.penaltyBox = requireNonNull(penaltyBox, "penaltyBox");
    return this;
  }

  /**
   * Shows the addresses of the {@linkplain RateLimitFilter#topOffenders top offenders} as they are;
   * if not called, they are shown as keyed hashes.
   */
  public RateLimitFilterBuilder plainOffenders() {
    this.plainOffenders = true;
    return this;
  }

  /**
   * Adds a partition key ({@code pk}) to each item of the field {@code RateLimit} of draft -11, so
   * that a client with several keys can tell which of them a response speaks of; left out if not
   * called. It is a keyed hash of what the limit counts by, under {@link #keySecret}: the same for
   * the same caller and limit, and without meaning otherwise.
   */
  public RateLimitFilterBuilder partitionKeys() {
    this.partitionKeys = true;
    return this;
  }

  /** Who hears each decision; nobody if not given. */
  public RateLimitFilterBuilder listener(HttpRateLimitListener listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /**
   * The filter.
   *
   * @throws IllegalArgumentException if the rules don't fit what else was given; the message names
   *     the rule
   */
  public RateLimitFilter build() {
    RateLimitRules given = rules;
    if (given == null) {
      throw new IllegalArgumentException("rules: null (expected: rules(...))");
    }
    HostFunctions host = identities.functions(given, limiter != null, partitionKeys);
    RateLimitCounters counters =
        new RateLimitCounters(given.rules().stream().map(RateLimitRule::name).toList());
    EndpointFactory.Settings settings =
        new EndpointFactory.Settings(
            limiter,
            this::inMemory,
            penaltyBox != null,
            identities.verified(),
            addresses.ipv6Prefix(),
            Map.copyOf(costs),
            Map.copyOf(settlements),
            shadow);
    FieldWriter writer = new FieldWriter(fields, resetUnit, clock);
    Report report = new Report(counters, plainOffenders ? null : host.hash(), listener);
    return new RateLimitFilter(
        given,
        new Decider(
            given,
            new EndpointFactory(given, host, counters, settings).endpoints(),
            host,
            addresses,
            new Gate(accessLists, bypassPeers, passHeader, passes, host),
            report,
            partitionKeys),
        report,
        writer,
        new Refusal(format, requestId),
        jitter.toSeconds(),
        onFailure,
        SetupDoctor.findings(given, identities, addresses, bypassPeers, writer),
        new Symptoms(addresses),
        nanoClock);
  }

  private MultiRateLimiter inMemory(Map<String, RateLimitPolicy> limits, Set<String> watched) {
    MultiRateLimiterBuilder builder =
        MultiRateLimiter.builder(limits).nanoClock(nanoClock).clock(clock).maximumKeys(maximumKeys);
    if (penaltyBox != null && !watched.isEmpty()) {
      builder.penaltyBox(penaltyBox, watched.toArray(String[]::new));
    }
    return builder.build();
  }
}
