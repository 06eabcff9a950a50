package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Finding;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is legal but unwise about the servers that limits are kept in, as far as they let us read
 * it, and about the connection to them.
 */
final class RedisDoctor {
  private static final Pattern EVICTION = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");
  private static final Pattern APPEND_ONLY = Pattern.compile("(?m)^aof_enabled:(\\d)");

  private RedisDoctor() {}

  /**
   * Asks the servers.
   *
   * @param shared the number of limits that share one constant tag, 0 in a server that is no
   *     cluster
   * @param patience how long at most
   */
  static List<Finding> findings(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      ClientOptions options,
      int shared,
      Duration patience) {
    List<Finding> findings = new ArrayList<>();
    try {
      ofServers(infos(commands, patience), findings);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      findings.add(unreadable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.add(unreadable(e));
    }
    ofShards(shared, findings);
    ofConnection(options, findings);
    return List.copyOf(findings);
  }

  /** What INFO says on each server that is written to. */
  private static List<String> infos(
      RedisClusterAsyncCommands<byte[], byte[]> commands, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<CompletableFuture<String>> asked = new ArrayList<>();
    if (commands instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster) {
      asked.addAll(List.of(cluster.upstream().commands().info().futures()));
    } else {
      asked.add(commands.info().toCompletableFuture());
    }
    CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .get(patience.toNanos(), TimeUnit.NANOSECONDS);
    return asked.stream().map(CompletableFuture::join).toList();
  }

  /** What {@code INFO} of each server shows. */
  static void ofServers(List<String> infos, List<Finding> findings) {
    infos.stream()
        .map(info -> first(EVICTION, info))
        .filter(policy -> !policy.isEmpty() && !policy.equals("noeviction"))
        .findFirst()
        .ifPresent(
            policy ->
                findings.add(
                    new Finding(
                        "REDIS_EVICTS",
                        "maxmemory-policy is "
                            + policy
                            + ": a full Redis forgets what keys have used, each of which may then"
                            + " be granted once more what its policy allows in a window.",
                        "Set maxmemory-policy noeviction, or keep limits in a Redis of their"
                            + " own.")));
    if (infos.stream().anyMatch(info -> first(APPEND_ONLY, info).equals("0"))) {
      findings.add(
          new Finding(
              "REDIS_WITHOUT_LOG",
              "appendonly is no: a restart forgets what keys have used since the last snapshot, if"
                  + " any, and each may then be granted once more what its policy allows in a"
                  + " window.",
              "Set appendonly yes if windows are longer than that matters."));
    }
  }

  private static void ofShards(int shared, List<Finding> findings) {
    if (shared > 1) {
      findings.add(
          new Finding(
              "REDIS_ONE_SHARD",
              "The "
                  + shared
                  + " limits of this limiter share one constant tag, so that one shard of the"
                  + " cluster decides every request.",
              "Use shardBy if every limit's key has a common part, or one limiter for each"
                  + " limit."));
    }
  }

  /** What is unwise, though not refused, about the options of a connection. */
  static void ofConnection(ClientOptions options, List<Finding> findings) {
    if (!options.isAutoReconnect()) {
      findings.add(
          new Finding(
              "REDIS_NEVER_AGAIN",
              "autoReconnect is false: once the connection is lost, the outage policy answers for"
                  + " good.",
              "Set autoReconnect true; commands are not sent again by it while disconnected ones"
                  + " are rejected."));
    }
    if (!options.getSocketOptions().isEnableTcpUserTimeout()) {
      findings.add(
          new Finding(
              "REDIS_LOSS_NOTICED_LATE",
              "tcpUserTimeout is off: a connection whose server vanished without a word stays open"
                  + " for as long as the system retransmits, 15 minutes on Linux, and the outage"
                  + " with it.",
              "Set SocketOptions.tcpUserTimeout to some seconds; it needs Netty's native epoll"
                  + " transport."));
    }
  }

  private static Finding unreadable(Exception cause) {
    return new Finding(
        "REDIS_UNREADABLE",
        "INFO could not be read, so nothing is known of maxmemory-policy and appendonly: "
            + cause
            + ".",
        "Allow the user +info, or check both by hand.");
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
