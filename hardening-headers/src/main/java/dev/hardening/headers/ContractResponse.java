package dev.hardening.headers;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response that the application sees. Every method that can commit it first {@linkplain #seal()
 * seals} it; what sets a header goes by {@link OwnedHeaders}.
 *
 * <p>Nothing here guesses when a container's buffer is full: the headers are there from the start,
 * and what changes with time, the latency, is brought up to date before each write until the
 * response is committed.
 */
final class ContractResponse extends OwnedHeaders {
  private @Nullable ContractOutputStream stream;
  private @Nullable ContractWriter writer;
  private @Nullable Supplier<Map<String, String>> applicationTrailers;
  private boolean committed;

  ContractResponse(HttpServletResponse response, Exchange exchange) {
    super(response, exchange);
  }

  Exchange exchange() {
    return exchange;
  }

  private HttpServletResponse raw() {
    return (HttpServletResponse) getResponse();
  }

  // ---- the contract's headers

  /**
   * Writes all headers of the contract.
   *
   * @param latencyMillis the latency to begin with; what commits past this wrapper shows this one
   */
  void apply(long latencyMillis) {
    HttpServletResponse raw = raw();
    boolean fresh = isFresh(raw);
    put(raw, fresh, HeaderPlan.REQUEST_ID, exchange.requestId);
    String[] names = plan.names;
    for (int i = 0; i < names.length; i++) {
      put(raw, fresh, names[i], value(i));
    }
    exchange.applicationOwned = 0;
    if (exchange.settings.latency().shown()) {
      put(raw, fresh, HeaderPlan.LATENCY, Latency.text(latencyMillis));
      exchange.writtenLatency = latencyMillis;
    }
    if (exchange.settings.totalTime()) {
      try {
        super.setTrailerFields(this::trailers);
      } catch (IllegalStateException e) {
        // HTTP/1.0 has no trailers.
      }
    }
  }

  /**
   * Whether nobody has set any of the contract's headers yet. Then they can be added, which spares
   * the container a search through all that are there by then for each of them.
   */
  private boolean isFresh(HttpServletResponse raw) {
    for (String name : plan.names) {
      if (raw.containsHeader(name)) {
        return false;
      }
    }
    return !raw.containsHeader(HeaderPlan.REQUEST_ID) && !raw.containsHeader(HeaderPlan.LATENCY);
  }

  private static void put(HttpServletResponse raw, boolean fresh, String name, String value) {
    if (fresh) {
      raw.addHeader(name, value);
    } else {
      raw.setHeader(name, value);
    }
  }

  /**
   * Writes those headers of the contract that are missing: something below us has reset the
   * response.
   */
  private void applyMissing() {
    HttpServletResponse raw = raw();
    raw.setHeader(HeaderPlan.REQUEST_ID, exchange.requestId);
    String[] names = plan.names;
    for (int i = 0; i < names.length; i++) {
      if (!raw.containsHeader(names[i])) {
        raw.setHeader(names[i], value(i));
      }
    }
    exchange.writtenLatency = -1;
  }

  private String value(int index) {
    String value = plan.values[index];
    String nonce = exchange.nonce;
    return nonce == null ? value : value.replace(SecurityHeader.NONCE, nonce);
  }

  /**
   * Completes the headers if the response is not committed yet. Called before everything that could
   * commit it, by the thread that is about to.
   */
  @Override
  void seal() {
    if (committed) {
      return;
    }
    if (super.isCommitted()) {
      committed = true;
      return;
    }
    if (!exchange.trySeal()) {
      return;
    }
    try {
      HttpServletResponse raw = raw();
      if (!raw.containsHeader(HeaderPlan.REQUEST_ID)) {
        applyMissing();
      }
      if (exchange.settings.latency().shown()) {
        long latency = exchange.latencyMillis();
        if (latency != exchange.writtenLatency) {
          raw.setHeader(HeaderPlan.LATENCY, Latency.text(latency));
          exchange.writtenLatency = latency;
        }
      }
    } finally {
      exchange.endSeal();
    }
  }

  /** Whether what the application writes is still wanted: false once the filter has answered. */
  boolean isOpen() {
    return !exchange.isAnswered();
  }

  // ---- errors

  /**
   * Answers with the standard body for a status, in the place of whatever the application had
   * begun. Of its headers those stay that {@link KeptHeaders} says, cookies among them.
   *
   * @return false if it is too late: the response is committed, or the filter has answered before
   */
  boolean answer(int status) throws IOException {
    if (super.isCommitted() || !exchange.tryAnswer()) {
      return false;
    }
    HttpServletResponse raw = raw();
    List<KeptHeaders.Field> kept = KeptHeaders.of(raw, status, this::isOurs);
    raw.reset();
    apply(exchange.latencyMillis());
    for (KeptHeaders.Field field : kept) {
      int owner = plan.ownerOf(field.name());
      if (owner >= 0 && !isOwnedByApplication(owner)) {
        own(owner);
        raw.setHeader(field.name(), field.value());
      } else {
        raw.addHeader(field.name(), field.value());
      }
    }
    raw.setStatus(status);
    if (ErrorBody.isAllowed(status)) {
      ErrorBody body =
          ErrorBody.of(
              status, exchange.settings.errorFormat(), exchange.accept, exchange.requestId);
      raw.setContentType(body.contentType());
      raw.setContentLength(body.text().length());
      seal();
      if (!exchange.head) {
        raw.getOutputStream().write(body.bytes());
      }
    }
    seal();
    raw.flushBuffer();
    exchange.settings.counters().errorsAnswered.increment();
    return true;
  }

  /** Gives an error status without any body the standard body, if that was asked for. */
  void fillEmptyError() throws IOException {
    if (exchange.settings.fillEmptyErrors()
        && exchange.settings.errorFormat() != ErrorFormat.CONTAINER
        && getStatus() >= 400
        && stream == null
        && writer == null
        && !super.isCommitted()
        && !super.containsHeader("Content-Length")) {
      answer(getStatus());
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    sendError(status, null);
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    if (exchange.settings.errorFormat() == ErrorFormat.CONTAINER || super.isCommitted()) {
      seal();
      if (message == null) {
        super.sendError(status);
      } else {
        super.sendError(status, message);
      }
    } else {
      answer(status);
    }
  }

  // ---- what can commit

  @Override
  public void sendRedirect(String location) throws IOException {
    seal();
    super.sendRedirect(location);
  }

  // The three below exist since Servlet 6.1; only a 6.1 container reaches them.

  @Override
  public void sendRedirect(String location, int status) throws IOException {
    seal();
    super.sendRedirect(location, status);
  }

  @Override
  public void sendRedirect(String location, boolean clearBuffer) throws IOException {
    seal();
    super.sendRedirect(location, clearBuffer);
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
    seal();
    super.sendRedirect(location, status, clearBuffer);
  }

  @Override
  public void flushBuffer() throws IOException {
    seal();
    super.flushBuffer();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (!isOpen()) {
      return new ContractOutputStream(super.getOutputStream(), this);
    }
    ServletOutputStream delegate = super.getOutputStream();
    ContractOutputStream known = stream;
    if (known == null || known.delegate() != delegate) {
      known = new ContractOutputStream(delegate, this);
      stream = known;
    }
    return known;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (!isOpen()) {
      // The filter has answered through the stream, which excludes the container's writer.
      return new PrintWriter(Writer.nullWriter());
    }
    PrintWriter delegate = super.getWriter();
    ContractWriter known = writer;
    if (known == null || known.delegate() != delegate) {
      known = new ContractWriter(delegate, this);
      writer = known;
    }
    return known;
  }

  @Override
  public void setContentLength(int length) {
    seal();
    super.setContentLength(length);
  }

  @Override
  public void setContentLengthLong(long length) {
    seal();
    super.setContentLengthLong(length);
  }

  @Override
  public void reset() {
    super.reset();
    stream = null;
    writer = null;
    applicationTrailers = null;
    apply(exchange.latencyMillis());
  }

  // ---- trailers

  @Override
  public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
    if (exchange.settings.totalTime()) {
      super.setTrailerFields(this::trailers);
      applicationTrailers = supplier;
    } else {
      super.setTrailerFields(supplier);
    }
  }

  @Override
  public @Nullable Supplier<Map<String, String>> getTrailerFields() {
    return exchange.settings.totalTime() ? applicationTrailers : super.getTrailerFields();
  }

  /** Asked for when the body is complete: the total time, and what the application adds. */
  private Map<String, String> trailers() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Server-Timing", "total;dur=" + exchange.latencyMillis());
    Map<String, String> more = applicationTrailers == null ? null : applicationTrailers.get();
    if (more != null) {
      fields.putAll(more);
    }
    return fields;
  }
}
