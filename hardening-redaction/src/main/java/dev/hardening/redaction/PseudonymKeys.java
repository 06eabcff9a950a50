package dev.hardening.redaction;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of pseudonyms, with an id that each of them carries, so that lines written before and
 * after a rotation can be told apart. Thread-safe.
 */
public final class PseudonymKeys {
  /** Least length of a key in bytes: the output length of SHA-256 (RFC 2104, section 3). */
  public static final int MINIMUM_KEY_BYTES = 32;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 8;

  private record Key(String id, SecretKeySpec secret) {}

  private volatile Key current;
  private final Set<String> usedIds = new HashSet<>();

  private PseudonymKeys(Key key) {
    current = key;
    usedIds.add(key.id);
  }

  /**
   * Keys that begin with this one.
   *
   * @param id 1 to 32 letters, digits or underscores
   * @param key at least {@link #MINIMUM_KEY_BYTES}, from a secure random source; copied
   * @throws NullPointerException for null
   * @throws IllegalArgumentException for another id or a shorter key
   */
  public static PseudonymKeys of(String id, byte[] key) {
    return new PseudonymKeys(key(id, key));
  }

  /**
   * Pseudonyms from now on are made with this key, by all redactors that have these keys; those
   * being made on other threads may still be of the old one.
   *
   * @param id 1 to 32 letters, digits or underscores
   * @param key at least {@link #MINIMUM_KEY_BYTES}, copied
   * @throws NullPointerException for null
   * @throws IllegalArgumentException for another id, a shorter key, or an id that these keys had
   *     before: it says of old pseudonyms which key made them. The key in use stays
   */
  public synchronized void rotate(String id, byte[] key) {
    Key next = key(id, key);
    if (!usedIds.add(next.id)) {
      throw new IllegalArgumentException("id: " + id + " (expected: one not used before)");
    }
    current = next;
  }

  /** The id of the key in use. */
  public String currentId() {
    return current.id;
  }

  /** {@code <key id>-<16 hex digits>}. */
  String pseudonym(String secret) {
    Key key = current;
    byte[] digest;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key.secret);
      digest = mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          ALGORITHM + ": missing (expected: every Java platform has it)", e);
    }
    StringBuilder text = new StringBuilder(key.id).append('-');
    for (int i = 0; i < BYTES; i++) {
      text.append(Character.forDigit(digest[i] >> 4 & 15, 16));
      text.append(Character.forDigit(digest[i] & 15, 16));
    }
    return text.toString();
  }

  private static Key key(String id, byte[] key) {
    Objects.requireNonNull(id, "id: null (expected: a key id)");
    Objects.requireNonNull(key, "key: null (expected: key bytes)");
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "id: " + id + " (expected: 1 to 32 letters, digits or underscores)");
    }
    if (key.length < MINIMUM_KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: " + key.length + " bytes (expected: >= " + MINIMUM_KEY_BYTES + ")");
    }
    return new Key(id, new SecretKeySpec(key, ALGORITHM));
  }

  /** Says the id, never the key. */
  @Override
  public String toString() {
    return "PseudonymKeys[" + current.id + "]";
  }
}
