package dev.hardening.redaction.engine;

import dev.hardening.redaction.engine.Anchors.Anchor;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The anchors of windows that begin with three letters of a literal, by these, in a hash table. */
final class Literals {
  private static final int LENGTH = 3;

  private final int[] keys;
  private final Anchor[][] anchors;
  private final int shift;

  /** By keys as {@link #key} makes them. */
  Literals(Map<Integer, List<Anchor>> byKey) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(15, byKey.size() * 4));
    shift = 32 - bits;
    keys = new int[1 << bits];
    anchors = new Anchor[1 << bits][];
    Arrays.fill(keys, -1);
    Arrays.fill(anchors, Anchors.NONE);
    for (Map.Entry<Integer, List<Anchor>> entry : byKey.entrySet()) {
      int slot = slot(entry.getKey());
      while (keys[slot] >= 0) {
        slot = (slot + 1) & (keys.length - 1);
      }
      keys[slot] = entry.getKey();
      anchors[slot] = new LinkedHashSet<>(entry.getValue()).toArray(Anchors.NONE);
    }
  }

  /** The anchors of the letters at a window. */
  Anchor[] at(String text, int window) {
    int n = text.length();
    if (window < 0 || window + LENGTH > n) {
      return Anchors.NONE;
    }
    int key = key(text, window);
    int slot = key < 0 ? -1 : slot(key);
    while (slot >= 0 && keys[slot] != key) {
      slot = keys[slot] < 0 ? -1 : (slot + 1) & (keys.length - 1);
    }
    return slot < 0 ? Anchors.NONE : anchors[slot];
  }

  /** Which of some anchors may be at a window: a bit for each, the last for all that follow. */
  static long open(Anchor[] anchors, String text, int window) {
    char previous = previous(text, window);
    char last = last(text, window);
    long open = 0;
    int nameEnd = -1;
    boolean parted = false;
    for (int a = 0; a < anchors.length; a++) {
      Anchor anchor = anchors[a];
      CharSet before = anchor.previous();
      CharSet end = anchor.last();
      if ((before != null && !before.contains(previous)) || (end != null && !end.contains(last))) {
        continue;
      }
      if (anchor.named() && nameEnd != window + anchor.offset()) {
        // Once for all keys that end alike: in prose they do, and nothing parts them.
        nameEnd = window + anchor.offset();
        parted = KeyNames.mayBeParted(text, nameEnd);
      }
      if (!anchor.named() || parted) {
        open |= 1L << Math.min(a, Opening.MAXIMUM - 1);
      }
    }
    return open;
  }

  private static char previous(String text, int window) {
    return window > 0 ? text.charAt(window - 1) : '\n';
  }

  private static char last(String text, int window) {
    return window + LENGTH < text.length() ? text.charAt(window + LENGTH) : '\n';
  }

  /**
   * Three characters with their case folded (some others fold too, which only costs a look); -1
   * where one is beyond ASCII.
   */
  static int key(String text, int at) {
    int a = text.charAt(at);
    int b = text.charAt(at + 1);
    int c = text.charAt(at + 2);
    return (a | b | c) >= 128 ? -1 : (a | 0x20) | (b | 0x20) << 7 | (c | 0x20) << 14;
  }

  private int slot(int key) {
    return (key * 0x9E3779B1) >>> shift;
  }

  long bytes() {
    return 8L * keys.length;
  }
}
