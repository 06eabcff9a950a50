package dev.hardening.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeader;
import dev.hardening.headers.SecurityHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Prints the requests a second that an embedded Jetty answers without a filter, with a filter that
 * sets the same headers to fixed values, and with the whole contract.
 *
 * <p>Three servers in one process take turns of equal length, in another order each round, so that
 * whatever slows the machine down slows all of them. Clients keep their connections and send the
 * next request when the answer is there; they share the processors with the server, as a proxy on
 * the same host would. What is compared is each server's turn with the bare server's of the same
 * round: the median of these ratios, and the quarter points. The process's own CPU time a request
 * is printed besides, which other processes disturb less.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.hardening.benchmarks.HeaderServerRate 30 700
 * }</pre>
 */
public final class HeaderServerRate {
  private static final int CLIENTS = 2;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final byte[] BODY =
      "{\"city\": \"Zurich\", \"celsius\": [3, 4, 6, 9, 11, 10, 8], \"wind\": \"NNE\", \"rain\": 0.2}"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REQUEST =
      String.join(
              "\r\n",
              "GET /forecast HTTP/1.1",
              "Host: localhost",
              "Accept: application/json",
              "User-Agent: rate/1",
              "X-Client-ID: billing",
              "",
              "")
          .getBytes(StandardCharsets.US_ASCII);

  private HeaderServerRate() {}

  /**
   * Measures and prints.
   *
   * @param args the number of rounds and the milliseconds of a turn
   * @throws Exception if a server or client fails
   */
  public static void main(String... args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    long turnNanos = Long.parseLong(args[1]) * 1_000_000;
    String[] names = {"no filter", "filter of fixed headers", "the contract"};
    Figure[][] figures = measure(rounds, turnNanos);
    for (int i = 0; i < names.length; i++) {
      double[] rates = new double[rounds];
      double[] ratios = new double[rounds];
      double[] cpu = new double[rounds];
      double[] more = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        Figure figure = figures[i][round];
        Figure bare = figures[0][round];
        rates[round] = figure.rate;
        ratios[round] = figure.rate / bare.rate;
        cpu[round] = figure.cpuMicros;
        more[round] = figure.cpuMicros - bare.cpuMicros;
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f requests/s | %.3f (%.3f to %.3f) | CPU %.1f us, %+.1f (%+.1f to %+.1f) |%n",
          names[i],
          quantile(rates, 0.5),
          quantile(ratios, 0.5),
          quantile(ratios, 0.25),
          quantile(ratios, 0.75),
          quantile(cpu, 0.5),
          quantile(more, 0.5),
          quantile(more, 0.25),
          quantile(more, 0.75));
    }
  }

  /**
   * What was measured of a server in one turn.
   *
   * @param rate requests a second
   * @param cpuMicros processor time of the whole process, clients and kernel included, a request
   */
  record Figure(double rate, double cpuMicros) {}

  /** The figures by server and round. */
  static Figure[][] measure(int rounds, long turnNanos) throws Exception {
    SecurityHeaders headers = SecurityHeaders.api();
    Turn[] turns = {
      new Turn(null),
      new Turn(fixed(headers)),
      new Turn(HeaderContractFilter.builder().securityHeaders(headers).build())
    };
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      Figure[][] figures = new Figure[turns.length][rounds];
      int warmUp = Math.max(1, rounds / 5);
      for (int round = -warmUp; round < rounds; round++) {
        for (int i = 0; i < turns.length; i++) {
          int server = Math.floorMod(round + i, turns.length);
          long cpu = SYSTEM.getProcessCpuTime();
          double seconds = -System.nanoTime() / 1e9;
          long count = turns[server].requests(clients, turnNanos);
          seconds += System.nanoTime() / 1e9;
          if (round >= 0) {
            double micros = (SYSTEM.getProcessCpuTime() - cpu) / 1e3;
            figures[server][round] = new Figure(count / seconds, micros / count);
          }
        }
      }
      return figures;
    } finally {
      clients.shutdownNow();
      for (Turn turn : turns) {
        turn.server.stop();
      }
    }
  }

  private static Filter fixed(SecurityHeaders headers) {
    return (request, response, chain) -> {
      HttpServletResponse http = (HttpServletResponse) response;
      http.setHeader("X-Request-ID", "123e4567-e89b-42d3-a456-426614174000");
      http.setHeader("X-Latency-MS", "0");
      for (SecurityHeader header : headers.headers()) {
        if (!header.secureOnly()) {
          http.setHeader(header.name(), header.value());
        }
      }
      chain.doFilter(request, response);
    };
  }

  /** The servlet, behind the filter if there is one. */
  private static ServletContextHandler context(@Nullable Filter filter) {
    ServletContextHandler context = new ServletContextHandler("/");
    if (filter != null) {
      FilterHolder holder = new FilterHolder(filter);
      holder.setAsyncSupported(true);
      context.addFilter(
          holder,
          "/*",
          EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
    }
    context.addServlet(new ServletHolder(new Forecast()), "/forecast");
    return context;
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  /** A server and the clients' connections to it. */
  private static final class Turn {
    final Server server = new Server();
    private final List<Connection> connections = new ArrayList<>();

    Turn(@Nullable Filter filter) throws Exception {
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.setHandler(context(filter));
      server.start();
      for (int i = 0; i < CLIENTS; i++) {
        connections.add(new Connection(connector.getLocalPort()));
      }
    }

    long requests(ExecutorService clients, long nanos)
        throws InterruptedException, ExecutionException {
      long start = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (Connection each : connections) {
        counts.add(clients.submit(() -> each.requestsUntil(start + nanos)));
      }
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get();
      }
      return sum;
    }
  }

  /**
   * One connection that is kept. It looks at few of the bytes it gets: what a longer head costs is
   * to be the server's cost, not the client's.
   */
  private static final class Connection {
    private final Socket socket;
    private final byte[] buffer = new byte[8192];

    Connection(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
    }

    long requestsUntil(long end) throws IOException {
      long count = 0;
      do {
        socket.getOutputStream().write(REQUEST);
        int length = 0;
        // The body ends in the only brace of its kind that an answer has.
        while (length == 0 || buffer[length - 1] != '}') {
          int read = socket.getInputStream().read(buffer, length, buffer.length - length);
          if (read <= 0) {
            throw new IOException("connection closed after " + count + " requests");
          }
          length += read;
        }
        if (buffer[9] != '2') {
          throw new IOException("answer: " + new String(buffer, 0, 12, StandardCharsets.US_ASCII));
        }
        count++;
      } while (System.nanoTime() - end < 0);
      return count;
    }
  }

  private static final class Forecast extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("application/json");
      response.setContentLength(BODY.length);
      response.getOutputStream().write(BODY);
    }
  }
}
