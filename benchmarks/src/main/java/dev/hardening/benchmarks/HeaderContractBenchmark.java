package dev.hardening.benchmarks;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;

/**
 * What a header filter adds to a request: the whole contract (an id, a latency, a preset, the MDC
 * without a logging backend) beside an empty filter, seven plain headers, and Spring Security's
 * filter with its defaults. The response is a stub with an array for headers, so a container's own
 * cost is absent.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class HeaderContractBenchmark {
  private static final FilterChain END = (request, response) -> {};

  private static final String[][] SEVEN = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-XSS-Protection", "0"},
    {"Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"},
    {"Pragma", "no-cache"},
    {"Expires", "0"},
    {"Strict-Transport-Security", "max-age=31536000 ; includeSubDomains"},
    {"X-Frame-Options", "DENY"}
  };

  final StubResponse response = new StubResponse();
  private final StubRequest request = new StubRequest();
  final Filter empty = (req, res, chain) -> chain.doFilter(req, res);
  final Filter plain =
      (req, res, chain) -> {
        StubResponse http = (StubResponse) res;
        for (String[] header : SEVEN) {
          if (!http.containsHeader(header[0])) {
            http.setHeader(header[0], header[1]);
          }
        }
        chain.doFilter(req, res);
      };
  final Filter runbookFields = fields(SecurityHeaders.runbook());
  final Filter modernFields = fields(SecurityHeaders.modern());
  final Filter runbook = contract(SecurityHeaders.runbook(), System::nanoTime);
  final Filter modern = contract(SecurityHeaders.modern(), System::nanoTime);
  final Filter spring =
      new HeaderWriterFilter(
          List.of(
              new XContentTypeOptionsHeaderWriter(),
              new XXssProtectionHeaderWriter(),
              new CacheControlHeadersWriter(),
              new HstsHeaderWriter(),
              new XFrameOptionsHeaderWriter(XFrameOptionsHeaderWriter.XFrameOptionsMode.DENY)));

  /**
   * Sets the names and values that the contract sends, the id and the latency too, as constants.
   */
  static Filter fields(SecurityHeaders headers) {
    List<String[]> all = new ArrayList<>();
    all.add(new String[] {"X-Request-ID", "123e4567-e89b-42d3-a456-426614174000"});
    headers.headers().forEach(each -> all.add(new String[] {each.name(), each.value()}));
    all.add(new String[] {"X-Latency-MS", "0"});
    String[][] fields = all.toArray(new String[0][]);
    return (req, res, chain) -> {
      StubResponse http = (StubResponse) res;
      for (String[] field : fields) {
        http.setHeader(field[0], field[1]);
      }
      chain.doFilter(req, res);
    };
  }

  static Filter contract(SecurityHeaders headers, LongSupplier nanoClock) {
    return HeaderContractFilter.builder().securityHeaders(headers).nanoClock(nanoClock).build();
  }

  int run(Filter filter) throws ServletException, IOException {
    request.recycle();
    response.recycle();
    filter.doFilter(request, response, END);
    return response.headerCount();
  }

  /** The same, and the request brings an id along. */
  int runWithId(Filter filter) throws ServletException, IOException {
    request.id = "123e4567-e89b-42d3-a456-426614174000";
    return run(filter);
  }

  @Benchmark
  public int emptyFilter() throws ServletException, IOException {
    return run(empty);
  }

  @Benchmark
  public int sevenPlainHeaders() throws ServletException, IOException {
    return run(plain);
  }

  /** What the stub alone costs: the six fields of the contract with {@code runbook()}. */
  @Benchmark
  public int plainRunbookFields() throws ServletException, IOException {
    return run(runbookFields);
  }

  /** The twelve fields of the contract with {@code modern()}. */
  @Benchmark
  public int plainModernFields() throws ServletException, IOException {
    return run(modernFields);
  }

  @Benchmark
  public int hardeningRunbook() throws ServletException, IOException {
    return run(runbook);
  }

  @Benchmark
  public int hardeningModern() throws ServletException, IOException {
    return run(modern);
  }

  @Benchmark
  public int springHeaderWriterFilter() throws ServletException, IOException {
    return run(spring);
  }

  /**
   * What no stub method answers is an error: a filter that asks for it costs more than this shows.
   */
  private static <T> T unasked(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            }));
  }

  /** Attributes and headers in arrays, as cheap as a container could have them. */
  static final class StubRequest extends HttpServletRequestWrapper {
    private final @Nullable String[] names = new @Nullable String[8];
    private final @Nullable Object[] values = new @Nullable Object[8];
    private int count;
    private @Nullable String id;

    StubRequest() {
      super(unasked(HttpServletRequest.class));
    }

    void recycle() {
      count = 0;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      for (int i = 0; i < count; i++) {
        if (name.equals(names[i])) {
          return values[i];
        }
      }
      return null;
    }

    @Override
    public void setAttribute(String name, Object value) {
      names[count] = name;
      values[count++] = value;
    }

    @Override
    public void removeAttribute(String name) {
      // Spring's once-per-request guard; the next recycle() forgets it.
    }

    @Override
    public @Nullable String getHeader(String name) {
      return id != null && name.equals("X-Request-ID") ? id : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return Collections.enumeration(id == null ? List.of() : List.of(id));
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public boolean isAsyncStarted() {
      return false;
    }

    @Override
    public boolean isSecure() {
      return true;
    }
  }

  /** Headers in an array that is searched from the start without regard to case. */
  static final class StubResponse extends HttpServletResponseWrapper {
    private final @Nullable String[] names = new @Nullable String[32];
    private final @Nullable String[] values = new @Nullable String[32];
    private int count;

    StubResponse() {
      super(unasked(HttpServletResponse.class));
    }

    void recycle() {
      count = 0;
    }

    int headerCount() {
      return count;
    }

    @Nullable String value(String name) {
      int at = indexOf(name);
      return at < 0 ? null : values[at];
    }

    private int indexOf(String name) {
      for (int i = 0; i < count; i++) {
        if (name.equalsIgnoreCase(names[i])) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public boolean containsHeader(String name) {
      return indexOf(name) >= 0;
    }

    @Override
    public void setHeader(String name, String value) {
      int at = indexOf(name);
      if (at < 0) {
        at = count++;
        names[at] = name;
      }
      values[at] = value;
    }

    @Override
    public void addHeader(String name, String value) {
      names[count] = name;
      values[count++] = value;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return value(name);
    }

    @Override
    public int getStatus() {
      return 200;
    }

    @Override
    public boolean isCommitted() {
      return false;
    }
  }
}
