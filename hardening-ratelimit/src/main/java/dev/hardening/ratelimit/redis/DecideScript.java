package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts decisions as calls of {@code decide.lua}, and reads its answers. */
final class DecideScript {
  /** What is done with the permits. */
  enum Mode {
    PEEK("p"),
    CHARGE("c"),
    SETTLE("s"),
    LEASE("l");

    private final String letter;

    Mode(String letter) {
      this.letter = letter;
    }
  }

  /**
   * One limit of a call.
   *
   * @param name of the key in Redis
   * @param charge as the caller put it
   * @param permits what is charged; in a settlement what is given back, or with a minus charged
   * @param stamp says which charge is settled
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Limit(ScriptPolicy policy, byte[] name, Charge charge, long permits, long[] stamp) {
    private static final long[] NO_STAMP = {0, 0};

    Limit(ScriptPolicy policy, byte[] name, Charge charge) {
      this(policy, name, charge, charge.permits(), NO_STAMP);
    }

    /** The same limit for other permits. */
    Limit of(long permits) {
      return new Limit(policy, name, charge, permits, NO_STAMP);
    }

    /**
     * To be settled.
     *
     * @param unused of the permits of the charge that was answered so; with a minus those that were
     *     needed beyond it
     */
    Limit settled(long unused, Reply charged) {
      long back = Math.max(unused, -policy.mostCharged());
      return new Limit(policy, name, charge, back, policy.stamp(charged));
    }

    private boolean isNever() {
      return permits > policy.policy().maximumCost();
    }

    /** The same limit, asked for one permit if it can never grant what it is asked for. */
    private Limit grantable() {
      return isNever() ? of(1) : this;
    }
  }

  private static final byte[] EMPTY = {};
  private static final byte[] ONE = bytes("1");
  private static final int NUMBERS = 5;

  private final byte[] penaltyBox;
  private final Set<String> penalising;
  private final @Nullable LongSupplier micros;

  /**
   * @param penaltyBox as {@link #penaltyBox} makes it; empty if there is none
   * @param penalising the names of the limits that send their keys there
   * @param micros the time in place of the server's, for tests
   */
  DecideScript(byte[] penaltyBox, Set<String> penalising, @Nullable LongSupplier micros) {
    this.penaltyBox = penaltyBox;
    this.penalising = penalising;
    this.micros = micros;
  }

  /** A penalty box as the script reads it. */
  static byte[] penaltyBox(PenaltyBox box) {
    return bytes(
        box.refusals()
            + ","
            + Checks.micros("within", box.within())
            + ","
            + Checks.micros("firstBlock", box.firstBlock())
            + ","
            + Checks.micros("longestBlock", box.longestBlock())
            + ","
            + Checks.micros("forgottenAfter", box.forgottenAfter())
            + "|");
  }

  /** What is granted of these limits together, peeked at or charged. */
  Call decision(Mode mode, List<Limit> limits) {
    boolean never = limits.stream().anyMatch(Limit::isNever);
    List<Limit> asked = never ? limits.stream().map(Limit::grantable).toList() : limits;
    if (penaltyBox.length == 0) {
      return call(never ? Mode.PEEK : mode, EMPTY, asked, List.of(), limits);
    }
    byte[] option = Arrays.copyOf(penaltyBox, penaltyBox.length + limits.size());
    List<byte[]> penalties = new ArrayList<>(limits.size());
    for (int i = 0; i < limits.size(); i++) {
      Limit limit = limits.get(i);
      boolean penalised = penalising.contains(limit.charge().policy());
      option[penaltyBox.length + i] = (byte) (penalised ? '1' : '0');
      if (penalised) {
        penalties.add(KeyNames.penalty(limit.name()));
      }
    }
    return call(never ? Mode.PEEK : mode, option, asked, penalties, limits);
  }

  /**
   * The permits of a limit that are needed now, and more for a time.
   *
   * @param more how many more permits are wanted
   * @param micros for how long
   */
  Call lease(Limit limit, long more, long micros) {
    List<Limit> limits = List.of(limit);
    return call(Mode.LEASE, bytes(more + "," + micros), limits, List.of(), limits);
  }

  /**
   * A correction of earlier charges.
   *
   * @param expires until when permits are given back
   * @param limits those to correct, as {@link Limit#settled} makes them
   */
  Call correction(byte[] expires, List<Limit> limits) {
    return call(Mode.SETTLE, expires, limits, List.of(), limits);
  }

  private Call call(
      Mode mode, byte[] option, List<Limit> asked, List<byte[]> penalties, List<Limit> limits) {
    int stride = mode == Mode.SETTLE ? 4 : 2;
    byte[][] keys = new byte[asked.size() + penalties.size()][];
    byte[][] arguments = new byte[3 + stride * asked.size()][];
    arguments[0] = bytes(mode.letter);
    arguments[1] = micros == null ? EMPTY : bytes(Long.toString(micros.getAsLong()));
    arguments[2] = option;
    int next = 3;
    for (int i = 0; i < asked.size(); i++) {
      Limit limit = asked.get(i);
      keys[i] = limit.name();
      arguments[next++] = limit.policy().text();
      arguments[next++] = limit.permits() == 1 ? ONE : bytes(Long.toString(limit.permits()));
      if (mode == Mode.SETTLE) {
        arguments[next++] = bytes(Long.toString(limit.stamp()[0]));
        arguments[next++] = bytes(Long.toString(limit.stamp()[1]));
      }
    }
    for (int i = 0; i < penalties.size(); i++) {
      keys[asked.size() + i] = penalties.get(i);
    }
    return new Call(keys, arguments, limits);
  }

  /** One call of the script, for these limits. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(byte[][] keys, byte[][] arguments, List<Limit> limits) implements Question {
    List<Charge> charges() {
      return limits.stream().map(Limit::charge).toList();
    }

    @Override
    public LuaScript script() {
      return Scripts.DECIDE;
    }

    /** The state of each limit in the answer. */
    List<Reply> replies(List<Long> reply) {
      long now = reply.get(0) * 1_000;
      List<Reply> replies = new ArrayList<>(limits.size());
      for (int i = 2; i < 2 + NUMBERS * limits.size(); i += NUMBERS) {
        replies.add(
            new Reply(
                now,
                reply.get(i) != 0,
                reply.get(i + 1),
                reply.get(i + 2),
                reply.get(i + 3),
                reply.get(i + 4)));
      }
      return replies;
    }

    /** Whether the expiry of a correction is past. */
    static boolean isExpired(List<Long> reply) {
      return reply.get(1) == 1;
    }

    @Override
    public MultiDecision read(List<Long> reply) {
      List<Reply> replies = replies(reply);
      List<Decision> each = new ArrayList<>(limits.size());
      for (int i = 0; i < limits.size(); i++) {
        Limit limit = limits.get(i);
        ScriptPolicy policy = limit.policy();
        Decision decision =
            limit.isNever()
                ? Decision.never(policy.policy(), policy.remaining(replies.get(i)))
                : policy.decision(replies.get(i), limit.permits());
        long fits = reply.get(2 + NUMBERS * i);
        each.add(fits < 0 ? blocked(decision, -fits * 1_000) : decision);
      }
      return MultiDecision.of(each);
    }

    private static Decision blocked(Decision decision, long blocked) {
      return new Decision(
          Outcome.BLOCKED,
          decision.policy(),
          0,
          blocked,
          Math.max(blocked, decision.resetAfterNanos()));
    }
  }

  /** When a reservation made by this answer expires, as corrections take it. */
  static byte[] expiry(Reply reply, Duration timeToLive) {
    return bytes(Long.toString((reply.now() + timeToLive.toNanos()) / 1_000));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
