package dev.hardening.redaction;

import java.util.Map;

/** What is done with the findings of a detector: what is said of it, its kind or its group. */
record Actions(Map<String, Action> by, Action otherwise) {
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
    if (lowEntropy && action instanceof Action.Hash hash && !hash.evenForFewValues()) {
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
