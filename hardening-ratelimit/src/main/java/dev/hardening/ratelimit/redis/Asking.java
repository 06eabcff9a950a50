package dev.hardening.ratelimit.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Puts calls to Redis, and says what is wrong with what it holds. */
final class Asking {
  private final ScriptCalls calls;

  Asking(ScriptCalls calls) {
    this.calls = calls;
  }

  CompletableFuture<List<Long>> ask(DecideScript.Call call) {
    return calls
        .call(call.script(), call.keys(), call.arguments())
        .toCompletableFuture()
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                throw new CompletionException(
                    RedisRateLimitException.of(unwrapped(failure), call.limits()));
              }
              return reply;
            });
  }

  /** The result of a future, waited for by a thread that is not one of the connection's. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RedisRateLimitException said) {
        throw new RedisRateLimitException(said);
      }
      throw e;
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
