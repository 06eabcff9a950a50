package dev.hardening.headers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the filter knows of one request, whichever dispatch it is in. Lives in a request attribute,
 * because an ERROR dispatch sees neither our request nor our response wrapper.
 *
 * <p>Who writes headers when: all of them at arrival, on the thread that handles the request,
 * before the application sees the response; then, until the response is committed, only the
 * latency, by whichever thread is about to commit, guarded by {@link #trySeal()}; and on {@code
 * reset()} all of them again. The request thread writes nothing once the request has gone
 * asynchronous.
 */
final class Exchange {
  private static final VarHandle SEALING;
  private static final VarHandle ANSWERED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SEALING = lookup.findVarHandle(Exchange.class, "sealing", boolean.class);
      ANSWERED = lookup.findVarHandle(Exchange.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ContractSettings settings;
  final HeaderPlan plan;
  final String requestId;
  final @Nullable String clientId;
  final @Nullable String traceId;
  final @Nullable String nonce;
  final @Nullable String accept;
  final boolean head;
  private final long startNanos;

  /** One bit for each header of the plan that the application has made its own. */
  long applicationOwned;

  /** The latency last written, in milliseconds; -1 if the response has none now. */
  long writtenLatency = -1;

  /** Whether a dispatch of this request is inside the filter chain now. */
  boolean inside;

  /** Whether the current dispatch has gone asynchronous. */
  boolean asynchronous;

  /** Whether any dispatch has gone asynchronous, so that other threads may use the response. */
  private boolean shared;

  /** The asynchronous context of the current cycle, if any. */
  @Nullable ContractAsyncContext asyncContext;

  @SuppressWarnings("UnusedVariable") // read and written through SEALING
  private boolean sealing;

  @SuppressWarnings("UnusedVariable") // read and written through ANSWERED
  private boolean answered;

  Exchange(
      ContractSettings settings,
      HeaderPlan plan,
      String requestId,
      Inbound inbound,
      @Nullable String nonce,
      @Nullable String accept,
      boolean head,
      long startNanos) {
    this.settings = settings;
    this.plan = plan;
    this.requestId = requestId;
    this.clientId = inbound.clientId();
    this.traceId = inbound.traceId();
    this.nonce = nonce;
    this.accept = accept;
    this.head = head;
    this.startNanos = startNanos;
  }

  /** Milliseconds since arrival, as they are to be shown; never negative. */
  long latencyMillis() {
    return settings.latency().millis(settings.nanoClock().getAsLong() - startNanos);
  }

  /** Called by the thread of the request before any other thread is given the response. */
  void goAsynchronous() {
    asynchronous = true;
    shared = true;
  }

  /**
   * Takes the right to change contract headers; whoever gets false leaves them alone. As long as
   * the response is the thread's own there is nobody to race with.
   */
  boolean trySeal() {
    return !shared || SEALING.compareAndSet(this, false, true);
  }

  void endSeal() {
    SEALING.setRelease(this, false);
  }

  /** Takes the right to answer with an error body; granted once. */
  boolean tryAnswer() {
    return ANSWERED.compareAndSet(this, false, true);
  }

  /** Whether the filter itself has answered: what the application still writes is dropped. */
  boolean isAnswered() {
    return (boolean) ANSWERED.getAcquire(this);
  }
}
