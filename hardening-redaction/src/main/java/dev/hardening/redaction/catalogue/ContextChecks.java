package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.Replacements;
import org.jspecify.annotations.Nullable;

/** Checks of what stands around a match: queries, pairs, files of passwords. */
final class ContextChecks {
  /** A code as long is nothing else. */
  private static final int LONG_CODE = 64;

  /** How far a query is read on either side. */
  private static final int QUERY = 200;

  private static final CharSet QUERY_END = CharSet.of("\"'`<>\\").or(CharSet.range('\0', ' '));

  /** Where a query may end, a parameter may begin that says something, or a replacement. */
  private static final CharSet TURN = QUERY_END.or(CharSet.of("&sg[*"));

  /** How far in front of a password of .netrc its machine may stand. */
  private static final int NETRC = 200;

  private static final CharSet NAME = CharSet.LETTER.or(CharSet.of("_"));

  private ContextChecks() {}

  /** RFC 6750: an equals sign in a token is followed by no other character. */
  static @Nullable String noPair(String text, int start, int end) {
    int stop = Math.min(text.length(), start + 64);
    int i = start;
    while (i < stop && NAME.contains(text.charAt(i))) {
      i++;
    }
    return i + 1 < stop && text.charAt(i) == '=' && CharSet.ALNUM.contains(text.charAt(i + 1))
        ? "a name and a value follow"
        : null;
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
    String reason = TokenChecks.mixedCharacters(text, start, end);
    if (reason != null) {
      return reason;
    }
    int n = Math.min(text.length(), start + QUERY);
    boolean inCode = true;
    // Up to what was replaced: how long that was, and whether it ended the query, is lost.
    for (int i = start; i < n; i++) {
      char c = text.charAt(i);
      if (TURN.contains(c)) {
        if (QUERY_END.contains(c) || Replacements.beginsAt(text, i)) {
          break;
        }
        if (saysCode(text, i, floor)) {
          return null;
        }
        inCode &= c != '&';
      }
      if (inCode && i - start >= LONG_CODE - 1) {
        return null;
      }
    }
    int stop = Math.max(floor, start - QUERY);
    for (int i = start - 1; i >= stop; i--) {
      char c = text.charAt(i);
      if (TURN.contains(c)) {
        if (QUERY_END.contains(c)) {
          break;
        }
        if (saysCode(text, i, floor)) {
          return null;
        }
      }
    }
    return "no state and no grant type in the query";
  }

  /** Whether a parameter begins here that stands beside a code. */
  private static boolean saysCode(String text, int at, int floor) {
    char c = text.charAt(at);
    return (c == 's' || c == 'g')
        && (text.startsWith("state=", at) || text.startsWith("grant_type=authorization_code", at))
        && (at == floor || !CharSet.TOKEN.contains(text.charAt(at - 1)));
  }

  /** Nothing in it is a replacement: what else stood there is lost. */
  static @Nullable String replacedNowhere(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Replacements.beginsAt(text, i)) {
        return "already redacted";
      }
    }
    return null;
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
