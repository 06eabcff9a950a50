package dev.hardening.redaction;

import dev.hardening.redaction.engine.Stream;
import java.io.IOException;
import java.io.Writer;
import java.util.Objects;

/** The writer of {@link Redactor#redactingWriter}. */
final class RedactingWriter extends Writer {
  private static final String TEXT_MISSING = "text: null (expected: a text)";

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
    Objects.requireNonNull(characters, "characters: null (expected: an array)");
    Objects.checkFromIndexSize(offset, length, characters.length);
    synchronized (lock) {
      if (closed) {
        throw new IOException("writer: closed (expected: open)");
      }
      stream.write(characters, offset, length);
      pass();
    }
  }

  @Override
  public void write(String text) throws IOException {
    super.write(Objects.requireNonNull(text, TEXT_MISSING));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    super.write(Objects.requireNonNull(text, TEXT_MISSING), offset, length);
  }

  /** Unlike other writers, no "null" for null: a missing text is the caller's to decide. */
  @Override
  public Writer append(CharSequence text) throws IOException {
    return super.append(Objects.requireNonNull(text, TEXT_MISSING));
  }

  @Override
  public Writer append(CharSequence text, int start, int end) throws IOException {
    return super.append(Objects.requireNonNull(text, TEXT_MISSING), start, end);
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
