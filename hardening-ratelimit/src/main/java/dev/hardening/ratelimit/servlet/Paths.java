package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.RateLimitRule.Match;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Takes from a request what says where it goes. */
final class Paths {

  private Paths() {}

  static List<Match> match(RateLimitRules rules, HttpServletRequest request) {
    String method = request.getMethod() == null ? "" : request.getMethod();
    String target = request.getRequestURI() == null ? "" : request.getRequestURI();
    String context = request.getContextPath() == null ? "" : request.getContextPath();
    String served;
    String rest;
    try {
      served = request.getServletPath();
      rest = request.getPathInfo();
    } catch (IllegalArgumentException e) {
      // Jetty 12 won't decode a path that can be read in several ways (an encoded slash, for one).
      served = null;
      rest = null;
    }
    return rules.match(method, target, afterContext(target, context), served, rest);
  }

  /**
   * Where the path goes on after the context path, which may have been sent in another spelling.
   */
  private static int afterContext(String target, String context) {
    if (target.startsWith(context)) {
      return context.length();
    }
    int at = 0;
    for (int segments = 0; at < target.length(); ) {
      char c = target.charAt(at);
      boolean starts = c == '/' && at + 1 < target.length() && target.charAt(at + 1) != '/';
      if (starts && segments == slashes(context)) {
        return at;
      }
      segments += starts ? 1 : 0;
      at++;
    }
    return target.length();
  }

  private static int slashes(String context) {
    return (int) context.chars().filter(c -> c == '/').count();
  }
}
