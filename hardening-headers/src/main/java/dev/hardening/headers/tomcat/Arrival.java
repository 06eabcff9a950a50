package dev.hardening.headers.tomcat;

import java.util.function.LongSupplier;
import org.apache.coyote.Request;

/** When a request began: at its first byte, by Tomcat's own clock. */
final class Arrival {
  private static final LongSupplier NANO_CLOCK = System::nanoTime;

  private Arrival() {}

  /** The time since then; 0 if Tomcat has not noted it, as for a connection that sent nothing. */
  static long elapsedNanos(Request request) {
    long start = request.getStartTimeNanos();
    return start == -1 ? 0 : NANO_CLOCK.getAsLong() - start;
  }
}
