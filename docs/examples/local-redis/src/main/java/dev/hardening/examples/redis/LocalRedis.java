package dev.hardening.examples.redis;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of its own, on a free loopback port and keeping nothing: the one on the PATH, or
 * else the one that comes with embedded-redis. Nothing has to be installed.
 */
public final class LocalRedis implements AutoCloseable {
  private final RedisServer server;

  private LocalRedis(RedisServer server) {
    this.server = server;
  }

  /**
   * Starts it and waits until it accepts connections.
   *
   * @throws IOException if there is no server for this system, or it does not start
   */
  public static LocalRedis start() throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return tryToStart();
      } catch (IOException e) {
        if (tries == 5) {
          throw e;
        }
        // somebody else may have taken the port that was free
      }
    }
  }

  private static LocalRedis tryToStart() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    RedisServer server =
        RedisServer.newRedisServer()
            .executableProvider(executable())
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .onShutdownForceStop(true)
            .build();
    server.start();
    return new LocalRedis(server);
  }

  private static ExecutableProvider executable() {
    try {
      return ExecutableProvider.newExecutableInPath("redis-server");
    } catch (FileNotFoundException e) {
      return ExecutableProvider.newJarResourceProvider();
    }
  }

  /** Where it listens, as a client is told: {@code redis://127.0.0.1:<port>}. */
  public String uri() {
    return "redis://127.0.0.1:" + server.ports().get(0);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new IllegalStateException("redis-server does not stop", e);
    }
  }
}
