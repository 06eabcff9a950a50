package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.UrlMatcher;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks of e-mail addresses: what has an {@code @} and is none. */
final class MailChecks {
  /** Of those in common use the ones that are no top-level domain. */
  private static final Set<String> FILE_ENDINGS =
      Set.of(
          ("png jpg jpeg gif svg webp ico bmp css js map json yaml yml xml html htm csv pdf jar war java class log txt"
                  + " conf cfg ini properties sql bak tmp lock pid tgz gz tar bz2 xz whl deb rpm exe dll"
                  + " service socket device mount automount swap target path timer slice scope")
              .split(" "));

  private MailChecks() {}

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
}
