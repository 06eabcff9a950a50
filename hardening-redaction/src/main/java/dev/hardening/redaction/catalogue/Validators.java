package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.Replacements;
import dev.hardening.redaction.engine.UrlMatcher;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Checksums and assignment tables. Each says why a span that has the shape is none. */
final class Validators {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** A code as long is nothing else. */
  private static final int LONG_CODE = 64;

  /** How far a query is read on either side. */
  private static final int QUERY = 200;

  private static final CharSet QUERY_END = CharSet.of("\"'`<>\\").or(CharSet.range('\0', ' '));

  /** How far in front of a password of .netrc its machine may stand. */
  private static final int NETRC = 200;

  private Validators() {}

  /** A plus sign in front is a space of a query where a word precedes it, else that of a figure. */
  static final Check CARD =
      new Check() {
        @Override
        public @Nullable String reject(String text, int start, int end) {
          return card(text, start, end);
        }

        @Override
        public @Nullable String rejectBehind(String text, int floor, int start, int end) {
          boolean sign =
              start > floor
                  && text.charAt(start - 1) == '+'
                  && (start - 1 == floor || !CharSet.ALNUM.contains(text.charAt(start - 2)));
          return sign ? "a figure with a sign" : card(text, start, end);
        }
      };

  /** Issuer ranges with their lengths, and the Luhn checksum (ISO/IEC 7812-1, Annex B). */
  private static @Nullable String card(String text, int start, int end) {
    StringBuilder digits = new StringBuilder(19);
    char separator = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (CharSet.DIGIT.contains(c)) {
        digits.append(c);
        continue;
      }
      if (separator != 0 && c != separator) {
        return "two different separators";
      }
      separator = c;
      i += c == '%' ? 2 : 0;
    }
    int length = digits.length();
    int sum = 0;
    boolean same = true;
    for (int i = 0; i < length; i++) {
      int d = digits.charAt(length - 1 - i) - '0';
      sum += i % 2 == 0 ? d : 2 * d / 10 + 2 * d % 10;
      same &= digits.charAt(i) == digits.charAt(0);
    }
    if (same) {
      return "one digit repeated";
    }
    if (!issued(Integer.parseInt(digits, 0, 6, 10), length)) {
      return "no issuer has cards that begin so and have " + length + " digits";
    }
    return sum % 10 == 0 ? null : "the Luhn checksum does not hold";
  }

  private static boolean issued(int six, int length) {
    int two = six / 10_000;
    int three = six / 1_000;
    int four = six / 100;
    if (two / 10 == 4) {
      return length == 13 || length == 16 || length == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return length == 16;
    }
    if (two == 34 || two == 37) {
      return length == 15;
    }
    if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) {
      return length == 14 || length == 16;
    }
    if (four >= 3528 && four <= 3589) {
      return length >= 16;
    }
    if (four == 6011 || two == 65 || (three >= 644 && three <= 649)) {
      return length == 16 || length == 19;
    }
    if (two == 62) {
      return length >= 16;
    }
    return (two == 50 || two == 63 || two == 67 || two == 68) && length == 16;
  }

  /**
   * Assignment rules of the Social Security Administration, and numbers printed in advertisements.
   */
  static @Nullable String ssn(String text, int start, int end) {
    int area = number(text, start, start + 3);
    int group = number(text, start + 4, start + 6);
    int serial = number(text, start + 7, start + 11);
    if (text.charAt(start + 3) != text.charAt(start + 6)) {
      return "two different separators";
    }
    if (area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0) {
      return "no such number is assigned";
    }
    if ((area == 78 && group == 5 && serial == 1120)
        || (area == 219 && group == 9 && serial == 9999)) {
      return "a number known from advertisements";
    }
    return null;
  }

  /** ISO 13616: the length of the country, and mod 97 equal to 1. */
  static @Nullable String iban(String text, int start, int end) {
    StringBuilder compact = new StringBuilder(34);
    for (int i = start; i < end; i++) {
      if (text.charAt(i) != ' ') {
        compact.append(text.charAt(i));
      }
    }
    int at = IBAN_LENGTHS.indexOf(compact.substring(0, 2));
    if (at < 0 || at % 4 != 0) {
      return "no such country in the IBAN registry";
    }
    int length = Integer.parseInt(IBAN_LENGTHS.substring(at + 2, at + 4));
    if (compact.length() != length) {
      return "an IBAN of this country has " + length + " characters";
    }
    int remainder = 0;
    for (int i = 0; i < length; i++) {
      int value = Character.digit(compact.charAt((i + 4) % length), 36);
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder == 1 ? null : "the mod 97 checksum does not hold";
  }

  /** Country and length, four characters each. */
  private static final String IBAN_LENGTHS =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22"
          + "GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22"
          + "MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23TN24TR26"
          + "UA29VA22VG24XK20";

  /** What an authority has only where a password has it. */
  private static final CharSet ODD = CharSet.of("/?#\\\"'`");

  /** The e-mail of a URL's user information is the URL's business. */
  static final Check EMAIL =
      new Check() {
        @Override
        public @Nullable String reject(String text, int start, int end) {
          return email(text, 0, start, end);
        }

        @Override
        public @Nullable String rejectBehind(String text, int floor, int start, int end) {
          return email(text, floor, start, end);
        }
      };

  private static @Nullable String email(String text, int floor, int start, int end) {
    if (text.startsWith("git@", start)) {
      return "the user name of a repository URL";
    }
    String noHost = mailHost(text, start, end);
    if (noHost != null) {
      return noHost;
    }
    int stop = Math.max(floor, start - 256);
    for (int i = start; i > stop; i--) {
      char c = text.charAt(i - 1);
      if (c <= ' ' || c == '<' || c == '>') {
        return null;
      }
      int authority = c == ':' ? UrlMatcher.authority(text, i - 1) : -1;
      if (authority >= 0) {
        int odd = authority;
        while (odd < start && !ODD.contains(text.charAt(odd))) {
          odd++;
        }
        int sign = text.indexOf('@', start);
        return odd >= start || UrlMatcher.credentialsEnd(text, i - 1, floor) == sign
            ? "part of a URL's user information"
            : null;
      }
    }
    return null;
  }

  /** RFC 6750: an equals sign in a token is followed by no other character. */
  static @Nullable String noPair(String text, int start, int end) {
    int stop = Math.min(text.length(), start + 64);
    int i = start;
    while (i < stop && CharSet.TOKEN.contains(text.charAt(i))) {
      i++;
    }
    return i + 1 < stop && text.charAt(i) == '=' && CharSet.ALNUM.contains(text.charAt(i + 1))
        ? "a name and a value follow"
        : null;
  }

  /** Files and units of systemd may have an {@code @} in their names, and versions behind it. */
  static @Nullable String mailHost(String text, int start, int end) {
    String last = text.substring(text.lastIndexOf('.', end - 1) + 1, end).toLowerCase(Locale.ROOT);
    if (FILE_ENDINGS.contains(last)) {
      return "a file name, or a unit's";
    }
    int host = end;
    while (text.charAt(host - 1) != '@' && !text.startsWith("%40", host - 3)) {
      host--;
    }
    int point = numberEnd(text, host);
    return point > host
            && text.charAt(point) == '.'
            && numberEnd(text, point + 1) > point + 1
            && text.charAt(numberEnd(text, point + 1)) == '.'
        ? "a version follows the @"
        : null;
  }

  private static int numberEnd(String text, int at) {
    int i = at;
    while (i < text.length() && CharSet.DIGIT.contains(text.charAt(i))) {
      i++;
    }
    return i;
  }

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

  /** RFC 6749: a code comes with the state of the request, and goes with the type of the grant. */
  static final Check OAUTH_CODE =
      new Check() {
        @Override
        public @Nullable String reject(String text, int start, int end) {
          return oauthCode(text, 0, start, end);
        }

        @Override
        public @Nullable String rejectBehind(String text, int floor, int start, int end) {
          return oauthCode(text, floor, start, end);
        }
      };

  private static @Nullable String oauthCode(String text, int floor, int start, int end) {
    String reason = mixedCharacters(text, start, end);
    if (reason != null) {
      return reason;
    }
    int n = Math.min(text.length(), start + QUERY);
    int to = start;
    while (to < n && !QUERY_END.contains(text.charAt(to)) && text.charAt(to) != '&') {
      to++;
    }
    if (to - start >= LONG_CODE) {
      return null;
    }
    while (to < n && !QUERY_END.contains(text.charAt(to))) {
      to++;
    }
    int stop = Math.max(floor, start - QUERY);
    int from = start;
    while (from > stop && !QUERY_END.contains(text.charAt(from - 1))) {
      from--;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c == 's' && text.startsWith("state=", i))
          || (c == 'g' && text.startsWith("grant_type=authorization_code", i))) {
        boolean begins = i == floor || !CharSet.TOKEN.contains(text.charAt(i - 1));
        if (begins) {
          return null;
        }
      }
    }
    return "no state and no grant type in the query";
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
              java.util.Base64.getUrlDecoder()
                  .decode(text.substring(start, Math.min(dot, start + 512))),
              StandardCharsets.ISO_8859_1);
      return header.contains("\"alg\"") || header.contains("\"typ\"") || header.contains("\"enc\"")
          ? null
          : "its first part is not a JOSE header";
    } catch (IllegalArgumentException e) {
      return "its first part is not base64url";
    }
  }

  /** Each part of an IPv4 address is at most 255. */
  static @Nullable String ipv4(String text, int start, int end) {
    int part = 0;
    for (int i = start; i <= end; i++) {
      char c = i < end ? text.charAt(i) : '.';
      if (c == '.') {
        if (part > 255) {
          return "a part above 255";
        }
        part = 0;
      } else {
        part = part * 10 + (c - '0');
      }
    }
    return null;
  }

  /** Of those in common use the ones that are no top-level domain. */
  private static final Set<String> FILE_ENDINGS =
      Set.of(
          ("png jpg jpeg gif svg webp ico bmp css js map json yaml yml xml html htm csv pdf jar war java class log txt"
                  + " conf cfg ini properties sql bak tmp lock pid tgz gz tar bz2 xz whl deb rpm exe dll"
                  + " service socket device mount automount swap target path timer slice scope")
              .split(" "));

  private static int number(String text, int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
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

  /** What stands there is a replacement already. */
  static Check notYetRedacted(CharSet body) {
    return new Check() {
      @Override
      public @Nullable String reject(String text, int start, int end) {
        return Replacements.isValue(text, start, body) ? "already redacted" : null;
      }
    };
  }

  /** Before the password stand a machine, or the default, and a login, each with its name. */
  static Check netrc(CharSet body) {
    Check redacted = notYetRedacted(body);
    return new Check() {
      @Override
      public @Nullable String reject(String text, int start, int end) {
        return rejectBehind(text, 0, start, end);
      }

      @Override
      public @Nullable String rejectBehind(String text, int floor, int start, int end) {
        int stop = Math.max(floor, start - NETRC);
        int name = wordStart(text, wordStart(text, start, stop), stop);
        int login = wordStart(text, name, stop);
        int before = wordStart(text, login, stop);
        int machine = wordStart(text, before, stop);
        return isWord(text, login, "login")
                && (isWord(text, before, "default") || isWord(text, machine, "machine"))
            ? redacted.reject(text, start, end)
            : "no machine and login in front";
      }
    };
  }

  /** Whether what stands there up to the next space ends with a word, which may begin a text. */
  private static boolean isWord(String text, int at, String word) {
    int end = at;
    while (end < text.length() && !CharSet.SPACE.contains(text.charAt(end)) && end - at < NETRC) {
      end++;
    }
    int start = end - word.length();
    return start >= at
        && text.startsWith(word, start)
        && (start == at || !CharSet.WORD.contains(text.charAt(start - 1)));
  }

  /** Where the word begins that stands in front of a position, spaces between left out. */
  private static int wordStart(String text, int at, int stop) {
    int i = at;
    while (i > stop && CharSet.SPACE.contains(text.charAt(i - 1))) {
      i--;
    }
    while (i > stop && !CharSet.SPACE.contains(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }
}
