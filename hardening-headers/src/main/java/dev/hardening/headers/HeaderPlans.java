package dev.hardening.headers;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The plans of a filter: one pair (secure, not secure) by default and one for each path override.
 */
final class HeaderPlans {
  private final Pair standard;
  private final PathOverride[] overrides;
  private final Pair[] pairs;

  HeaderPlans(
      SecurityHeaders standard,
      List<PathOverride> overrides,
      boolean latency,
      Set<String> forbidden) {
    this.standard = Pair.of(standard, latency, forbidden);
    this.overrides = overrides.toArray(new PathOverride[0]);
    List<Pair> pairs = new ArrayList<>();
    overrides.forEach(each -> pairs.add(Pair.of(each.headers, latency, forbidden)));
    this.pairs = pairs.toArray(new Pair[0]);
  }

  HeaderPlan planFor(HttpServletRequest request) {
    boolean secure = request.isSecure();
    if (overrides.length > 0) {
      String path = pathOf(request);
      for (int i = 0; i < overrides.length; i++) {
        if (overrides[i].matches(path)) {
          return pairs[i].get(secure);
        }
      }
    }
    return standard.get(secure);
  }

  /** The plan of paths without override. */
  HeaderPlan standard(boolean secure) {
    return standard.get(secure);
  }

  private static String pathOf(HttpServletRequest request) {
    String servletPath = request.getServletPath();
    String pathInfo = request.getPathInfo();
    return pathInfo == null ? servletPath : servletPath + pathInfo;
  }

  private record Pair(HeaderPlan secure, HeaderPlan plain) {
    static Pair of(SecurityHeaders headers, boolean latency, Set<String> forbidden) {
      return new Pair(
          new HeaderPlan(headers, true, latency, forbidden),
          new HeaderPlan(headers, false, latency, forbidden));
    }

    HeaderPlan get(boolean isSecure) {
      return isSecure ? secure : plain;
    }
  }

  /** Other headers for some paths. */
  record PathOverride(String pattern, SecurityHeaders headers) {
    static void requirePattern(String pattern) {
      int star = pattern.indexOf('*');
      boolean wildcard = pattern.endsWith("/*") && star == pattern.length() - 1;
      if (!pattern.startsWith("/") || (star >= 0 && !wildcard)) {
        throw new IllegalArgumentException(
            "pathPattern: " + HeaderSyntax.quoted(pattern) + " (expected: /path or /path/*)");
      }
    }

    /** Whether every path that another pattern matches is matched by this one. */
    static boolean covers(String pattern, String other) {
      String path = other.endsWith("/*") ? other.substring(0, other.length() - 2) : other;
      return pattern.endsWith("/*") && matches(pattern, path);
    }

    boolean matches(String path) {
      return matches(pattern, path);
    }

    private static boolean matches(String pattern, String path) {
      if (!pattern.endsWith("/*")) {
        return path.equals(pattern);
      }
      int length = pattern.length() - 2;
      return path.length() >= length
          && path.regionMatches(0, pattern, 0, length)
          && (path.length() == length || path.charAt(length) == '/');
    }
  }
}
