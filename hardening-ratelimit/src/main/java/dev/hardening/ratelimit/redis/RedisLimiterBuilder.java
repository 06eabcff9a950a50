package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of limiters on Redis have in common: names of keys, and what happens while
 * Redis can't be asked. Not thread-safe; a builder may build several limiters.
 *
 * @param <B> the builder
 */
public abstract sealed class RedisLimiterBuilder<B extends RedisLimiterBuilder<B>>
    permits RedisRateLimiterBuilder, RedisMultiRateLimiterBuilder, RedisLeasingRateLimiterBuilder {
  private static final Duration DOCTORS_PATIENCE = Duration.ofSeconds(2);

  final List<RateLimitPolicy> policies;
  final GuardOptions guardOptions = new GuardOptions();
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final ClientOptions clientOptions;
  private String prefix = KeyNames.DEFAULT_PREFIX;
  private byte @Nullable [] secret;
  LongSupplier nanoClock = System::nanoTime;

  RedisLimiterBuilder(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      List<RateLimitPolicy> policies) {
    this.clientOptions = connection.getOptions();
    this.commands = commands;
    this.policies = policies;
  }

  /**
   * What the names of all keys in Redis begin with: 1 to 64 letters, digits and {@code . _ : -};
   * {@code hrl} if not given. Limiters share the state of a key by the same prefix and name of the
   * policy.
   */
  public B prefix(String prefix) {
    KeyNames.checkPrefix(prefix);
    this.prefix = prefix;
    return self();
  }

  /**
   * Keeps no key as it is: its name in Redis carries its HMAC-SHA256 under this secret, cut to 128
   * bits. For keys such as addresses and tokens. Every node must have the same secret.
   *
   * @param secret at least 16 bytes
   */
  public B hashKeys(byte[] secret) {
    KeyNames.checkSecret(secret);
    this.secret = Arrays.copyOf(secret, secret.length);
    return self();
  }

  /** How long a decision waits for Redis, 1 millisecond to 10 seconds; 50 milliseconds. */
  public B timeout(Duration timeout) {
    guardOptions.timeout(timeout);
    return self();
  }

  /** After how many failures in a row Redis is not asked any more, 1 to 10,000; 5. */
  public B outageAfter(int failures) {
    guardOptions.outageAfter(failures);
    return self();
  }

  /** How often one request tries whether Redis is back, 10 milliseconds to an hour; 1 second. */
  public B probeEvery(Duration interval) {
    guardOptions.probeEvery(interval);
    return self();
  }

  /** How many requests may wait for Redis at once, 1 to 1,000,000; 4,096. */
  public B maximumInFlight(int calls) {
    guardOptions.maximumInFlight(calls);
    return self();
  }

  /**
   * How many refusals are remembered, to be repeated without asking Redis until their retry-after:
   * 0 to 10,000,000, 10,000 if not given; and for how long at most, 1 millisecond to an hour, 1
   * second if not given. News of permits that another node gave back is late by that much.
   */
  public B refusedLocally(int maximum, Duration longest) {
    guardOptions.refusedLocally(maximum, longest);
    return self();
  }

  /** Hears when Redis is given up and when it is back; nobody does if not given. */
  public B outageListener(OutageListener listener) {
    guardOptions.listener(listener);
    return self();
  }

  /** The monotonic clock of this node, in nanoseconds; {@link System#nanoTime()} if not given. */
  public B nanoClock(LongSupplier nanoClock) {
    this.nanoClock = requireNonNull(nanoClock, "nanoClock");
    return self();
  }

  /**
   * What is legal but unwise about the servers, as far as they let us read it, about the connection
   * and about where keys lie. Asks the servers, for two seconds at most; for the start of a
   * service.
   */
  public List<Finding> doctor() {
    return RedisDoctor.findings(commands, clientOptions, limitsOnOneShard(), DOCTORS_PATIENCE);
  }

  abstract B self();

  /** How many limits share one constant tag on a cluster, 0 if none do. */
  int limitsOnOneShard() {
    return 0;
  }

  /** How long a refusal may be remembered, even if more was asked for. */
  Duration longestRefusal() {
    return GuardOptions.LONGEST_REFUSAL;
  }

  KeyNames names() {
    return new KeyNames(prefix, secret);
  }

  /** Checks what can only be checked when all is known. */
  Asking asking() {
    Map<String, OutagePolicy> outagePolicies = guardOptions.outagePolicies(policies);
    ConnectionOptions.check(clientOptions);
    Outages outages =
        guardOptions.outages(policies.stream().map(RateLimitPolicy::name).toList().toString());
    Fallback fallback =
        new Fallback(
            policies,
            outagePolicies,
            guardOptions.retryNanos(),
            memory -> memory.nanoClock(nanoClock));
    RedisGuard guard = guardOptions.guard(new LettuceCalls(commands), outages, nanoClock);
    return new Asking(
        guard,
        new Decisions(
            guard,
            fallback,
            guardOptions.refusals(longestRefusal(), nanoClock),
            outages,
            nanoClock),
        fallback);
  }
}
