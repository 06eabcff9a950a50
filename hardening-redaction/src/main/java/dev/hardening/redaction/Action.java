package dev.hardening.redaction;

import java.util.Objects;
import java.util.function.UnaryOperator;

/** What takes the place of a secret. All but {@link #custom} are idempotent. */
public sealed interface Action {
  /** Most characters that {@link #keepLast} may keep. */
  int MAXIMUM_KEPT = 8;

  /** {@code [REDACTED_<kind>]}: the default. */
  record Replace() implements Action {}

  /** Eight asterisks, whatever the length. */
  record Mask() implements Action {}

  /** Four asterisks and the last characters. */
  record KeepLast(int characters) implements Action {}

  /** A keyed pseudonym. */
  record Hash(PseudonymKeys keys, boolean evenForFewValues) implements Action {}

  /** A function of yours. */
  record Custom(UnaryOperator<String> function) implements Action {}

  static Action replace() {
    return new Replace();
  }

  /** {@code ********}. */
  static Action mask() {
    return new Mask();
  }

  /**
   * {@code ****} and the last characters. A secret of fewer than three times as many, with anything
   * but ASCII letters and digits among the last, or right behind an asterisk is masked whole.
   *
   * @param characters 1 to 8
   */
  static Action keepLast(int characters) {
    if (characters < 1 || characters > MAXIMUM_KEPT) {
      throw new IllegalArgumentException(
          "characters: " + characters + " (expected: 1 to " + MAXIMUM_KEPT + ")");
    }
    return new KeepLast(characters);
  }

  /**
   * {@code [REDACTED_<kind>#<key id>-<16 hex digits>]}: the first eight bytes of HMAC-SHA-256 over
   * the secret's UTF-8 bytes. The same secret under the same key gives the same pseudonym. Refused,
   * when the redactor is built, for kinds with so few values that whoever holds the key could try
   * them all.
   */
  static Action hash(PseudonymKeys keys) {
    return new Hash(Objects.requireNonNull(keys, "keys: null (expected: keys)"), false);
  }

  /** As {@link #hash}, for social security numbers, phone numbers and the like too. */
  static Action hashEvenForFewValues(PseudonymKeys keys) {
    return new Hash(Objects.requireNonNull(keys, "keys: null (expected: keys)"), true);
  }

  /**
   * A function from the secret to its replacement. It must not throw (then the default replaces the
   * secret), and what it returns stands in the text as it is, between the quotes of JSON too.
   */
  static Action custom(UnaryOperator<String> function) {
    return new Custom(Objects.requireNonNull(function, "function: null (expected: a function)"));
  }
}
