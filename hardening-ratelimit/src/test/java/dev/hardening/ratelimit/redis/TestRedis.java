package dev.hardening.ratelimit.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server and a connection for the tests of a class; each test finds it empty. */
final class TestRedis implements BeforeEachCallback, AfterAllCallback {
  private final RedisServer server = RedisServer.start();
  private final RedisClient client = RedisClient.create(server.uri());
  private final StatefulRedisConnection<byte[], byte[]> connection =
      client.connect(ByteArrayCodec.INSTANCE);

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
