package dev.hardening.headers;

/**
 * How a duration is shown in X-Latency-MS.
 *
 * @param shown whether it is shown at all
 * @param stepMillis the shown value is a multiple of this, rounded up; 1 shows whole milliseconds,
 *     rounded down
 */
record Latency(boolean shown, long stepMillis) {
  private static final String[] SMALL = new String[1024];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = Integer.toString(i);
    }
  }

  /** The milliseconds to show; a clock that stepped back shows 0. */
  long millis(long nanos) {
    long millis = Math.max(0, nanos) / 1_000_000;
    return stepMillis == 1 ? millis : (millis / stepMillis + 1) * stepMillis;
  }

  static String text(long millis) {
    return millis < SMALL.length ? SMALL[(int) millis] : Long.toString(millis);
  }
}
