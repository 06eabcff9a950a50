package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import org.jspecify.annotations.Nullable;

/** Checks of numbers: check digits, and which are assigned at all. */
final class NumberChecks {
  private NumberChecks() {}

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

  private static int number(String text, int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }
}
