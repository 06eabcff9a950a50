package dev.hardening.quickstart;

import dev.hardening.examples.redis.LocalRedis;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The program: serves until it is stopped, or with {@code --check} drives itself, prints what it
 * saw, and ends with exit code 1 if the contract was broken.
 */
public final class Quickstart {
  private static final String USAGE = "usage: Quickstart [--port=<0..65535>] [--redis] [--check]";

  private Quickstart() {}

  /**
   * Runs it.
   *
   * @param args {@code --port=N} (default 8080, 0 takes a free one), {@code --check}, {@code
   *     --redis} (counts requests in a Redis that it starts, instead of in memory)
   * @throws Exception when the service can't be started for a reason other than a taken port
   */
  public static void main(String... args) throws Exception {
    int exit = run(List.of(args));
    if (exit != 0) {
      System.exit(exit);
    }
  }

  static int run(List<String> args) throws Exception {
    int port = 8080;
    boolean check = false;
    boolean redis = false;
    for (String arg : args) {
      if (arg.equals("--check")) {
        check = true;
      } else if (arg.equals("--redis")) {
        redis = true;
      } else if (arg.matches("--port=\\d{1,5}") && Integer.parseInt(arg.substring(7)) <= 65535) {
        port = Integer.parseInt(arg.substring(7));
      } else {
        System.err.println(arg + ": not an option; " + USAGE);
        return 2;
      }
    }
    if (!redis) {
      return check ? check(null) : serve(port, null);
    }
    try (LocalRedis server = LocalRedis.start()) {
      System.out.println("Requests are counted in " + server.uri());
      return check ? check(server.uri()) : serve(port, server.uri());
    }
  }

  private static int check(@Nullable String redisUri) throws IOException, InterruptedException {
    List<String> broken = Check.run(System.out, redisUri);
    System.out.println();
    broken.forEach(what -> System.out.println("BROKEN " + what));
    System.out.println(
        broken.isEmpty() ? "the contract held" : broken.size() + " breaches of the contract");
    return broken.isEmpty() ? 0 : 1;
  }

  private static int serve(int port, @Nullable String redisUri) throws Exception {
    HardenedService service;
    try {
      service = HardenedService.start(port, redisUri);
    } catch (BindException e) {
      System.err.println("port: " + port + " is taken (expected: a free one; try --port=0)");
      return 1;
    }
    try (service) {
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
      System.out.println(guide(service.address().toString()));
      showOneAnswer(service.address());
      new CountDownLatch(1).await();
    }
    return 0;
  }

  /** The first of the commands, asked and answered, so that the reader sees what to expect. */
  private static void showOneAnswer(URI service) throws IOException, InterruptedException {
    URI info = service.resolve("/v1/info");
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(info).build(), HttpResponse.BodyHandlers.ofString());
    System.out.println("$ curl -i " + info + "\nHTTP/1.1 " + response.statusCode());
    response
        .headers()
        .map()
        .forEach((name, values) -> System.out.println(name + ": " + String.join(", ", values)));
    System.out.println("\n" + response.body());
  }

  private static String guide(String address) {
    return """
        Serving on %1$s. Try:

          curl -i %1$s/v1/info
          curl -i %1$s/v1/forecast/summary
          curl -i -d '{}' %1$s/v1/webhook
          curl -i -d '{}' %1$s/v1/ai
          curl -i %1$s/v1/export              # twice: the second is refused, one is let through every 6 seconds
          curl -i %1$s/v1/fail                # an exception: a generic 500 with the request id
          curl -i %1$s/v1/slow                # slower than its objective
          curl -i %1$s/healthz                # never limited
          curl -s %1$s/status                 # what is left of the error budget
          for i in $(seq 101); do curl -so /dev/null -w '%%{http_code} ' %1$s/v1/forecast/summary; done

        The request log follows, redacted. Ctrl-C stops it.
        """
        .formatted(address);
  }
}
