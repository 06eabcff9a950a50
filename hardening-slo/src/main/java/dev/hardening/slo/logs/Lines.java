package dev.hardening.slo.logs;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream, however long: one with more than a million characters is passed over in
 * bounded memory.
 */
final class Lines {
  static final int LONGEST = 1 << 20;

  private final Reader reader;
  private final char[] buffer = new char[1 << 16];
  private final StringBuilder begun = new StringBuilder();
  private int at;
  private int end;
  private boolean tooLong;

  Lines(Reader reader) {
    this.reader = reader;
  }

  /** Whether the line before was too long; its text is empty. */
  boolean wasTooLong() {
    return tooLong;
  }

  /** The next line without its end; null after the last. */
  @Nullable String next() throws IOException {
    begun.setLength(0);
    tooLong = false;
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      int start = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      boolean whole = at < end;
      if (whole && begun.length() == 0 && !tooLong) {
        return new String(buffer, start, at++ - start);
      }
      keep(start);
      if (whole) {
        at++;
        break;
      }
    }
    return any ? begun.toString() : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, reader.read(buffer));
    return end > 0;
  }

  private void keep(int start) {
    if (begun.length() + at - start > LONGEST) {
      tooLong = true;
      begun.setLength(0);
    } else if (!tooLong) {
      begun.append(buffer, start, at - start);
    }
  }
}
