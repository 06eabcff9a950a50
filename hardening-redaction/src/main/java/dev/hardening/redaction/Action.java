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

  /**
   * Four asterisks and the last characters.
   *
   * @param characters 1 to 8
   */
  record KeepLast(int characters) implements Action {
    /** As {@link #keepLast}. */
    public KeepLast {
      if (characters < 1 || characters > MAXIMUM_KEPT) {
        throw new IllegalArgumentException(
            "characters: " + characters + " (expected: 1 to " + MAXIMUM_KEPT + ")");
      }
    }
  }

  /**
   * A keyed pseudonym.
   *
   * @param evenForFewValues whether kinds are hashed too whose values could all be tried
   */
  record Hash(PseudonymKeys keys, boolean evenForFewValues) implements Action {
    /** As {@link #hash} or {@link #hashEvenForFewValues}. */
    public Hash {
      Objects.requireNonNull(keys, "keys: null (expected: keys)");
    }
  }

  /** A function of yours. */
  record Custom(UnaryOperator<String> function) implements Action {
    /** As {@link #custom}. */
    public Custom {
      Objects.requireNonNull(function, "function: null (expected: a function)");
    }
  }

  static Action replace() {
    return new Replace();
  }

  /**
   * {@code ********}; in double quotes where it is the whole of a plain scalar of YAML, in which an
   * asterisk begins an alias.
   */
  static Action mask() {
    return new Mask();
  }

  /**
   * {@code ****} and the last characters, in quotes where a {@link #mask} is. A secret of fewer
   * than three times as many, with anything but ASCII letters and digits among the last, or right
   * behind an asterisk is masked whole.
   *
   * @param characters 1 to 8
   */
  static Action keepLast(int characters) {
    return new KeepLast(characters);
  }

  /**
   * {@code [REDACTED_<kind>#<key id>-<16 hex digits>]}: the first eight bytes of HMAC-SHA-256 over
   * the secret's UTF-8 bytes as it stands in the text. The same secret under the same key gives the
   * same pseudonym, but where it is escaped in one place and not in another. Refused, when the
   * redactor is built, where whoever holds the key could try all values: for the kinds of the
   * catalogue that have few, also in rules of your own, and for rules of your own whose literal or
   * pattern matches fewer than 2<sup>64</sup> texts.
   */
  static Action hash(PseudonymKeys keys) {
    return new Hash(keys, false);
  }

  /** As {@link #hash}, for social security numbers, phone numbers and the like too. */
  static Action hashEvenForFewValues(PseudonymKeys keys) {
    return new Hash(keys, true);
  }

  /**
   * A function from the secret to its replacement. What it returns stands in the text as it is,
   * between the quotes of JSON too. It must neither throw nor return null: then the default
   * replaces the secret, whatever was thrown, an {@link Error} too, and the failure is counted and
   * given to the listener.
   */
  static Action custom(UnaryOperator<String> function) {
    return new Custom(function);
  }
}
