package dev.hardening.examples.cluster;

import dev.hardening.examples.redis.LocalRedis;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts a Redis and two {@linkplain Node nodes}, asks them in turn, and counts what both let
 * through together.
 */
public final class Cluster {
  private static final int REQUESTS = 60;

  private Cluster() {}

  /**
   * Runs it; exit code 1 if both together admitted another number than the limit.
   *
   * @param args none
   * @throws Exception when something can't be started
   */
  public static void main(String... args) throws Exception {
    Map<String, Integer> admitted = run();
    admitted.forEach((node, count) -> System.out.println(node + " admitted " + count));
    int sum = admitted.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "%d of %d requests admitted, the limit is %d%n", sum, REQUESTS, Node.PER_CALLER.limit());
    if (sum != Node.PER_CALLER.limit()) {
      System.exit(1);
    }
  }

  /** What each node admitted of requests that were sent to them in turn. */
  static Map<String, Integer> run() throws IOException, InterruptedException {
    try (LocalRedis redis = LocalRedis.start();
        Running one = new Running(redis.uri());
        Running two = new Running(redis.uri())) {
      List<Running> nodes = List.of(one, two);
      HttpClient client = HttpClient.newHttpClient();
      Map<String, Integer> admitted = new TreeMap<>();
      for (int i = 0; i < REQUESTS; i++) {
        String node = nodes.get(i % nodes.size()).address;
        HttpRequest request = HttpRequest.newBuilder(URI.create(node + "/hello")).build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        admitted.merge(node, status == 200 ? 1 : 0, Integer::sum);
      }
      return admitted;
    }
  }

  /** A node in a process of its own. */
  private static final class Running implements AutoCloseable {
    private final Process process;
    private final String address;

    Running(String redis) throws IOException {
      process =
          new ProcessBuilder(
                  String.join(File.separator, System.getProperty("java.home"), "bin", "java"),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Node.class.getName(),
                  redis)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      address = firstAddress(process.inputReader(StandardCharsets.UTF_8));
    }

    private static String firstAddress(BufferedReader output) throws IOException {
      String line = output.readLine();
      while (line != null && !line.startsWith("http://")) {
        line = output.readLine();
      }
      if (line == null) {
        throw new IOException("the node did not start");
      }
      return line;
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
