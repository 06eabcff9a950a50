package dev.hardening.redaction;

import java.nio.charset.StandardCharsets;

/**
 * How the characters of a scanned string stand for text: as themselves, or each for one byte of
 * UTF-8, which needs no decoding and loses nothing, because all that the catalogue looks for is
 * ASCII.
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

  abstract String decode(byte[] bytes);

  abstract byte[] encode(String scanned);

  abstract String toText(String scanned);

  abstract String fromText(String text);
}
