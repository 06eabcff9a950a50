package dev.hardening.redaction.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a URL: what stands between {@code ://} and the last {@code @} of the
 * authority.
 *
 * <p>For the named schemes the whole URL goes, for all others the password, or the only part where
 * there is no user name and it is as long as a token or the scheme is HTTP's.
 */
public final class UrlMatcher extends Matcher {
  private static final int MAXIMUM_AUTHORITY = 512;
  private static final int MAXIMUM_SCHEME = 32;
  private static final int TOKEN_LENGTH = 16;
  private static final CharSet SCHEME = CharSet.ALNUM.or(CharSet.of("+.-"));
  private static final CharSet STOP =
      CharSet.of("/?#\"'`<>\\ \t\r\n").or(CharSet.range((char) 0, ' '));
  private static final CharSet URL_END =
      CharSet.of("\"'`<>\\,;)]}[").or(CharSet.range((char) 0, ' '));

  /** Names that stand for a user, in documentation and in repository URLs. */
  private static final Set<String> USERS =
      Set.of("git", "user", "username", "user_name", "anonymous");

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
    return List.of(Window.of(CharSet.of(":"), CharSet.of("/"), CharSet.of("/"), any, 0));
  }

  @Override
  String subject(String text, int at) {
    return "user information of a URL";
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at < floor || !text.startsWith("://", at)) {
      return NONE;
    }
    int authority = at + 3;
    int stop = Math.min(text.length(), authority + MAXIMUM_AUTHORITY);
    int sign = -1;
    int firstSign = -1;
    int colon = -1;
    for (int i = authority; i < stop; i++) {
      char c = text.charAt(i);
      if (c == '@') {
        sign = i;
        firstSign = firstSign < 0 ? i : firstSign;
      } else if (c == ':' && colon < 0) {
        colon = i;
      } else if (STOP.contains(c)) {
        break;
      } else if ((c == '[' || c == '*') && replaced(text, i, colon)) {
        if (isPassword(text, i, colon)) {
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
    return wholeUrls ? span(scheme, urlEnd(text, sign)) : span(secret, sign);
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
   * Whether a replacement stands for the password, or one behind it and a colon for the password or
   * for more: a port is none.
   */
  private static boolean isPassword(String text, int at, int colon) {
    int most = Math.min(text.length(), at + MAXIMUM_AUTHORITY);
    int end = Replacements.end(text, at, most);
    if (at != colon + 1 && text.startsWith(":", end)) {
      return Replacements.end(text, end + 1, most) >= 0;
    }
    return at == colon + 1 && text.startsWith("@", end);
  }

  private static int schemeStart(String text, int at, int floor) {
    int i = at;
    while (i > floor && at - i < MAXIMUM_SCHEME && SCHEME.contains(text.charAt(i - 1))) {
      i--;
    }
    // Compound schemes such as jdbc:postgresql.
    return i - 5 >= floor && text.startsWith("jdbc:", i - 5) ? i - 5 : i;
  }

  private static int urlEnd(String text, int from) {
    int i = from;
    while (i < text.length() && !URL_END.contains(text.charAt(i))) {
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
    return end < text.length() || atEnd ? end : ~end;
  }
}
