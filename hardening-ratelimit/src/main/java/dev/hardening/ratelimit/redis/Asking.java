package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.redis.DecideScript.Call;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts calls to Redis or, in an outage, to what stands in for it; says what is wrong with data. */
final class Asking {
  private final RedisGuard guard;
  private final Decisions decisions;
  private final Fallback fallback;

  Asking(RedisGuard guard, Decisions decisions, Fallback fallback) {
    this.guard = guard;
    this.decisions = decisions;
    this.fallback = fallback;
  }

  /** A decision, and what Redis answered, if it was asked and did. */
  record Asked(MultiDecision decision, @Nullable List<Long> reply) {}

  MultiDecision tryAcquire(Call call) {
    return saying(call.limits(), () -> decisions.tryAcquire(call.charges(), call));
  }

  CompletableFuture<MultiDecision> tryAcquireAsync(Call call) {
    return saying(call.limits(), decisions.tryAcquireAsync(call.charges(), call));
  }

  MultiDecision peek(Call call) {
    return saying(call.limits(), () -> decisions.peek(call.charges(), call));
  }

  CompletableFuture<MultiDecision> peekAsync(Call call) {
    return saying(call.limits(), decisions.peekAsync(call.charges(), call));
  }

  /** As {@link #tryAcquire}, for those who need to know where the charge went. */
  Asked charge(Call call) {
    Remembering question = new Remembering(call);
    MultiDecision decision =
        saying(call.limits(), () -> decisions.tryAcquire(call.charges(), question));
    return new Asked(decision, question.reply);
  }

  CompletableFuture<Asked> chargeAsync(Call call) {
    Remembering question = new Remembering(call);
    CompletableFuture<Asked> asked =
        Decisions.mapped(
            decisions.tryAcquireAsync(call.charges(), question),
            decision -> new Asked(decision, question.reply));
    return saying(call.limits(), asked);
  }

  /** Redis's answer to a correction; null if there is none, and then it may be done or not. */
  @Nullable List<Long> correct(Call call) {
    List<Long> reply =
        saying(call.limits(), () -> guard.call(call.script(), call.keys(), call.arguments()));
    forget(call);
    return reply.isEmpty() ? null : reply;
  }

  CompletableFuture<Optional<List<Long>>> correctAsync(Call call) {
    return saying(call.limits(), guard.callAsync(call.script(), call.keys(), call.arguments()))
        .thenApply(
            reply -> {
              forget(call);
              return reply.isEmpty() ? Optional.<List<Long>>empty() : Optional.of(reply);
            });
  }

  /** Tells what stands in for Redis what has been admitted without its knowing. */
  void admitted(List<Charge> charges) {
    fallback.admitted(charges);
  }

  RedisStats stats() {
    return decisions.stats();
  }

  private void forget(Call call) {
    for (Limit limit : call.limits()) {
      decisions.forget(limit.charge().policy(), limit.charge().key());
    }
  }

  private static <T> T saying(List<Limit> limits, Supplier<T> asking) {
    try {
      return asking.get();
    } catch (RedisCommandExecutionException e) {
      throw RedisRateLimitException.of(e, limits);
    }
  }

  private static <T> CompletableFuture<T> saying(List<Limit> limits, CompletableFuture<T> answer) {
    CompletableFuture<T> result =
        answer.exceptionally(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException && failure.getCause() != null
                      ? failure.getCause()
                      : failure;
              throw cause instanceof RedisCommandExecutionException refusal
                  ? RedisRateLimitException.of(refusal, limits)
                  : new CompletionException(cause);
            });
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (result.isCancelled()) {
                answer.cancel(true);
              }
            });
    return result;
  }

  /** Keeps the answer that it reads. */
  private static final class Remembering implements Question {
    private final Call call;
    private volatile @Nullable List<Long> reply;

    Remembering(Call call) {
      this.call = call;
    }

    @Override
    public LuaScript script() {
      return call.script();
    }

    @Override
    public byte[][] keys() {
      return call.keys();
    }

    @Override
    public byte[][] arguments() {
      return call.arguments();
    }

    @Override
    public MultiDecision read(List<Long> reply) {
      this.reply = reply;
      return call.read(reply);
    }
  }
}
