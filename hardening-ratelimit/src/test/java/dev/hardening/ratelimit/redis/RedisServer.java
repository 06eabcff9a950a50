package dev.hardening.ratelimit.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of its own on a free loopback port, with a directory of its own: the one on the PATH, or
 * else the one in embedded-redis. It can be killed and started again.
 */
final class RedisServer implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final List<String> settings;
  private final List<String> watched;
  private final Path directory;
  private final int port;
  private final int busPort;
  private Process process;

  private RedisServer(List<String> settings, List<String> watched, boolean ofCluster)
      throws IOException {
    this.settings = settings;
    this.watched = watched;
    this.directory = Files.createTempDirectory("redis-test");
    this.port = freePort();
    this.busPort = ofCluster ? freePort() : 0;
    this.process = launch();
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param settings as on the command line, such as {@code "--maxmemory", "2mb"}
   */
  static RedisServer start(String... settings) {
    return start(List.of(settings), List.of(), false);
  }

  /** As {@link #start(String...)}, a node that may join a cluster. */
  static RedisServer clusterNode(String... settings) {
    return start(List.of(settings), List.of(), true);
  }

  /**
   * Starts a Sentinel that alone watches over a master, and waits until it answers. It takes a
   * master for dead after a minute, so that one on a busy machine is not.
   */
  static RedisServer sentinel(String name, int master) {
    return start(
        List.of(),
        List.of(
            "monitor " + name + " 127.0.0.1 " + master + " 1",
            "down-after-milliseconds " + name + " 60000",
            "failover-timeout " + name + " 10000"),
        false);
  }

  private static RedisServer start(List<String> settings, List<String> watched, boolean ofCluster) {
    IOException last = new IOException("not tried");
    for (int tries = 0; tries < 5; tries++) {
      try {
        return new RedisServer(settings, watched, ofCluster);
      } catch (IOException e) {
        last = e; // somebody else may have taken the port that was free
      }
    }
    throw new UncheckedIOException(last);
  }

  int port() {
    return port;
  }

  /** Where the nodes of a cluster talk to it. */
  int busPort() {
    return busPort;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Keeps every script and write waiting, until {@link #resume}. */
  void pause() {
    ask("CLIENT PAUSE 600000 WRITE");
  }

  void resume() {
    ask("CLIENT UNPAUSE");
  }

  private void ask(String command) {
    try {
      String answer = answer(command, (int) TimeUnit.NANOSECONDS.toMillis(PATIENCE), 3);
      if (!answer.equals("+OK")) {
        throw new IllegalStateException(command + ": " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("redis-server does not die");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Starts it again on the same port, with what is in its directory. */
  void restart() {
    kill();
    long start = System.nanoTime();
    while (!process.isAlive()) {
      try {
        process = launch();
      } catch (IOException e) {
        // Somebody else may have the port for a moment.
        if (System.nanoTime() - start > PATIENCE) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(executable());
    if (!watched.isEmpty()) {
      Path file = directory.resolve("sentinel.conf");
      Files.write(file, watched.stream().map(each -> "sentinel " + each).toList());
      command.addAll(List.of(file.toString(), "--sentinel"));
    }
    command.addAll(
        List.of(
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            directory.toString(),
            "--save",
            "",
            "--logfile",
            "log"));
    if (busPort > 0) {
      command.addAll(
          List.of("--cluster-enabled", "yes", "--cluster-port", Integer.toString(busPort)));
    }
    command.addAll(settings);
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    awaitPong(started);
    return started;
  }

  private void awaitPong(Process started) throws IOException {
    long start = System.nanoTime();
    while (!answers()) {
      if (!started.isAlive() || System.nanoTime() - start > PATIENCE) {
        started.destroyForcibly();
        throw new IOException(
            "redis-server does not answer: " + Files.readString(directory.resolve("out")));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private boolean answers() {
    try {
      return answer("PING", 1_000, 5).equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  private String answer(String command, int millis, int length) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(length);
      return new String(answer, StandardCharsets.US_ASCII);
    }
  }

  /** Where the server to run is. */
  private static String executable() throws IOException {
    for (String part : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
      Path candidate = Path.of(part, "redis-server");
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    return ExecutableProvider.newJarResourceProvider().get().getPath();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
