package dev.hardening.redaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How the characters of a scanned string stand for text: as themselves, or, where bytes are no
 * UTF-8, each for one byte, which loses nothing, because all that the catalogue looks for is ASCII.
 */
enum TextForm {
  TEXT {
    @Override
    String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    byte[] encode(String scanned) {
      return scanned.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    String toText(String scanned) {
      return scanned;
    }

    @Override
    String fromText(String text) {
      return text;
    }
  },
  BYTES {
    @Override
    String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    byte[] encode(String scanned) {
      return scanned.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    String toText(String scanned) {
      return TEXT.decode(encode(scanned));
    }

    @Override
    String fromText(String text) {
      return decode(TEXT.encode(text));
    }
  };

  /** What stands for bytes that are no UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  /** Whether bytes are not those of the text that they were decoded to. */
  boolean loses(byte[] bytes, String decoded) {
    return decoded.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(encode(decoded), bytes);
  }

  abstract String decode(byte[] bytes);

  abstract byte[] encode(String scanned);

  abstract String toText(String scanned);

  abstract String fromText(String text);
}
