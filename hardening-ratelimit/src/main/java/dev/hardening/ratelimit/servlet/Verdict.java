package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import jakarta.servlet.ServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a filter decided about a request, kept in a request attribute: a request is charged once by
 * a filter, however often it is dispatched. Several filters chain their verdicts.
 *
 * @param filter who decided
 * @param endpoint under which rule; null if nothing was charged
 * @param decision the answer as a whole; null if nothing was charged
 * @param each the answers of the endpoint's limits in order; empty if it has only one
 * @param earlier the verdict of a filter before this one
 */
record Verdict(
    RateLimitFilter filter,
    @Nullable Endpoint endpoint,
    @Nullable Decision decision,
    List<Decision> each,
    @Nullable Verdict earlier) {

  static final String ATTRIBUTE = RateLimitFilter.class.getName();

  static @Nullable Verdict latest(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Verdict verdict ? verdict : null;
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
