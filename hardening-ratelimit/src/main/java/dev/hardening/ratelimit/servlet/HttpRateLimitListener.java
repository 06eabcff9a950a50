package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a {@link RateLimitFilter} decides, on the thread of the request and before it goes on:
 * it must be quick and thread-safe. What it throws is counted and goes no further.
 */
@FunctionalInterface
public interface HttpRateLimitListener {

  /**
   * A request was decided on. A path that can be read as several rules is heard once for each of
   * them, and a candidate that would have refused is heard beside the decision in force.
   */
  void decided(Event event);

  /**
   * One decision. Nothing in it comes from the request: no address, no id, no path.
   *
   * @param endpoint the name of the rule
   * @param outcome what became of the request
   * @param key what the limit that decided counts by; empty if no limit was asked
   * @param decision what that limit said; null if no limit was asked
   */
  record Event(String endpoint, Outcome outcome, List<KeyPart> key, @Nullable Decision decision) {}
}
