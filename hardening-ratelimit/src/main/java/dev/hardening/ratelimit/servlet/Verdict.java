package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import jakarta.servlet.ServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a filter decided about a request, kept in a request attribute: a request is charged once by
 * a filter, however often it is dispatched. Several filters chain their verdicts.
 *
 * @param filter who decided
 * @param outcome what was decided
 * @param limits by what; null if the client is not to be told
 * @param decision the answer as a whole; null if nothing was charged
 * @param details what there is to say beyond the decision; null for nothing
 * @param earlier the verdict of a filter before this one
 */
record Verdict(
    RateLimitFilter filter,
    Outcome outcome,
    @Nullable Limits limits,
    @Nullable Decision decision,
    @Nullable Details details,
    @Nullable Verdict earlier) {

  /**
   * What most verdicts do without.
   *
   * @param each the answers of the limits in order; empty if there is only one
   * @param partitions the partition keys of the limits; empty if the client is not told
   * @param reserved what is to be settled when the request is over; null if its cost is final
   */
  record Details(List<Decision> each, List<String> partitions, @Nullable Reserved reserved) {}

  /** A charge that is settled when the request is over. */
  record Reserved(MultiReservation reservation, OutcomeCost cost) {}

  static final String ATTRIBUTE = RateLimitFilter.class.getName();

  /** A verdict about a request of which nothing was charged. */
  static Verdict uncharged(RateLimitFilter filter, Outcome outcome, @Nullable Verdict earlier) {
    return new Verdict(filter, outcome, null, null, null, earlier);
  }

  static @Nullable Verdict latest(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Verdict verdict ? verdict : null;
  }

  List<Decision> each() {
    return details == null ? List.of() : details.each;
  }

  List<String> partitions() {
    return details == null ? List.of() : details.partitions;
  }

  @Nullable Reserved reserved() {
    return details == null ? null : details.reserved;
  }

  /**
   * Whether the response tells the client about its limits: they were charged, and not just
   * watched.
   */
  boolean tells() {
    return limits != null;
  }

  /** Whether a limit, or the outage policy of its store, lets the request go no further. */
  boolean refused() {
    return outcome == Outcome.REFUSED
        || (outcome == Outcome.FAILED && decision != null && !decision.allowed());
  }

  /** The names of the policies that refused. */
  List<String> violated() {
    if (decision == null) {
      return List.of();
    }
    return each().size() < 2
        ? List.of(decision.policy().name())
        : each().stream()
            .filter(one -> !one.allowed())
            .map(one -> one.policy().name())
            .distinct()
            .toList();
  }

  @Nullable Verdict of(RateLimitFilter wanted) {
    for (Verdict verdict = this; verdict != null; verdict = verdict.earlier) {
      if (verdict.filter == wanted) {
        return verdict;
      }
    }
    return null;
  }
}
