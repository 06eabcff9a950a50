package dev.hardening.redaction;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;

/** Texts that are redacted in pieces. */
public final class Pieces {
  private Pieces() {}

  /** What a stream makes of a text in two pieces, the first of them flushed. */
  public static String redacted(Redactor redactor, String text, int split) throws IOException {
    StringWriter out = new StringWriter();
    try (Writer writer = redactor.redactingWriter(out)) {
      writer.write(text, 0, split);
      writer.flush();
      writer.write(text, split, text.length() - split);
    }
    return out.toString();
  }
}
