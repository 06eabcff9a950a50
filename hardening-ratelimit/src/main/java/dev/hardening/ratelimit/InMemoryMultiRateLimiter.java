package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MultiRateLimiter} that keeps its keys in the heap of this process, and what only such a
 * one can do: hand out its limits one by one.
 *
 * <p>A request locks the stripes of all its (limit, key) pairs in ascending order, asks every
 * limit, and charges them only when all have agreed. Among requests that come this way nothing
 * moves between asking and charging but evictions. Whoever charges one of the limits by itself
 * takes no lock; if he comes between and takes what was agreed to, the charges made so far are
 * given back and the limits asked again.
 */
public final class InMemoryMultiRateLimiter implements MultiRateLimiter {
  private static final int STRIPES = 1024;

  private final List<RateLimitPolicy> policies;
  private final Map<String, InMemoryRateLimiter> limiters;
  private final Set<String> penalising;
  private final Timeline timeline;
  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  InMemoryMultiRateLimiter(
      Map<String, RateLimitPolicy> limits,
      StoreOptions options,
      @Nullable PenaltyBox penaltyBox,
      Set<String> watched) {
    this.policies = List.copyOf(limits.values());
    this.penalising = penaltyBox == null ? Set.of() : Set.copyOf(watched);
    this.timeline = options.timeline();
    this.limiters = new LinkedHashMap<>();
    limits.forEach(
        (name, policy) -> {
          PenaltyBox box = penalising.contains(name) ? penaltyBox : null;
          Extras extras = new Extras(null, box, null, null);
          limiters.put(name, new InMemoryRateLimiter(policy, options, timeline, extras));
        });
    Arrays.setAll(stripes, i -> new ReentrantLock());
  }

  @Override
  public List<RateLimitPolicy> policies() {
    return policies;
  }

  /**
   * One of the limits by itself: the same keys and the same state, charged without the others and
   * so at less cost. May be mixed freely with charging several, which does not stand in line behind
   * those who wait for one.
   *
   * @param name the name of the limit, as a {@link Charge} gives it
   */
  public InMemoryRateLimiter limiter(String name) {
    InMemoryRateLimiter limiter = limiters.get(name);
    if (limiter == null) {
      throw PolicyChecks.wrong("policy", name, "one of " + limiters.keySet());
    }
    return limiter;
  }

  @Override
  public MultiDecision tryAcquire(List<Charge> charges) {
    check(charges);
    // The last is never given back: nothing comes after it that could refuse.
    return charge(charges, timeline.now(), notes(charges.size() - 1));
  }

  @Override
  public MultiDecision peek(List<Charge> charges) {
    check(charges);
    long now = timeline.now();
    int[] locked = lock(charges);
    try {
      return MultiDecision.of(ask(charges, now));
    } finally {
      unlock(locked);
    }
  }

  @Override
  public MultiReservation reserve(List<Charge> charges, Duration timeToLive) {
    PolicyChecks.duration("timeToLive", timeToLive);
    check(charges);
    timeline.keepLatest();
    long now = timeline.now();
    Charged[] notes = notes(charges.size());
    MultiDecision decision = charge(charges, now, notes);
    List<Reservation> each = new ArrayList<>(charges.size());
    for (int i = 0; decision.allowed() && i < notes.length; i++) {
      each.add(
          limiter(charges.get(i).policy())
              .reservation(
                  decision.each().get(i), charges.get(i), notes[i], now, timeToLive.toNanos()));
    }
    return new InMemoryMultiReservation(decision, each);
  }

  @Override
  public Set<String> penalising() {
    return penalising;
  }

  @Override
  public void close() {
    limiters.values().forEach(InMemoryRateLimiter::close);
  }

  /**
   * @param notes where to write down where the charges went, so that they can be given back: for
   *     all of them, or for all but the last
   */
  private MultiDecision charge(List<Charge> charges, long now, Charged[] notes) {
    int[] locked = lock(charges);
    try {
      while (true) {
        if (!fits(charges, now)) {
          return refused(charges, now);
        }
        MultiDecision charged = charged(charges, now, notes);
        if (charged != null) {
          return charged;
        }
      }
    } finally {
      unlock(locked);
    }
  }

  private boolean fits(List<Charge> charges, long now) {
    for (int i = 0; i < charges.size(); i++) {
      Charge charge = charges.get(i);
      if (!limiter(charge.policy()).fits(charge.key(), now, charge.permits())) {
        return false;
      }
    }
    return true;
  }

  private List<Decision> ask(List<Charge> charges, long now) {
    List<Decision> each = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      each.add(limiter(charge.policy()).ask(charge.key(), now, charge.permits()));
    }
    return each;
  }

  /**
   * What the limits say to a request that they don't all grant. Those that refuse take note, unless
   * one of them blocks or could never grant it.
   */
  private MultiDecision refused(List<Charge> charges, long now) {
    List<Decision> each = ask(charges, now);
    if (each.stream()
        .allMatch(decision -> decision.allowed() || decision.outcome() == Outcome.REFUSED)) {
      for (int i = 0; i < each.size(); i++) {
        if (each.get(i).outcome() == Outcome.REFUSED) {
          Charge charge = charges.get(i);
          each.set(i, limiter(charge.policy()).offended(charge.key(), now, each.get(i)));
        }
      }
    }
    return MultiDecision.of(each);
  }

  /** Charges all, or gives back what it has charged and returns null. */
  private @Nullable MultiDecision charged(List<Charge> charges, long now, Charged[] notes) {
    Decision[] each = new Decision[charges.size()];
    for (int i = 0; i < each.length; i++) {
      Charge charge = charges.get(i);
      each[i] =
          limiter(charge.policy())
              .decide(
                  charge.key(), now, charge.permits(), true, i < notes.length ? notes[i] : null);
      if (!each[i].allowed()) {
        for (int back = 0; back < i; back++) {
          limiter(charges.get(back).policy()).giveBack(charges.get(back), notes[back], now);
        }
        return null;
      }
    }
    return MultiDecision.of(List.of(each));
  }

  private static Charged[] notes(int count) {
    Charged[] notes = new Charged[count];
    Arrays.setAll(notes, i -> new Charged());
    return notes;
  }

  private static void check(List<Charge> charges) {
    if (charges == null || charges.isEmpty()) {
      throw PolicyChecks.wrong("charges", charges, "at least one");
    }
    for (int i = 1; i < charges.size(); i++) {
      Charge one = charges.get(i);
      for (int j = 0; j < i; j++) {
        Charge other = charges.get(j);
        if (one.key().equals(other.key()) && one.policy().equals(other.policy())) {
          throw PolicyChecks.wrong("charges", one, "each policy and key once");
        }
      }
    }
  }

  /** Locks the stripes of all charges and returns them in order, some perhaps more than once. */
  private int[] lock(List<Charge> charges) {
    int[] order = new int[charges.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = stripe(charges.get(i));
    }
    Arrays.sort(order);
    for (int stripe : order) {
      stripes[stripe].lock();
    }
    return order;
  }

  private void unlock(int[] order) {
    for (int stripe : order) {
      stripes[stripe].unlock();
    }
  }

  private static int stripe(Charge charge) {
    int hash = 31 * charge.policy().hashCode() + charge.key().hashCode();
    return (hash ^ hash >>> 16) & STRIPES - 1;
  }
}
