package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One policy's items in the fields {@code RateLimit-Policy} and {@code RateLimit} of draft -11, and
 * its {@code X-RateLimit-Limit}.
 *
 * <p>{@code t}, the effective window, is chosen so that what it promises holds for every algorithm:
 * a client that spreads the {@code r} requests over {@code t} seconds is never faster than {@code
 * q} in {@code w}, and has what it gets when the policy's own window ends. So {@code t} is the time
 * until the key is fresh again or {@code r * w / q}, whichever is longer, rounded up. On a refusal
 * {@code r} is 0 and {@code t} the wait, rounded up.
 */
final class PolicyFields {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Item texts kept for reuse; a client's pairs of r and t recur. */
  private static final int KEPT = 512;

  private record Kept(long r, long t, String text) {}

  private final String name; // as a structured-field string
  private final long quota;
  private final long windowSeconds;
  private final String limitText;
  private final @Nullable Kept[] kept = new @Nullable Kept[KEPT];

  PolicyFields(RateLimitPolicy policy) {
    this.name = StructuredFields.string(policy.name());
    this.quota = policy.limit();
    // Whole seconds only; rounded up, so that the policy is never told to be more generous than it
    // is.
    this.windowSeconds = Decimals.ceilDiv(policy.window().toNanos(), SECOND);
    this.limitText = Long.toString(policy.limit());
  }

  String limitText() {
    return limitText;
  }

  /** The item of {@code RateLimit-Policy}. */
  String policyItem() {
    return name + ";q=" + quota + ";w=" + windowSeconds;
  }

  /** The item of {@code RateLimit}. */
  String stateItem(Decision decision, boolean refused) {
    long r = refused && !decision.allowed() ? 0 : decision.remaining();
    long t = effectiveWindow(decision);
    int index = (int) ((31 * r + t) & (KEPT - 1));
    Kept item = kept[index];
    if (item == null || item.r != r || item.t != t) {
      item = new Kept(r, t, name + ";r=" + r + (t > 0 ? ";t=" + t : ""));
      kept[index] = item;
    }
    return item.text;
  }

  /** In seconds; 0 where none can be told: the request is larger than the policy ever grants. */
  private long effectiveWindow(Decision decision) {
    if (decision.outcome() == Decision.Outcome.NEVER) {
      return 0;
    }
    if (!decision.allowed()) {
      return Math.max(1, Decimals.ceilDiv(decision.retryAfterNanos(), SECOND));
    }
    long fresh = Decimals.ceilDiv(decision.resetAfterNanos(), SECOND);
    long spread = Decimals.ceilDiv(decision.remaining() * windowSeconds, quota);
    return Math.max(1, Math.max(fresh, spread));
  }
}
