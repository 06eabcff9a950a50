package dev.hardening.redaction;

import java.util.List;

/**
 * A path of keys, compared whole; {@code *} stands for any one key, {@code **} in front for any
 * number.
 */
record KeyPath(List<String> keys) {
  private static final int MAXIMUM_KEYS = 32;

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

  boolean matches(List<String> path) {
    boolean anywhere = keys.get(0).equals("**");
    int length = anywhere ? keys.size() - 1 : keys.size();
    if (anywhere ? path.size() < length : path.size() != length) {
      return false;
    }
    for (int i = 1; i <= length; i++) {
      String wanted = keys.get(keys.size() - i);
      if (!wanted.equals("*") && !wanted.equals(path.get(path.size() - i))) {
        return false;
      }
    }
    return true;
  }
}
