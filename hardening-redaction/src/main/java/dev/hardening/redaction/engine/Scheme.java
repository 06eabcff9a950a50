package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/**
 * The scheme in front of the credential of an Authorization header (RFC 9110, section 11.4): any
 * token, a space, and something that is a credential behind a known scheme, and looks like one
 * behind any other.
 */
final class Scheme {
  private static final Set<String> KNOWN =
      Set.of(
          "basic",
          "bearer",
          "digest",
          "negotiate",
          "ntlm",
          "token",
          "apikey",
          "aws4-hmac-sha256",
          "hawk",
          "oauth",
          "dpop",
          "splunk",
          "sso-key",
          "key",
          "genie",
          "bot",
          "privatetoken",
          "hmac",
          "sharedkey",
          "sharedaccesssignature");

  private static final int LONGEST = 32;
  private static final int MOST_SPACES = 8;

  /** How many characters behind an unknown scheme are looked at. */
  private static final int JUDGED = 128;

  private static final CharSet NAME = CharSet.TOKEN.or(CharSet.of("!#$%'+.^`|~"));
  private static final CharSet WORD_END = CharSet.of("\"'\\`<>[]").or(CharSet.range('\0', ' '));

  /** What closes or parts values begins none. */
  private static final CharSet CLOSING = CharSet.of(",;&)]}>|'");

  private Scheme() {}

  /** The same, in a value that is all there is. */
  static int after(String text, int start) {
    return after(text, start, true);
  }

  /**
   * Where the credential begins after a scheme and spaces; {@code start} where there is none.
   *
   * @param line whether all to the end of the line belongs to the value, and is looked at
   */
  static int after(String text, int start, boolean line) {
    int credential = next(text, start);
    if (credential < 0 || (!line && CLOSING.contains(text.charAt(credential)))) {
      return start;
    }
    int end = wordEnd(text, start);
    String scheme = text.substring(start, end).toLowerCase(Locale.ROOT);
    boolean oneWord =
        line
            && CharSet.UPPER.contains(text.charAt(start))
            && isLast(text, wordEnd(text, credential));
    return KNOWN.contains(scheme)
            || ((oneWord || looksCredential(text, credential, line))
                && !Worth.isProse(text, start, end))
        ? credential
        : start;
  }

  /** Where the credential begins if the word here is a scheme; -1 where it can't be one. */
  static int next(String text, int start) {
    int n = text.length();
    int end = start;
    while (end < n && end - start < LONGEST && CharSet.TOKEN.contains(text.charAt(end))) {
      end++;
    }
    int credential = end;
    while (credential < n && text.charAt(credential) == ' ' && credential - end < MOST_SPACES) {
      credential++;
    }
    return end == start
            || credential == end
            || credential >= n
            || text.charAt(credential) <= ' '
            || Worth.isProse(text, credential, wordEnd(text, credential))
        ? -1
        : credential;
  }

  /** Whether parameters begin here: a name, an equals sign, something. */
  static boolean hasParameters(String text, int at) {
    int n = text.length();
    int i = at;
    while (i < n && i - at < KeyNames.LONGEST && NAME.contains(text.charAt(i))) {
      i++;
    }
    // One at the end, or before another, is padding.
    return i > at
        && i + 1 < n
        && text.charAt(i) == '='
        && (CharSet.ALNUM.contains(text.charAt(i + 1)) || HeaderValue.opensAt(text, i + 1));
  }

  private static boolean looksCredential(String text, int from, boolean line) {
    if (HeaderValue.opensAt(text, from) || hasParameters(text, from)) {
      return true;
    }
    int stop = Math.min(text.length(), from + JUDGED);
    int replaced = Replacements.end(text, from, stop);
    if (replaced >= 0) {
      return !line || isLast(text, replaced);
    }
    int i = from;
    while (i < stop) {
      int end = Math.min(stop, wordEnd(text, i));
      if (Worth.looksSecret(text, i, end) || Worth.isMixed(text, i, end)) {
        return true;
      }
      if (!line
          || end >= stop
          || text.charAt(end) != ' '
          || Replacements.firstIn(text, i, end) >= 0) {
        return false;
      }
      i = end + 1;
    }
    return false;
  }

  /** Whether a value to the end of the line ends here. */
  private static boolean isLast(String text, int end) {
    return end >= text.length()
        || (text.charAt(end) != ' '
            && text.charAt(end) != '\t'
            && WORD_END.contains(text.charAt(end)));
  }

  /** The end of a word, of which a label is a part: what it was before is not known. */
  static int wordEnd(String text, int from) {
    int stop = Math.min(text.length(), from + JUDGED);
    int i = from;
    while (i < stop) {
      int label = text.charAt(i) == '[' ? Replacements.labelEnd(text, i) : -1;
      if (label < 0 && WORD_END.contains(text.charAt(i))) {
        break;
      }
      i = Math.max(i + 1, label);
    }
    return i;
  }
}
