package dev.hardening.redaction;

import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What is done with the findings of a detector: what is said of it, its kind or its group. */
record Actions(Map<String, Action> by, Action otherwise) {
  /** Of {@link Action#replace}. */
  record Replace() implements Action {}

  /** Of {@link Action#mask}. */
  record Mask() implements Action {}

  /** Of {@link Action#keepLast}. */
  record KeepLast(int characters) implements Action {
    KeepLast {
      if (characters < 1 || characters > MAXIMUM_KEPT) {
        throw new IllegalArgumentException(
            "characters: " + characters + " (expected: 1 to " + MAXIMUM_KEPT + ")");
      }
    }
  }

  /**
   * Of {@link Action#hash}.
   *
   * @param evenForFewValues whether kinds are hashed too whose values could all be tried
   */
  record Hash(PseudonymKeys keys, boolean evenForFewValues) implements Action {
    Hash {
      Objects.requireNonNull(keys, "keys: null (expected: keys)");
    }
  }

  /** Of {@link Action#custom}. */
  record Custom(UnaryOperator<String> function) implements Action {
    Custom {
      Objects.requireNonNull(function, "function: null (expected: a function)");
    }
  }

  /**
   * The narrowest that is said.
   *
   * @param lowEntropy whether all that the detector matches can be tried
   * @throws IllegalArgumentException where hashing is refused
   */
  Action of(Detector detector, boolean lowEntropy) {
    Action action = by.get(detector.id());
    if (action == null) {
      action = by.get(detector.kind());
    }
    if (action == null) {
      action = by.getOrDefault(detector.group(), otherwise);
    }
    if (lowEntropy && action instanceof Hash hash && !hash.evenForFewValues()) {
      throw new IllegalArgumentException(
          "action: hash for "
              + detector.kind()
              + " ("
              + detector.id()
              + ") (expected: another action, or hashEvenForFewValues: all values of this kind can be tried)");
    }
    return action;
  }
}
