package dev.hardening.redaction;

import java.util.List;

/**
 * A path of keys, compared whole; {@code *} stands for any one key, {@code **} in front for any
 * number. It is followed key by key: a state has bit <i>i</i> where the last <i>i</i> keys are its
 * first <i>i</i>.
 */
record KeyPath(List<String> keys) {
  private static final int MAXIMUM_KEYS = 32;

  /** The state before the first key. */
  static final long START = 1;

  static KeyPath parse(String path) {
    List<String> keys = List.of(path.split("\\.", -1));
    if (keys.size() > MAXIMUM_KEYS || keys.contains("") || keys.lastIndexOf("**") > 0) {
      throw new IllegalArgumentException(
          "path: "
              + path
              + " (expected: 1 to "
              + MAXIMUM_KEYS
              + " keys with points between, ** only in front)");
    }
    return new KeyPath(keys);
  }

  /** The state behind one more key. */
  long next(long state, String key) {
    int first = isAnywhere() ? 1 : 0;
    long next = first;
    for (long left = state; left != 0; left &= left - 1) {
      int matched = Long.numberOfTrailingZeros(left);
      if (first + matched < keys.size()) {
        String wanted = keys.get(first + matched);
        if (wanted.equals("*") || wanted.equals(key)) {
          next |= 2L << matched;
        }
      }
    }
    return next;
  }

  /** Whether the keys up to a state are the whole path. */
  boolean matches(long state) {
    return (state >>> (isAnywhere() ? keys.size() - 1 : keys.size()) & 1) != 0;
  }

  private boolean isAnywhere() {
    return keys.get(0).equals("**");
  }
}
