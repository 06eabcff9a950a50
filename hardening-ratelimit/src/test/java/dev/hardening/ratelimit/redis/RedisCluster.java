package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Eventually.until;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Three masters on the loopback, each with a third of the slots, and if wanted a replica of the
 * first. No node takes another for dead on a busy machine, until {@link #killFirst}.
 */
final class RedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;

  private final List<RedisServer> nodes = new ArrayList<>();

  /** Without a replica. */
  static RedisCluster start() {
    return new RedisCluster(MASTERS);
  }

  /** The fourth node is the first one's replica, which takes over however little it knows. */
  static RedisCluster startWithReplica() {
    RedisCluster cluster = new RedisCluster(MASTERS + 1);
    try {
      cluster.replicate();
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private RedisCluster(int size) {
    try {
      for (int i = 0; i < size; i++) {
        nodes.add(
            RedisServer.clusterNode(
                "--cluster-node-timeout",
                "60000",
                "--cluster-replica-validity-factor",
                "0",
                "--repl-diskless-sync-delay",
                "0"));
      }
      join();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whether the PATH has a redis-server of version 7 or later, whose bus can be anywhere. */
  static boolean isThere() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("redis-server", "--version").start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(60, TimeUnit.SECONDS) && said.matches("(?s).*v=([7-9]|\\d\\d)\\..*");
    } catch (IOException e) {
      return false;
    }
  }

  /** Which of the masters has a slot, from 0. */
  static int third(int slot) {
    return Math.min(MASTERS - 1, slot / (SlotHash.SLOT_COUNT / MASTERS));
  }

  /** Where a client may begin: a node that is never killed. */
  String uri() {
    return nodes.get(1).uri();
  }

  private RedisServer first() {
    return nodes.get(0);
  }

  private RedisServer replica() {
    return nodes.get(MASTERS);
  }

  /** Waits until the replica has all that the first master has written so far. */
  void awaitReplica() {
    long written = offset(first(), "master_repl_offset");
    until(() -> offset(replica(), "slave_repl_offset") >= written);
  }

  /** Ends replication for good: the replica shows a password for which the master does not ask. */
  void cutOffReplica() {
    command(replica(), commands -> commands.configSet("masterauth", "none is set"));
    command(first(), commands -> commands.clientKill(KillArgs.Builder.typeSlave()));
    until(() -> replication(replica()).contains("master_link_status:down"));
    until(() -> replication(first()).contains("connected_slaves:0"));
  }

  /** Kills the first master. The others do not notice yet. */
  void killFirst() {
    first().kill();
  }

  /** The nodes that are left take those for dead that have been silent for a second. */
  void becomeImpatient() {
    for (RedisServer node : nodes.subList(1, nodes.size())) {
      command(node, commands -> commands.configSet("cluster-node-timeout", "1000"));
    }
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  /** Gives each master its slots, makes all meet and waits until they agree. */
  private void join() {
    for (int i = 0; i < nodes.size(); i++) {
      RedisServer node = nodes.get(i);
      if (i < MASTERS) {
        int index = i;
        int[] slots =
            IntStream.range(0, SlotHash.SLOT_COUNT).filter(slot -> third(slot) == index).toArray();
        command(node, commands -> commands.clusterAddSlots(slots));
      }
      CommandArgs<String, String> meet =
          new CommandArgs<>(StringCodec.ASCII)
              .add("MEET")
              .add("127.0.0.1")
              .add(node.port())
              .add(node.busPort());
      command(
          first(),
          commands ->
              commands.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.ASCII), meet));
    }
    for (RedisServer node : nodes) {
      until(() -> agrees(command(node, RedisCommands::clusterInfo)));
    }
  }

  private boolean agrees(String info) {
    return info.contains("cluster_state:ok")
        && info.contains("cluster_known_nodes:" + nodes.size() + "\r\n");
  }

  private void replicate() {
    String master = command(first(), RedisCommands::clusterMyId);
    command(replica(), commands -> commands.clusterReplicate(master));
    until(() -> replication(replica()).contains("master_link_status:up"));
    for (RedisServer node : nodes) {
      until(() -> command(node, RedisCommands::clusterNodes).contains("slave " + master));
    }
  }

  private static String replication(RedisServer node) {
    return command(node, commands -> commands.info("replication"));
  }

  private static long offset(RedisServer node, String name) {
    return replication(node)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private interface Asked<T> {
    T ask(RedisCommands<String, String> commands);
  }

  private static <T> T command(RedisServer server, Asked<T> asked) {
    RedisClient client = RedisClient.create(server.uri());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return asked.ask(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }
}
