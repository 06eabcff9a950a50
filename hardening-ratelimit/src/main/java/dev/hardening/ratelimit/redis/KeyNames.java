package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Checks.wrong;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The names of our keys in Redis, format 1.
 *
 * <p>{@code prefix:{tag}:policy:key}, or {@code prefix:{key}:policy} when the key is its own tag;
 * {@code !p} behind it for the key's penalty. In the policy's name {@code % : { } !} stand as
 * {@code %} and two hexadecimal digits. A key of up to 64 letters, digits and {@code . _ ~ @ / : +
 * -} stands as it is; any other, and every key once there is a secret, as {@code #} and 22
 * characters of its SHA-256, or HMAC-SHA256, in base64url.
 */
final class KeyNames {
  static final String DEFAULT_PREFIX = "hrl";
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final int LONGEST_PLAIN = 64;
  private static final Pattern ESCAPED = Pattern.compile("[%:{}!]");
  private static final String HMAC = "HmacSHA256";
  private static final int DIGEST_BYTES = 16;
  private static final int SHORTEST_SECRET = 16;

  private final String prefix;
  private final @Nullable Mac secret;

  KeyNames(String prefix, byte @Nullable [] secret) {
    this.prefix = prefix;
    this.secret = secret == null ? null : mac(secret);
  }

  static void checkPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw wrong("prefix", prefix, "1 to 64 letters, digits and . _ : -");
    }
  }

  static void checkSecret(byte[] secret) {
    if (secret.length < SHORTEST_SECRET) {
      throw wrong("secret", secret.length + " bytes", "at least " + SHORTEST_SECRET);
    }
  }

  /** The key of a limit, tagged by itself: limits of different keys spread over the shards. */
  byte[] of(String policy, String key) {
    return bytes(prefix + ":{" + part(key) + "}:" + escaped(policy));
  }

  /** The key of a limit, in the slot of a tag. */
  byte[] of(String tag, String policy, String key) {
    return bytes(prefix + ":{" + part(tag) + "}:" + escaped(policy) + ":" + part(key));
  }

  /** The key of the penalty that goes with a limit's. */
  static byte[] penalty(byte[] key) {
    byte[] name = Arrays.copyOf(key, key.length + 2);
    name[key.length] = '!';
    name[key.length + 1] = 'p';
    return name;
  }

  private String part(String key) {
    return secret == null && isPlain(key) ? key : "#" + digest(key);
  }

  private static boolean isPlain(String key) {
    if (key.length() > LONGEST_PLAIN) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && "._~@/:+-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private String digest(String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_16BE); // a lone surrogate is a key, too
    try {
      byte[] hash =
          secret == null
              ? MessageDigest.getInstance("SHA-256").digest(text)
              : ((Mac) secret.clone()).doFinal(text);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, DIGEST_BYTES));
    } catch (GeneralSecurityException | CloneNotSupportedException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private static String escaped(String policy) {
    return ESCAPED
        .matcher(policy)
        .replaceAll(match -> "%" + Integer.toHexString(match.group().charAt(0)));
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
