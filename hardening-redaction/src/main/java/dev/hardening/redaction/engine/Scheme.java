package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/** The scheme in front of the credential of an Authorization header. */
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
  private static final Set<String> WITH_PARAMETERS =
      Set.of("digest", "hawk", "oauth", "aws4-hmac-sha256", "sharedaccesssignature");

  private Scheme() {}

  /** Whether what follows the scheme here are parameters, to the end of the line. */
  static boolean hasParameters(String text, int start) {
    return WITH_PARAMETERS.contains(at(text, start));
  }

  /**
   * Where the credential begins after a known scheme and spaces; {@code start} where there is none.
   */
  static int after(String text, int start) {
    String scheme = at(text, start);
    int i = start + scheme.length();
    if (!KNOWN.contains(scheme) || i >= text.length() || text.charAt(i) != ' ') {
      return start;
    }
    while (i < text.length() && text.charAt(i) == ' ' && i - start < 40) {
      i++;
    }
    return i < text.length() && text.charAt(i) > ' ' ? i : start;
  }

  private static String at(String text, int start) {
    int i = start;
    while (i < text.length() && i - start < 32 && CharSet.TOKEN.contains(text.charAt(i))) {
      i++;
    }
    return text.substring(start, i).toLowerCase(Locale.ROOT);
  }
}
