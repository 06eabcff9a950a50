package dev.hardening.redaction.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a URL: what stands between {@code ://} and the last {@code @} of the
 * authority. The slashes may be escaped, as some writers of JSON do.
 *
 * <p>Passwords have characters in them that RFC 3986 would have encoded, so the authority does not
 * always end at the first {@code /}, {@code ?}, {@code #} or quote. Where there was a colon before
 * it and what stands between the last such colon and it is no port (digits or nothing) and no
 * placeholder, the authority goes on, over more such characters, until one behind an {@code @}. A
 * quote is such a character only where a letter, digit or {@code @} follows it and the URL does not
 * stand right behind one of its kind. White space, {@code <}, {@code >}, other escapes and another
 * {@code ://} end it everywhere.
 *
 * <p>For the named schemes the whole URL goes, with the list of hosts that some have, for all
 * others the password, or the only part where there is no user name and it is as long as a token or
 * the scheme is HTTP's.
 */
public final class UrlMatcher extends Matcher {
  private static final int MAXIMUM_AUTHORITY = 512;
  private static final int MAXIMUM_SCHEME = 32;
  private static final int TOKEN_LENGTH = 16;
  private static final CharSet SCHEME = CharSet.ALNUM.or(CharSet.of("+.-"));

  /** How far a list of hosts is looked at, with the authority less than a decision may look. */
  private static final int MAXIMUM_HOSTS = 400;

  /** Most backslashes before an escaped slash: a text of JSON, four times in another. */
  private static final int MOST_ESCAPES = 15;

  private static final CharSet ALWAYS = CharSet.of("<>").or(CharSet.range((char) 0, ' '));
  private static final CharSet QUOTES = CharSet.of("\"'`");
  private static final CharSet STOP = ALWAYS.or(QUOTES).or(CharSet.of("/?#\\"));
  private static final CharSet PLACEHOLDER = CharSet.of("{<[*");
  private static final CharSet URL_END =
      CharSet.of("\"'`<>\\,;)]}[").or(CharSet.range((char) 0, ' '));

  private static final CharSet HOST_END = URL_END.or(CharSet.of("/?#="));

  /** Names that stand for a user, in documentation and in repository URLs. */
  private static final Set<String> USERS =
      Set.of("git", "user", "username", "user_name", "anonymous");

  private static final UrlMatcher ANY = new UrlMatcher(Set.of(), false);

  private final Set<String> whole;
  private final boolean wholeUrls;

  /**
   * @param schemes the schemes meant, lower case
   * @param wholeUrls whether URLs of these schemes are matched whole; if not, the password of URLs
   *     of all other schemes is
   */
  public UrlMatcher(Set<String> schemes, boolean wholeUrls) {
    super(true);
    this.whole = Set.copyOf(schemes);
    this.wholeUrls = wholeUrls;
  }

  boolean wholeUrls() {
    return wholeUrls;
  }

  /** Whether a scheme is one of those whose URLs go whole. */
  boolean isWhole(String scheme) {
    return whole.contains(scheme.toLowerCase(Locale.ROOT));
  }

  @Override
  List<Window> windows() {
    CharSet any = STOP.complement();
    CharSet colon = CharSet.of(":");
    CharSet slash = CharSet.of("/");
    CharSet backslash = CharSet.of("\\");
    return List.of(
        Window.of(colon, slash, slash, any, 0),
        Window.of(colon, backslash, slash, backslash, 0),
        Window.of(colon, backslash, backslash, backslash, 0));
  }

  @Override
  String subject(String text, int at) {
    return "user information of a URL";
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    int authority = at < floor ? -1 : authority(text, at);
    if (authority < 0) {
      return NONE;
    }
    int stop = Math.min(text.length(), authority + MAXIMUM_AUTHORITY);
    int sign = -1;
    int firstSign = -1;
    int colon = -1;
    int lastColon = -1;
    boolean beyond = false;
    for (int i = authority; i < stop; i++) {
      char c = text.charAt(i);
      if (c == '@') {
        sign = i;
        firstSign = firstSign < 0 ? i : firstSign;
      } else if (c == ':') {
        if (beyond && authority(text, i) >= 0) {
          break;
        }
        colon = colon < 0 && !beyond ? i : colon;
        lastColon = i;
      } else if (STOP.contains(c)) {
        int escaped = c == '\\' ? escaped(text, i) : i;
        if (sign >= 0
            || escaped < 0
            || !(beyond || mayGoOn(text, authority, lastColon, i))
            || !isPartOfPassword(text, at, floor, i, escaped)) {
          break;
        }
        beyond = true;
        i = escaped;
      } else if ((c == '[' || c == '*') && replaced(text, i, colon)) {
        if (isPassword(text, i, sign, colon)) {
          return NONE;
        }
        break;
      }
    }
    if (sign < 0) {
      return NONE;
    }
    int scheme = schemeStart(text, at, floor);
    if (isWhole(text.substring(scheme, at)) != wholeUrls) {
      return NONE;
    }
    int secret = colon >= 0 && colon < sign ? colon + 1 : authority;
    if (firstSign < colon && secret > authority && Worth.isHarmless(text, secret, sign)) {
      // A port or nothing behind the host, then another sign: the user ended at the first.
      secret = authority;
      sign = firstSign;
    }
    if (secret == authority && !isToken(text, scheme, at, authority, sign)) {
      if (trace != null) {
        trace.rejected(authority, sign, "a user name without a password");
      }
      return NONE;
    }
    if (Worth.isHarmless(text, secret, sign)) {
      if (trace != null) {
        trace.rejected(secret, sign, "the password is empty, a placeholder or already redacted");
      }
      return NONE;
    }
    return wholeUrls ? span(scheme, urlEnd(text, hostsEnd(text, sign + 1))) : span(secret, sign);
  }

  /**
   * The {@code @} behind the credentials of the URL whose scheme ends at a colon; -1 where there
   * are none.
   */
  public static int credentialsEnd(String text, int colon, int floor) {
    return (int) ANY.match(text, colon, floor, null);
  }

  /** Where the authority begins, if this is the colon of {@code ://}; else -1. */
  public static int authority(String text, int colon) {
    int first = escaped(text, colon + 1);
    if (first < 0 || text.charAt(first) != '/') {
      return -1;
    }
    int second = 2 * first - colon;
    return text.regionMatches(colon + 1, text, first + 1, first - colon) ? second + 1 : -1;
  }

  /**
   * The place of a character behind as many backslashes as there are; -1 where they are too many.
   */
  private static int escaped(String text, int at) {
    int i = at;
    while (i < text.length() && text.charAt(i) == '\\') {
      i++;
    }
    return i < text.length() && i - at <= MOST_ESCAPES ? i : -1;
  }

  /** Whether a colon came before, and behind the last one neither a port nor a placeholder. */
  private static boolean mayGoOn(String text, int authority, int colon, int end) {
    if (colon < 0 || text.charAt(authority) == '[') {
      return false;
    }
    int i = colon + 1;
    while (i < end && CharSet.DIGIT.contains(text.charAt(i))) {
      i++;
    }
    return i < end
        && !PLACEHOLDER.contains(text.charAt(colon + 1))
        && !text.startsWith("${", colon + 1);
  }

  /** Whether a character that ends other authorities may be one of a password. */
  private boolean isPartOfPassword(String text, int at, int floor, int start, int end) {
    char c = text.charAt(end);
    if (!QUOTES.contains(c)) {
      return c == '/' || (start == end && !ALWAYS.contains(c));
    }
    char next = end + 1 < text.length() ? text.charAt(end + 1) : ' ';
    if (next != '@' && !CharSet.ALNUM.contains(next)) {
      return false;
    }
    int opener = schemeStart(text, at, floor) - 1;
    if (opener < floor || text.charAt(opener) != c) {
      return true;
    }
    int escape = opener;
    while (escape > floor && text.charAt(escape - 1) == '\\' && opener - escape <= end - start) {
      escape--;
    }
    return opener - escape != end - start;
  }

  /**
   * Whether a replacement stands here, which may have ended the authority; a label in front of the
   * password with a word right behind it is none of ours.
   */
  private static boolean replaced(String text, int at, int colon) {
    return Replacements.beginsAt(text, at)
        && (text.charAt(at) == '*'
            || colon < 0
            || at != colon + 1
            || Replacements.isLabelOfOurs(text, at));
  }

  /**
   * Whether user information without a password is a secret: over HTTP, where nothing else is what
   * it is for, and wherever it is as long as a token.
   */
  private static boolean isToken(String text, int scheme, int schemeEnd, int start, int end) {
    return end - start >= TOKEN_LENGTH
        || (end > start
            && (text.regionMatches(true, schemeEnd - 5, "https", 0, 5)
                || text.regionMatches(true, schemeEnd - 4, "http", 0, 4))
            && schemeEnd - scheme >= 4
            && !USERS.contains(text.substring(start, end).toLowerCase(Locale.ROOT)));
  }

  /**
   * Whether a replacement stands for the password, or one behind it and the next colon for the
   * password or for more: a port is none, and is never replaced.
   */
  private static boolean isPassword(String text, int at, int sign, int colon) {
    int most = Math.min(text.length(), at + MAXIMUM_AUTHORITY);
    int end = Replacements.end(text, at, most);
    if (at != colon + 1) {
      boolean host = sign >= 0 && colon < 0;
      if (host && at > sign + 1) {
        // It may have taken another sign along.
        return true;
      }
      while (host
          && end < most
          && !STOP.contains(text.charAt(end))
          && text.charAt(end) != '@'
          && !Replacements.beginsAt(text, end)) {
        end++;
      }
      return end < most
          && (host
              ? !STOP.contains(text.charAt(end))
              : text.charAt(end) == ':' && Replacements.end(text, end + 1, most) >= 0);
    }
    // Behind a sign it may have taken the next one along.
    return sign >= 0 || text.startsWith("@", end);
  }

  private static int schemeStart(String text, int at, int floor) {
    int i = at;
    while (i > floor && at - i < MAXIMUM_SCHEME && SCHEME.contains(text.charAt(i - 1))) {
      i--;
    }
    // Compound schemes such as jdbc:postgresql.
    return i - 5 >= floor && text.startsWith("jdbc:", i - 5) ? i - 5 : i;
  }

  /** The end of the hosts behind the credentials: more may follow, each behind a comma. */
  private static int hostsEnd(String text, int from) {
    int stop = Math.min(text.length(), from + MAXIMUM_HOSTS);
    int end = hostEnd(text, from, stop);
    while (end < stop && text.charAt(end) == ',') {
      int next = hostEnd(text, end + 1, stop);
      boolean host = next > end + 1 && CharSet.ALNUM.contains(text.charAt(end + 1));
      boolean key = next < stop && text.charAt(next) == '=';
      if (!host || key || (text.charAt(next - 1) == ':' && authority(text, next - 1) >= 0)) {
        break;
      }
      end = next;
    }
    return end;
  }

  private static int hostEnd(String text, int from, int stop) {
    int i = from;
    while (i < stop && !HOST_END.contains(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static int urlEnd(String text, int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      int escaped = c == '\\' ? escaped(text, i) : -1;
      if (escaped >= 0 && text.charAt(escaped) == '/') {
        i = escaped;
      } else if (URL_END.contains(c)) {
        break;
      }
      i++;
    }
    return i;
  }

  @Override
  int mode(String text, int at, int floor) {
    return wholeUrls ? 1 : 0;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    int end = mode == 1 ? urlEnd(text, from) : from;
    boolean escape = end + MOST_ESCAPES >= text.length() && escapeAtEnd(text, end);
    return (end < text.length() && !escape) || atEnd ? end : ~end;
  }

  /**
   * Whether there are but backslashes to the end of the text, and what they escape is yet to come.
   */
  private static boolean escapeAtEnd(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == '\\') {
      i++;
    }
    return i == text.length();
  }
}
