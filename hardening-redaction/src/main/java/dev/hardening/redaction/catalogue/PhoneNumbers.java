package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import org.jspecify.annotations.Nullable;

/**
 * What tells an international phone number from a figure with a sign: country codes that are
 * assigned, and how many digits follow them (ITU-T E.164, and the national plans that are filed
 * with the ITU).
 */
final class PhoneNumbers {
  private static final int MOST_DIGITS = 15;

  /**
   * Codes of one and two digits with the least and most digits behind them; the others have three
   * digits.
   */
  private static final String PLANS =
      " 1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-11 32:8-9 33:9-9 34:9-9 36:8-9 39:6-12 40:9-9 41:9-12 43:4-13"
          + " 44:9-10 45:8-8 46:7-10 47:8-12 48:9-9 49:6-13 51:8-9 52:10-11 53:8-8 54:10-11 55:10-11 56:8-9 57:8-10"
          + " 58:10-10 60:8-10 61:9-9 62:8-12 63:8-10 64:8-10 65:8-8 66:8-9 81:9-10 82:8-11 84:8-10 86:10-11 90:10-10"
          + " 91:10-10 92:9-10 93:9-9 94:9-9 95:7-10 98:10-10 ";

  /** Beginnings of codes of three digits that are assigned. */
  private static final String THREE_DIGITS =
      " 211 212 213 216 218 22 23 24 25 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 35 37 380 381 382"
          + " 383 385 386 387 389 420 421 423 50 59 67 680 681 682 683 685 686 687 688 689 690 691 692 850 852 853 855"
          + " 856 870 880 881 882 883 886 96 970 971 972 973 974 975 976 977 992 993 994 995 996 998 ";

  /** What a figure is counted in. */
  private static final String UNITS =
      " bytes byte b kb mb gb tb kib mib gib ns us ms s sec seconds ops rows records items ";

  private PhoneNumbers() {}

  static @Nullable String international(String text, int start, int end) {
    StringBuilder digits = new StringBuilder(MOST_DIGITS + 1);
    boolean bare = true;
    for (int i = start + (text.charAt(start) == '%' ? 3 : 1); i < end; i++) {
      char c = text.charAt(i);
      if (text.startsWith("(0)", i)) {
        i += 2; // only dialled at home
      } else if (CharSet.DIGIT.contains(c)) {
        digits.append(c);
      } else {
        bare = false;
      }
    }
    if (digits.length() > MOST_DIGITS || !planned(digits.toString())) {
      return "no country has numbers that begin so and have " + digits.length() + " digits";
    }
    if (digits.toString().endsWith("000000")) {
      return "a round figure";
    }
    return bare && UNITS.contains(" " + wordAfter(text, end) + " ") ? "a figure with a unit" : null;
  }

  private static boolean planned(String digits) {
    for (int code = 1; code <= 2 && code < digits.length(); code++) {
      int at = PLANS.indexOf(" " + digits.substring(0, code) + ":");
      if (at >= 0) {
        int least = at + code + 2;
        int hyphen = PLANS.indexOf('-', least);
        int length = digits.length() - code;
        return length >= Integer.parseInt(PLANS, least, hyphen, 10)
            && length <= Integer.parseInt(PLANS, hyphen + 1, PLANS.indexOf(' ', hyphen), 10)
            && (code == 2 || digits.charAt(0) != '1' || digits.charAt(1) >= '2');
      }
    }
    return digits.length() >= 8
        && digits.length() <= 13
        && (THREE_DIGITS.contains(" " + digits.substring(0, 3) + " ")
            || THREE_DIGITS.contains(" " + digits.substring(0, 2) + " "));
  }

  /** Whether a word goes on here, with what letters have beside them in names and addresses. */
  private static boolean isPartOfMore(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    boolean sign = c == '.' || c == '\'';
    return sign
        ? at + 1 < text.length() && CharSet.ALNUM.contains(text.charAt(at + 1))
        : CharSet.TOKEN.or(CharSet.of("@%+=~$")).contains(c);
  }

  /**
   * The word behind a space, in lower case; empty where there is none, or one too long for a unit.
   */
  private static String wordAfter(String text, int end) {
    if (end >= text.length() || text.charAt(end) != ' ') {
      return "";
    }
    int i = end + 1;
    while (i < text.length() && i - end < 9 && CharSet.LETTER.contains(text.charAt(i))) {
      i++;
    }
    return isPartOfMore(text, i)
        ? ""
        : text.substring(end + 1, i).toLowerCase(java.util.Locale.ROOT);
  }
}
