package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real server that misbehaves in each way that we know of: nobody waits much longer than the
 * timeout, no call is charged twice, and Redis decides again when it can.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class GuardChaosTest {
  /** Charges one permit, so that the key's value is the number of charges. */
  private static final LuaScript CHARGE =
      LuaScript.of("return {redis.call('INCR', KEYS[1]), tonumber(ARGV[1])}");

  private static final byte[][] KEYS = {bytes("charges")};
  private static final byte[][] ARGUMENTS = {bytes("7")};

  private final GuardOptions options = new GuardOptions();
  private final Outages outages = options.outages("chaos");

  /** Enough for a busy machine: where a server stands still a test asks for less. */
  GuardChaosTest() {
    options.timeout(Duration.ofSeconds(10));
    options.probeEvery(Duration.ofMillis(10));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A client as the documentation asks for, and a guard on its connection. */
  private final class Node implements AutoCloseable {
    final RedisClient client;
    final StatefulRedisConnection<byte[], byte[]> connection;
    final RedisGuard guard;

    Node(String uri) {
      client = RedisClient.create(uri);
      client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
      connection = client.connect(ByteArrayCodec.INSTANCE);
      guard = options.guard(new LettuceCalls(connection.async()), outages, System::nanoTime);
    }

    List<Long> charge() {
      return guard.call(CHARGE, KEYS, ARGUMENTS);
    }

    @Override
    public void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  private static long charges(RedisServer server) {
    return ask(
        server,
        connection -> {
          byte[] value = connection.sync().get(KEYS[0]);
          return value == null ? 0 : Long.parseLong(new String(value, StandardCharsets.UTF_8));
        });
  }

  private interface Question<T> {
    T ask(StatefulRedisConnection<byte[], byte[]> connection);
  }

  private static <T> T ask(RedisServer server, Question<T> question) {
    try (RedisClient client = RedisClient.create(server.uri());
        StatefulRedisConnection<byte[], byte[]> connection =
            client.connect(ByteArrayCodec.INSTANCE)) {
      return question.ask(connection);
    }
  }

  private static boolean isAnswered(List<Long> reply) {
    return !reply.isEmpty();
  }

  private RedisStats stats(Node node) {
    return outages.stats(node.guard.inOutage(), 0);
  }

  @Test
  void the_text_goes_over_only_while_redis_does_not_know_the_script() {
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server.uri())) {
      for (int i = 1; i <= 5; i++) {
        assertThat(node.charge()).containsExactly((long) i, 7L);
      }
      node.connection.sync().scriptFlush();
      assertThat(node.charge()).containsExactly(6L, 7L);
      assertThat(node.charge()).containsExactly(7L, 7L);
      String calls = node.connection.sync().info("commandstats");
      assertThat(calls).contains("cmdstat_eval:calls=2,").contains("cmdstat_evalsha:calls=7,");
      assertThat(stats(node).undecided()).isZero();
    }
  }

  @Test
  void an_error_is_not_tried_again() {
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server.uri())) {
      LuaScript failing =
          LuaScript.of("redis.call('INCR', KEYS[1]) return redis.call('LPUSH', KEYS[1], 1)");
      assertThatThrownBy(() -> node.guard.call(failing, KEYS, ARGUMENTS))
          .hasMessageContaining("WRONGTYPE");
      assertThat(charges(server)).isEqualTo(1);
    }
  }

  @Test
  void killed_and_started_again() {
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server.uri())) {
      assertThat(node.charge()).isNotEmpty();
      server.kill();
      until(() -> node.charge().isEmpty() && node.guard.inOutage());
      for (int i = 0; i < 100; i++) {
        assertThat(node.charge()).isEmpty();
      }
      server.restart();
      until(() -> isAnswered(node.charge()));
      assertThat(stats(node).inOutage()).isFalse();
      assertThat(stats(node).outages()).isEqualTo(1);
    }
  }

  @Test
  void calls_that_meet_a_server_that_is_away_pile_up_nowhere() {
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server.uri())) {
      server.kill();
      until(() -> node.charge().isEmpty() && node.guard.inOutage());
      int threads = Thread.getAllStackTraces().size();
      List<CompletableFuture<List<Long>>> answers = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        answers.add(node.guard.callAsync(CHARGE, KEYS, ARGUMENTS));
      }
      answers.forEach(each -> assertThat(each.join()).isEmpty());
      assertThat(Thread.getAllStackTraces().size())
          .as("the JDK's timer and what Lettuce has for each processor may start, no more")
          .isLessThan(threads + 100 + 2 * Runtime.getRuntime().availableProcessors());
      server.restart();
      until(() -> isAnswered(node.charge()));
      // What was asked while Redis was away was dropped, not kept for later.
      assertThat(charges(server)).isEqualTo(1);
    }
  }

  @Test
  void paused_by_an_operator() {
    options.timeout(Duration.ofMillis(200));
    options.outageAfter(51);
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server.uri())) {
      until(() -> isAnswered(node.charge()));
      server.pause();
      List<CompletableFuture<List<Long>>> together = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        together.add(node.guard.callAsync(CHARGE, KEYS, ARGUMENTS));
      }
      assertThat(node.charge()).isEmpty();
      together.forEach(each -> assertThat(each.join()).isEmpty());
      assertThat(node.guard.inOutage()).isTrue();
      assertThat(stats(node).timeouts()).isGreaterThanOrEqualTo(51);
      server.resume();
      until(() -> isAnswered(node.charge()));
      // Every call was charged at most once, those that nobody waited for any more too.
      RedisStats stats = stats(node);
      assertThat(charges(server))
          .isLessThanOrEqualTo(stats.decided() + stats.timeouts() + stats.failures());
    }
  }

  @Test
  void cut_between_the_write_and_the_answer() throws Exception {
    options.outageAfter(10_000);
    try (RedisServer server = RedisServer.start();
        LoopbackProxy proxy = new LoopbackProxy(server.port());
        Node node = new Node(proxy.uri())) {
      until(() -> isAnswered(node.charge()));
      long before = charges(server);
      int rounds = 10;
      for (int i = 1; i <= rounds; i++) {
        proxy.cutBeforeNextAnswer();
        assertThat(node.charge()).isEmpty();
        assertThat(proxy.cuts()).isEqualTo(i);
        // Charged once: not again when the connection is back.
        until(() -> node.connection.isOpen() && isPong(node.connection));
        assertThat(charges(server)).isEqualTo(before + i);
      }
      assertThat(stats(node).failures()).isEqualTo(rounds);
    }
  }

  private static boolean isPong(StatefulRedisConnection<byte[], byte[]> connection) {
    return attempt(() -> connection.sync().ping().equals("PONG"));
  }

  private static boolean attempt(Supplier<Boolean> action) {
    try {
      return action.get();
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void full_of_other_data() {
    try (RedisServer server = RedisServer.start("--maxmemory-policy", "noeviction");
        Node node = new Node(server.uri())) {
      assertThat(node.charge()).isNotEmpty();
      byte[] filler = bytes("filler");
      ask(server, connection -> connection.sync().set(filler, new byte[1 << 25]));
      ask(server, connection -> connection.sync().configSet("maxmemory", "16mb"));
      long charged = charges(server);
      until(() -> node.charge().isEmpty() && node.guard.inOutage());
      assertThat(charges(server)).isEqualTo(charged);
      ask(server, connection -> connection.sync().del(filler));
      until(() -> isAnswered(node.charge()));
      assertThat(charges(server)).isEqualTo(charged + 1);
    }
  }

  @Test
  void failed_over_to_a_replica() throws Exception {
    try (RedisServer first = RedisServer.start("--repl-diskless-sync-delay", "0");
        RedisServer second = RedisServer.start();
        LoopbackProxy address = new LoopbackProxy(first.port());
        Node node = new Node(address.uri())) {
      until(() -> isAnswered(node.charge()));
      ask(second, connection -> connection.sync().replicaof("127.0.0.1", first.port()));
      // Only what has reached the replica outlives the master.
      until(() -> ask(second, c -> c.sync().info("replication")).contains("master_link_status:up"));
      until(() -> charges(second) == charges(first));
      long charged = charges(second);
      first.kill();
      address.leadTo(second.port());
      until(() -> node.charge().isEmpty() && node.guard.inOutage());
      assertThat(charges(second)).as("a replica is not written to").isEqualTo(charged);
      ask(second, connection -> connection.sync().replicaofNoOne());
      until(() -> isAnswered(node.charge()));
      assertThat(charges(second)).isEqualTo(charged + 1);
    }
  }
}
