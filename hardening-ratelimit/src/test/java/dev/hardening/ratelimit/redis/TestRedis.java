package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server and a connection for the tests of a class; each test finds it empty. */
final class TestRedis implements BeforeEachCallback, AfterAllCallback {
  private final RedisServer server = RedisServer.start();
  private final RedisClient client = RedisClient.create(server.uri());
  private final StatefulRedisConnection<byte[], byte[]> connection = connected(client);

  @Override
  public void beforeEach(ExtensionContext context) {
    connection.sync().flushall();
    connection.sync().configResetstat();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client.shutdown();
    server.close();
  }

  /** A connection with the options that limiters need. */
  static StatefulRedisConnection<byte[], byte[]> connected(RedisClient client) {
    client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
    return client.connect(ByteArrayCodec.INSTANCE);
  }

  /** With much time for a busy machine, and without refusals from memory. */
  static <B extends RedisLimiterBuilder<B>> B patient(B builder) {
    return builder.timeout(Duration.ofSeconds(10)).refusedLocally(0, Duration.ofSeconds(1));
  }

  String uri() {
    return server.uri();
  }

  RedisServer server() {
    return server;
  }

  RedisRateLimiterBuilder limiter(RateLimitPolicy policy) {
    return patient(RedisRateLimiter.builder(connection, policy))
        .outagePolicy(OutagePolicy.closed());
  }

  RedisLeasingRateLimiterBuilder leasing(RateLimitPolicy policy) {
    return patient(RedisLeasingRateLimiter.builder(connection, policy))
        .outagePolicy(OutagePolicy.closed());
  }

  RedisMultiRateLimiterBuilder limiters(List<RateLimitPolicy> policies) {
    return closed(patient(RedisMultiRateLimiter.builder(connection, policies)), policies);
  }

  static RedisMultiRateLimiterBuilder closed(
      RedisMultiRateLimiterBuilder builder, List<RateLimitPolicy> policies) {
    policies.forEach(policy -> builder.outagePolicy(policy.name(), OutagePolicy.closed()));
    return builder;
  }

  StatefulRedisConnection<byte[], byte[]> connection() {
    return connection;
  }

  /** How often a command has been called since the test began. */
  long calls(String command) {
    String stats = connection.sync().info("commandstats");
    for (String line : stats.lines().toList()) {
      if (line.startsWith("cmdstat_" + command + ":calls=")) {
        return Long.parseLong(line.replaceAll(".*?calls=(\\d+),.*", "$1"));
      }
    }
    return 0;
  }
}
