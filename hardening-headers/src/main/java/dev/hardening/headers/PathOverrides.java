package dev.hardening.headers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The paths with headers of their own that a builder was given, in order. Not thread-safe. */
final class PathOverrides {
  private final Map<String, UnaryOperator<SecurityHeaders>> byPattern = new LinkedHashMap<>();

  /**
   * Adds one.
   *
   * @param headers makes the path's headers of those of all paths
   * @throws IllegalArgumentException if the pattern has another form, was given before, or can
   *     never decide because an earlier one covers it
   */
  void add(String pathPattern, UnaryOperator<SecurityHeaders> headers) {
    HeaderPlans.PathOverride.requirePattern(pathPattern);
    for (String earlier : byPattern.keySet()) {
      if (earlier.equals(pathPattern)) {
        throw new IllegalArgumentException(
            "pathPattern: " + pathPattern + " (expected: each pattern once)");
      }
      if (HeaderPlans.PathOverride.covers(earlier, pathPattern)) {
        throw new IllegalArgumentException(
            "pathPattern: " + pathPattern + " (expected: before " + earlier + ", which covers it)");
      }
    }
    byPattern.put(pathPattern, headers);
  }

  /** The headers of each path, now that those of all paths are known. */
  List<HeaderPlans.PathOverride> of(SecurityHeaders all) {
    return byPattern.entrySet().stream()
        .map(each -> new HeaderPlans.PathOverride(each.getKey(), each.getValue().apply(all)))
        .toList();
  }
}
