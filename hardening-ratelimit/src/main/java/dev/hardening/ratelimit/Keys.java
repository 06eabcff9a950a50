package dev.hardening.ratelimit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What may be a key, and the form in which it is kept. */
final class Keys {
  static final int LONGEST_KEPT = 256;

  private Keys() {}

  static void check(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw wrong(key);
    }
  }

  static IllegalArgumentException wrong(@Nullable String key) {
    return PolicyChecks.wrong("key", key == null ? null : "\"\"", "a non-empty string");
  }

  static void checkPermits(long permits) {
    if (permits < 1) {
      throw PolicyChecks.wrong("permits", permits, ">= 1");
    }
  }

  /**
   * The key itself, or its digest when it is long: a store holds no string of an attacker's size.
   */
  static String kept(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      throw wrong(key);
    }
    return key.length() <= LONGEST_KEPT ? key : digest(key);
  }

  static String digest(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_16BE));
      return "\0sha-256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
