package dev.hardening.redaction;

import dev.hardening.redaction.engine.Stream;
import java.io.IOException;
import java.io.Reader;
import java.util.Objects;

/** The reader of {@link Redactor#redactingReader}. */
final class RedactingReader extends Reader {
  private static final int PIECE = 4_096;

  private final Reader in;
  private final StringBuilder ready = new StringBuilder();
  private final Stream stream;
  private final char[] piece = new char[PIECE];
  private int taken;
  private boolean ended;
  private boolean closed;

  RedactingReader(Redactor redactor, Reader in) {
    this.in = in;
    this.stream = redactor.stream(ready);
  }

  @Override
  public int read(char[] characters, int offset, int length) throws IOException {
    Objects.requireNonNull(characters, "characters: null (expected: an array)");
    Objects.checkFromIndexSize(offset, length, characters.length);
    synchronized (lock) {
      if (closed) {
        throw new IOException("reader: closed (expected: open)");
      }
      if (length == 0) {
        return 0;
      }
      while (taken == ready.length()) {
        ready.setLength(0);
        taken = 0;
        if (ended) {
          return -1;
        }
        int count = in.read(piece, 0, PIECE);
        if (count < 0) {
          ended = true;
          stream.end();
        } else {
          stream.write(piece, 0, count);
        }
      }
      int count = Math.min(length, ready.length() - taken);
      ready.getChars(taken, taken + count, characters, offset);
      taken += count;
      return count;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      closed = true;
      ready.setLength(0);
      in.close();
    }
  }
}
