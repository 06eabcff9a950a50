package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.MultiDecision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Decides by Redis, without it where its answer is known, and in its place where it gives none.
 *
 * <p>What Redis admits is charged to the local shares too; what it refuses is remembered for a
 * moment. A peek is always asked, and leaves no trace.
 */
final class Decisions {
  private final RedisGuard guard;
  private final Fallback fallback;
  private final LocalRefusals refusals;
  private final Outages outages;
  private final LongSupplier nanoClock;

  Decisions(
      RedisGuard guard,
      Fallback fallback,
      LocalRefusals refusals,
      Outages outages,
      LongSupplier nanoClock) {
    this.guard = guard;
    this.fallback = fallback;
    this.refusals = refusals;
    this.outages = outages;
    this.nanoClock = nanoClock;
  }

  MultiDecision tryAcquire(List<Charge> charges, Question question) {
    MultiDecision known = refusals.of(charges);
    if (known != null) {
      return known;
    }
    long asked = nanoClock.getAsLong();
    return concluded(charges, question, asked, ask(question));
  }

  CompletableFuture<MultiDecision> tryAcquireAsync(List<Charge> charges, Question question) {
    MultiDecision known = refusals.of(charges);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    long asked = nanoClock.getAsLong();
    return mapped(askAsync(question), reply -> concluded(charges, question, asked, reply));
  }

  MultiDecision peek(List<Charge> charges, Question question) {
    return looked(charges, question, ask(question));
  }

  CompletableFuture<MultiDecision> peekAsync(List<Charge> charges, Question question) {
    return mapped(askAsync(question), reply -> looked(charges, question, reply));
  }

  /** Forgets what is remembered of a key, for it was reset or got permits back. */
  void forget(String policy, String key) {
    refusals.forget(policy, key);
  }

  RedisStats stats() {
    return outages.stats(guard.inOutage(), refusals.answered());
  }

  /** What is made of an answer; cancelling it withdraws the call, unlike {@code thenApply}. */
  static <A, B> CompletableFuture<B> mapped(
      CompletableFuture<A> answer, Function<? super A, ? extends B> mapping) {
    CompletableFuture<B> result = answer.thenApply(mapping);
    var unused =
        result.whenComplete(
            (decision, failure) -> {
              if (result.isCancelled()) {
                answer.cancel(true);
              }
            });
    return result;
  }

  private List<Long> ask(Question question) {
    return guard.call(question.script(), question.keys(), question.arguments());
  }

  private CompletableFuture<List<Long>> askAsync(Question question) {
    return guard.callAsync(question.script(), question.keys(), question.arguments());
  }

  private MultiDecision concluded(
      List<Charge> charges, Question question, long asked, List<Long> reply) {
    if (reply.isEmpty()) {
      return fallback.tryAcquire(charges);
    }
    MultiDecision decision = question.read(reply);
    if (decision.allowed()) {
      fallback.admitted(charges);
    } else {
      refusals.remember(charges, decision, asked);
    }
    return decision;
  }

  private MultiDecision looked(List<Charge> charges, Question question, List<Long> reply) {
    return reply.isEmpty() ? fallback.peek(charges) : question.read(reply);
  }
}
