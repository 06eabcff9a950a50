package dev.hardening.ratelimit.servlet;

import org.jspecify.annotations.Nullable;

/**
 * Decimal texts of header values; the frequent ones are kept, so that an admitted request makes no
 * new ones.
 */
final class Decimals {

  private static final int SMALL = 1024;
  private static final @Nullable String[] SMALL_TEXTS = new @Nullable String[SMALL];

  /** Instants are asked for again and again, a few hundred different ones at a time. */
  private static final int RECENT = 256;

  private record Kept(long value, String text) {}

  private final @Nullable Kept[] recent = new @Nullable Kept[RECENT];

  /**
   * The text of a number that is often small. Races only lose a copy: strings and records are safe
   * to publish.
   */
  static String small(long value) {
    if (value < 0 || value >= SMALL) {
      return Long.toString(value);
    }
    String text = SMALL_TEXTS[(int) value];
    if (text == null) {
      text = Long.toString(value);
      SMALL_TEXTS[(int) value] = text;
    }
    return text;
  }

  /** The text of a number that lies near those asked for before. */
  String near(long value) {
    int index = (int) value & (RECENT - 1);
    Kept kept = recent[index];
    if (kept == null || kept.value != value) {
      kept = new Kept(value, Long.toString(value));
      recent[index] = kept;
    }
    return kept.text;
  }

  static long ceilDiv(long dividend, long divisor) {
    return dividend / divisor + (dividend % divisor > 0 ? 1 : 0);
  }
}
