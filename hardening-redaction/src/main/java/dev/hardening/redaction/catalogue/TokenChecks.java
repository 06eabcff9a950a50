package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Checks of tokens by themselves: checksums, encodings, mixtures of characters. */
final class TokenChecks {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private TokenChecks() {}

  /** Nothing but letters of one case is a word. */
  static @Nullable String mixedCharacters(String text, int start, int end) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      upper |= CharSet.UPPER.contains(c);
      lower |= CharSet.LOWER.contains(c);
      digit |= CharSet.DIGIT.contains(c);
    }
    return (upper && lower) || (digit && (upper || lower))
        ? null
        : "letters of one case, or a number";
  }

  /** Device ids are hexadecimal, and names are words. */
  static @Nullable String telegram(String text, int start, int end) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    int stop = Math.min(end, start + 64);
    for (int i = text.indexOf(':', start) + 1; i < stop; i++) {
      char c = text.charAt(i);
      upper |= CharSet.UPPER.contains(c);
      lower |= CharSet.LOWER.contains(c);
      digit |= CharSet.DIGIT.contains(c);
    }
    return upper && lower && digit ? null : "without letters of both cases and a digit";
  }

  /** RFC 7617: base64 of printable characters with a colon among them. */
  static @Nullable String basicCredentials(String text, int start, int end) {
    int bits = 0;
    int value = 0;
    boolean colon = false;
    int stop = Math.min(text.length(), start + 200);
    int i = start;
    for (; i < stop; i++) {
      int d = base64(text.charAt(i));
      if (d < 0) {
        break;
      }
      value = value << 6 | d;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        int c = value >>> bits & 0xFF;
        if (c < ' ') {
          return "does not decode to text";
        }
        colon |= c == ':';
      }
    }
    return colon || i - start >= 64 ? null : "does not decode to a user name and a password";
  }

  private static int base64(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  /** GitHub: the last six characters are the base62 CRC32 of the thirty before, prefix excluded. */
  static @Nullable String githubChecksum(String text, int start, int end) {
    int body = text.indexOf('_', start) + 1;
    if (body <= start || end - body != 36) {
      return "not of the length that carries a checksum";
    }
    return checksum(text.substring(body, end - 6), text.substring(end - 6, end));
  }

  /** npm: the same, over all that precedes, prefix included. */
  static @Nullable String npmChecksum(String text, int start, int end) {
    if (end - start != 40) {
      return "not of the length that carries a checksum";
    }
    return checksum(text.substring(start, end - 6), text.substring(end - 6, end));
  }

  private static @Nullable String checksum(String covered, String stated) {
    CRC32 crc = new CRC32();
    crc.update(covered.getBytes(StandardCharsets.US_ASCII));
    return base62(crc.getValue()).equals(stated) ? null : "the CRC32 checksum does not hold";
  }

  /** Six base62 digits, zeros in front. */
  static String base62(long value) {
    char[] digits = new char[6];
    long rest = value;
    for (int i = 5; i >= 0; i--) {
      digits[i] = BASE62.charAt((int) (rest % 62));
      rest /= 62;
    }
    return new String(digits);
  }

  /** RFC 7519: the first part is base64url of a JSON object. */
  static @Nullable String jwtHeader(String text, int start, int end) {
    int dot = text.indexOf('.', start);
    if (dot < 0 || dot >= end) {
      return "no second part";
    }
    try {
      String header =
          new String(
              Base64.getUrlDecoder().decode(text.substring(start, Math.min(dot, start + 512))),
              StandardCharsets.ISO_8859_1);
      return header.contains("\"alg\"") || header.contains("\"typ\"") || header.contains("\"enc\"")
          ? null
          : "its first part is not a JOSE header";
    } catch (IllegalArgumentException e) {
      return "its first part is not base64url";
    }
  }
}
