package dev.hardening.ratelimit.http;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signed passes for internal tools, for a header of their requests: who holds it, until when, and
 * an HMAC-SHA256 of both.
 *
 * <p>A pass may be used any number of times until it ends, by whoever has it: give it a short life,
 * and send it over TLS only. A bare header without a signature is never a pass. Signatures are
 * compared in constant time. Immutable and thread-safe; a check costs one HMAC, and only for a
 * header that looks like a pass that has not ended.
 */
public final class BypassTokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST_SECRET = 16;
  private static final int LONGEST_TOKEN = 256;
  private static final String VERSION = "v1";

  private final SecretKeySpec key;
  private final Duration longestLife;
  private final Clock clock;

  private BypassTokens(SecretKeySpec key, Duration longestLife, Clock clock) {
    this.key = key;
    this.longestLife = longestLife;
    this.clock = clock;
  }

  /**
   * Passes signed with a secret.
   *
   * @param secret at least 16 bytes; copied
   * @param longestLife the farthest end of a pass from now that is accepted, positive
   */
  public static BypassTokens of(byte[] secret, Duration longestLife) {
    return of(secret, longestLife, Clock.systemUTC());
  }

  /** {@link #of(byte[], Duration)} with a wall clock. */
  public static BypassTokens of(byte[] secret, Duration longestLife, Clock clock) {
    if (secret.length < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "secret: " + secret.length + " bytes (expected: at least 16)");
    }
    if (longestLife.isNegative() || longestLife.isZero()) {
      throw new IllegalArgumentException(
          "longestLife: " + longestLife + " (expected: a positive duration)");
    }
    return new BypassTokens(
        new SecretKeySpec(secret, ALGORITHM), longestLife, Objects.requireNonNull(clock, "clock"));
  }

  /**
   * Issues a pass.
   *
   * @param holder who it is for: 1 to 64 letters, digits, {@code _} and {@code -}
   * @param life how long it is good from now, at most the longest life
   */
  public String issue(String holder, Duration life) {
    if (!PathPattern.isName(holder) || holder.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "holder: \"" + holder + "\" (expected: 1 to 64 letters, digits, _ and -)");
    }
    if (life.isNegative() || life.isZero() || life.compareTo(longestLife) > 0) {
      throw new IllegalArgumentException(
          "life: " + life + " (expected: positive, at most " + longestLife + ")");
    }
    String claim = VERSION + "." + holder + "." + clock.instant().plus(life).getEpochSecond();
    return claim + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(claim));
  }

  /**
   * Who holds the pass; null if it is none, is not ours, has ended, or ends later than a pass may.
   * Never throws.
   */
  public @Nullable String holder(@Nullable String token) {
    if (token == null || token.length() > LONGEST_TOKEN || !token.startsWith(VERSION + ".")) {
      return null;
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 4 || !PathPattern.isName(parts[1]) || !parts[2].matches("[0-9]{1,11}")) {
      return null;
    }
    Instant now = clock.instant();
    Instant end = Instant.ofEpochSecond(Long.parseLong(parts[2]));
    if (!now.isBefore(end) || end.isAfter(now.plus(longestLife))) {
      return null;
    }
    byte[] given;
    try {
      given = Base64.getUrlDecoder().decode(parts[3]);
    } catch (IllegalArgumentException e) {
      return null;
    }
    return MessageDigest.isEqual(mac(token.substring(0, token.lastIndexOf('.'))), given)
        ? parts[1]
        : null;
  }

  private byte[] mac(String claim) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(claim.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
