package dev.hardening.redaction;

import dev.hardening.redaction.engine.Stream;
import java.io.IOException;
import java.io.Writer;

/** The writer of {@link Redactor#redactingWriter}. */
final class RedactingWriter extends Writer {
  private final Writer out;
  private final StringBuilder ready = new StringBuilder();
  private final Stream stream;
  private boolean closed;

  RedactingWriter(Redactor redactor, Writer out) {
    this.out = out;
    this.stream = redactor.stream(ready);
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(offset, length, characters.length);
    synchronized (lock) {
      if (closed) {
        throw new IOException("writer: closed (expected: open)");
      }
      stream.write(characters, offset, length);
      pass();
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      if (!closed) {
        stream.settle();
        pass();
      }
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      try (out) {
        stream.end();
        pass();
      }
    }
  }

  private void pass() throws IOException {
    if (ready.length() > 0) {
      out.append(ready);
      ready.setLength(0);
    }
  }
}
