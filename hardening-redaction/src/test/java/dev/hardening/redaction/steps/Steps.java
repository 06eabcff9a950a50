package dev.hardening.redaction.steps;

/** Where the counted classes count: each turn of a loop, each call, each character copied. */
public final class Steps {
  private static long count;

  private Steps() {}

  public static void step() {
    count++;
  }

  public static String substring(String text, int start, int end) {
    count += end - start;
    return text.substring(start, end);
  }

  public static boolean startsWith(String text, String prefix, int at) {
    count += prefix.length();
    return text.startsWith(prefix, at);
  }

  static long takeCount() {
    long taken = count;
    count = 0;
    return taken;
  }
}
