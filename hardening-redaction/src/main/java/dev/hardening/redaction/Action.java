package dev.hardening.redaction;

import java.util.function.UnaryOperator;

/**
 * What takes the place of a secret. All but {@link #custom} are idempotent. Immutable, thread-safe
 * and shared by as many redactors as you like. What is longer than 4,096 characters gets its label,
 * whatever the action.
 */
public sealed interface Action
    permits Actions.Replace, Actions.Mask, Actions.KeepLast, Actions.Hash, Actions.Custom {
  /** Most characters that {@link #keepLast} may keep. */
  int MAXIMUM_KEPT = 8;

  /** {@code [REDACTED_<kind>]}: the default. */
  static Action replace() {
    return new Actions.Replace();
  }

  /**
   * {@code ********}; in double quotes where it is the whole of a plain scalar of YAML, in which an
   * asterisk begins an alias.
   */
  static Action mask() {
    return new Actions.Mask();
  }

  /**
   * {@code ****} and the last characters, in quotes where a {@link #mask} is. A secret of fewer
   * than three times as many, with anything but ASCII letters and digits among the last, or right
   * behind an asterisk is masked whole.
   *
   * @param characters how many (UTF-16 code units), 1 to {@link #MAXIMUM_KEPT}
   * @throws IllegalArgumentException outside that range
   */
  static Action keepLast(int characters) {
    return new Actions.KeepLast(characters);
  }

  /**
   * {@code [REDACTED_<kind>#<key id>-<16 hex digits>]}: the first eight bytes of HMAC-SHA-256 over
   * the secret's UTF-8 bytes as it stands in the text. The same secret under the same key gives the
   * same pseudonym, but where it is escaped in one place and not in another. Refused, when the
   * redactor is built, where whoever holds the key could try all values: for the kinds of the
   * catalogue that have few, also in rules of your own, and for rules of your own whose literal or
   * pattern matches fewer than 2<sup>64</sup> texts.
   *
   * <p>Each secret costs a look-up of the algorithm, an HMAC and some objects.
   *
   * @param keys asked at every secret, so that a rotation takes effect at once
   * @throws NullPointerException for null
   */
  static Action hash(PseudonymKeys keys) {
    return new Actions.Hash(keys, false);
  }

  /**
   * As {@link #hash}, for social security numbers, phone numbers and the like too: whoever has the
   * key can try them all.
   *
   * @throws NullPointerException for null
   */
  static Action hashEvenForFewValues(PseudonymKeys keys) {
    return new Actions.Hash(keys, true);
  }

  /**
   * A function from the secret to its replacement. What it returns stands in the text as it is,
   * between the quotes of JSON too. It must neither throw nor return null: then the default
   * replaces the secret, whatever was thrown, an {@link Error} too, and the failure is counted and
   * given to the listener.
   *
   * <p>It is called on every thread that redacts, by many at once where they do, and must be
   * thread-safe; what it takes of time each redaction takes longer. Nothing finds its replacement
   * again as one: text that was redacted may be redacted further.
   *
   * @param function gets the secret as it stands in the text, of at most 4,096 characters
   * @throws NullPointerException for null
   */
  static Action custom(UnaryOperator<String> function) {
    return new Actions.Custom(function);
  }
}
