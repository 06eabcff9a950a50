package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Calls {@code decide.lua}: what it is given, and what it answers. */
final class DecideScript {
  /** What is done with the permits. */
  enum Mode {
    PEEK("p"),
    CHARGE("c"),
    FORCE("f"),
    REFUND("r");

    private final String letter;

    Mode(String letter) {
      this.letter = letter;
    }
  }

  /** One limit of a call. The stamp says which charge is refunded. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Limit(ScriptPolicy policy, byte[] key, long permits, long[] stamp) {
    private static final long[] NO_STAMP = {0, 0};

    Limit(ScriptPolicy policy, byte[] key, long permits) {
      this(policy, key, permits, NO_STAMP);
    }
  }

  /**
   * An answer.
   *
   * @param second how long the key is blocked, in microseconds; of a refund or a force with an
   *     expiry, 1 if it has expired
   */
  record Answer(long second, List<Reply> replies) {}

  private static final byte[] EMPTY = {};
  private static final byte[] ONE = bytes("1");
  private static final int NUMBERS = 5;

  private final ScriptCalls calls;
  private final @Nullable LongSupplier micros;

  /** {@code micros} is the time in place of the server's, for tests. */
  DecideScript(ScriptCalls calls, @Nullable LongSupplier micros) {
    this.calls = calls;
    this.micros = micros;
  }

  /**
   * One call.
   *
   * @param option the penalty box or the expiry, or empty
   * @param more the key that goes with the option, if it has one
   */
  CompletionStage<Answer> call(
      Mode mode, byte[] option, List<Limit> limits, byte @Nullable [] more) {
    int stride = mode == Mode.REFUND ? 4 : 2;
    byte[][] keys = new byte[limits.size() + (more == null ? 0 : 1)][];
    byte[][] arguments = new byte[3 + stride * limits.size()][];
    arguments[0] = bytes(mode.letter);
    arguments[1] = micros == null ? EMPTY : bytes(Long.toString(micros.getAsLong()));
    arguments[2] = option;
    int next = 3;
    for (int i = 0; i < limits.size(); i++) {
      Limit limit = limits.get(i);
      keys[i] = limit.key();
      arguments[next++] = limit.policy().bytes();
      arguments[next++] = limit.permits() == 1 ? ONE : bytes(Long.toString(limit.permits()));
      if (mode == Mode.REFUND) {
        arguments[next++] = bytes(Long.toString(limit.stamp()[0]));
        arguments[next++] = bytes(Long.toString(limit.stamp()[1]));
      }
    }
    if (more != null) {
      keys[limits.size()] = more;
    }
    return calls
        .call(Scripts.DECIDE, keys, arguments)
        .handle(
            (numbers, failure) -> {
              if (failure != null) {
                throw new CompletionException(failure(failure, limits));
              }
              return answer(numbers);
            });
  }

  private static Answer answer(List<Long> numbers) {
    long now = numbers.get(0) * 1_000;
    List<Reply> replies = new ArrayList<>();
    for (int i = 2; i < numbers.size(); i += NUMBERS) {
      replies.add(
          new Reply(
              now,
              numbers.get(i) == 1,
              numbers.get(i + 1),
              numbers.get(i + 2),
              numbers.get(i + 3),
              numbers.get(i + 4)));
    }
    return new Answer(numbers.get(1), replies);
  }

  /** Says of which policies the state was that could not be read, and never whose. */
  private static RedisRateLimitException failure(Throwable failure, List<Limit> limits) {
    Throwable cause = unwrapped(failure);
    String said = String.valueOf(cause.getMessage());
    String of = limits.stream().map(limit -> limit.policy().policy().name()).toList().toString();
    if (said.contains("HARDENINGFORMAT")) {
      return new RedisRateLimitException(
          "state of " + of + ": of an unknown format (expected: format 1)", cause);
    } else if (said.contains("HARDENINGSTATE") || said.startsWith("WRONGTYPE")) {
      return new RedisRateLimitException(
          "state of " + of + ": a foreign value (expected: a state that this limiter wrote)",
          cause);
    }
    return new RedisRateLimitException("decision of " + of + ": " + said, cause);
  }

  /** The result of a stage, waited for by a thread that is not one of the connection's. */
  static <T> T join(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RedisRateLimitException said) {
        throw new RedisRateLimitException(String.valueOf(said.getMessage()), said.getCause());
      }
      throw e;
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
