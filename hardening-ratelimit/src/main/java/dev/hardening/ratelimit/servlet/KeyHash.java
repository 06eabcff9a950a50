package dev.hardening.ratelimit.servlet;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes a short key of a text that must not be kept: HMAC-SHA256, cut to 128 bits. Without the
 * secret a kept key neither tells the text nor lets a guess be checked.
 */
final class KeyHash {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;
  static final int SHORTEST_SECRET = 16;

  private final Mac prototype;

  KeyHash(byte[] secret) {
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  static KeyHash random() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return new KeyHash(secret);
  }

  /** 22 letters, digits, {@code -} and {@code _}. */
  String of(String kind, String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(kind, text));
  }

  /** The hash as a Byte Sequence of RFC 9651 has it between its colons. */
  String base64(String kind, String text) {
    return Base64.getEncoder().encodeToString(bytes(kind, text));
  }

  private byte[] bytes(String kind, String text) {
    Mac mac = mac();
    mac.update(kind.getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)), BYTES);
  }

  private Mac mac() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the provider of " + ALGORITHM + " can't clone it", e);
    }
  }
}
