package dev.hardening.ratelimit.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a limiter and Redis, so that nobody waits longer than the timeout whatever Redis
 * does: past the timeout, with too many calls in flight, and while the circuit breaker is open the
 * answer is {@link #NO_ANSWER}, and the outage policy decides.
 *
 * <p>A call that timed out is withdrawn and never repeated: Redis may have charged it, and then
 * that charge stands. What Redis refuses for the sake of what is stored under a key is no outage,
 * and is thrown.
 */
final class RedisGuard {
  /** What scripts never answer: Redis can't decide now. */
  static final List<Long> NO_ANSWER = List.of();

  private final ScriptCalls calls;
  private final CircuitBreaker breaker;
  private final Outages outages;
  private final Duration timeout;
  private final int maximumInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();

  RedisGuard(
      ScriptCalls calls,
      CircuitBreaker breaker,
      Outages outages,
      Duration timeout,
      int maximumInFlight) {
    this.calls = calls;
    this.breaker = breaker;
    this.outages = outages;
    this.timeout = timeout;
    this.maximumInFlight = maximumInFlight;
  }

  /** Calls and waits, on this thread and for the timeout at most. */
  List<Long> call(LuaScript script, byte[][] keys, byte[][] arguments) {
    long period = enter();
    if (period == CircuitBreaker.REFUSED) {
      return NO_ANSWER;
    }
    CompletableFuture<List<Long>> sent = send(script, keys, arguments);
    try {
      return answered(period, sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      sent.cancel(true);
      return late(period);
    } catch (ExecutionException | CancellationException e) {
      return failed(period, e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      outages.overloaded.increment();
      return NO_ANSWER;
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /**
   * Calls without waiting. The future completes within the timeout, on a thread of Lettuce's or the
   * JDK's own timer; cancelling it withdraws the call.
   */
  CompletableFuture<List<Long>> callAsync(LuaScript script, byte[][] keys, byte[][] arguments) {
    long period = enter();
    if (period == CircuitBreaker.REFUSED) {
      return CompletableFuture.completedFuture(NO_ANSWER);
    }
    CompletableFuture<List<Long>> sent = send(script, keys, arguments);
    CompletableFuture<List<Long>> answer = new CompletableFuture<>();
    sent.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    var unused =
        sent.whenComplete(
            (reply, failure) -> {
              inFlight.decrementAndGet();
              if (answer.isCancelled()) {
                outages.overloaded.increment();
              } else {
                conclude(period, reply, failure, answer);
              }
            });
    unused =
        answer.whenComplete(
            (reply, failure) -> {
              if (answer.isCancelled()) {
                sent.cancel(true);
              }
            });
    return answer;
  }

  boolean inOutage() {
    return breaker.isOpen();
  }

  private long enter() {
    if (inFlight.incrementAndGet() > maximumInFlight) {
      inFlight.decrementAndGet();
      outages.overloaded.increment();
      return CircuitBreaker.REFUSED;
    }
    long period = breaker.tryEnter();
    if (period == CircuitBreaker.REFUSED) {
      inFlight.decrementAndGet();
      outages.notAsked.increment();
    }
    return period;
  }

  /**
   * Lettuce throws some failures and hands others over: here they are all handed over, errors of
   * the machine too, so that the place in flight is given up whatever happens.
   */
  private CompletableFuture<List<Long>> send(LuaScript script, byte[][] keys, byte[][] arguments) {
    try {
      return calls.call(script, keys, arguments).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void conclude(
      long period,
      @Nullable List<Long> reply,
      @Nullable Throwable failure,
      CompletableFuture<List<Long>> answer) {
    try {
      if (reply != null) {
        answer.complete(answered(period, reply));
      } else if (failure instanceof TimeoutException) {
        answer.complete(late(period));
      } else {
        answer.complete(failed(period, failure));
      }
    } catch (RuntimeException | Error e) {
      // Whatever it is, nobody must wait for this answer any more.
      answer.completeExceptionally(e);
    }
  }

  private List<Long> answered(long period, List<Long> reply) {
    breaker.succeeded(period);
    outages.decided.increment();
    return reply;
  }

  private List<Long> late(long period) {
    outages.timeouts.increment();
    breaker.failed(period, "no answer within " + timeout);
    return NO_ANSWER;
  }

  private List<Long> failed(long period, @Nullable Throwable failure) {
    Throwable cause =
        (failure instanceof ExecutionException || failure instanceof CompletionException)
                && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException refusal && RedisErrors.isAboutTheData(refusal)) {
      breaker.succeeded(period);
      throw refusal;
    }
    outages.failures.increment();
    breaker.failed(period, String.valueOf(cause));
    return NO_ANSWER;
  }
}
