package dev.hardening.ratelimit.http;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first of many rules that matches, without trying them all: their patterns stand in a
 * tree of segments. The tree tells which patterns match in any case of letters, which is all that a
 * rule with limits asks of a path; an exemption compares once more by itself. A look-up allocates
 * nothing.
 */
final class RuleIndex {

  private final List<RateLimitRule> rules;
  private final Node root = new Node(null);

  RuleIndex(List<RateLimitRule> rules) {
    this.rules = rules;
    for (int rule = 0; rule < rules.size(); rule++) {
      for (PathPattern pattern : rules.get(rule).patterns()) {
        root.add(pattern, 0, rule);
      }
    }
  }

  /**
   * The first rule that matches, or null.
   *
   * @param exemptions whether exemptions count
   */
  @Nullable RateLimitRule first(String method, String path, int from, boolean exemptions) {
    if (from < path.length() && path.charAt(from) != '/') {
      return null; // every pattern begins with a slash
    }
    int found = find(root, method, path, from, from, exemptions, rules.size());
    return found == rules.size() ? null : rules.get(found);
  }

  /**
   * @param at where the path goes on after what led to this node
   * @param best the first rule found so far
   */
  private int find(
      Node node, String method, String path, int from, int at, boolean exemptions, int best) {
    int end = path.length();
    boolean over = at >= end || (at + 1 == end && path.charAt(at) == '/');
    int first = firstOf(node.opens, method, path, from, exemptions, best);
    if (over) {
      return firstOf(node.ends, method, path, from, exemptions, first);
    }
    if (path.charAt(at) != '/') {
      return first;
    }
    int slash = path.indexOf('/', at + 1);
    int stop = slash < 0 ? end : slash;
    for (Node child : node.children) {
      if (child.least < first && child.matches(path, at + 1, stop)) {
        first = find(child, method, path, from, stop, exemptions, first);
      }
    }
    return first;
  }

  private int firstOf(
      int[] candidates, String method, String path, int from, boolean exemptions, int best) {
    for (int candidate : candidates) {
      if (candidate >= best) {
        return best;
      }
      RateLimitRule rule = rules.get(candidate);
      if (rule.isExemption()
          ? exemptions && rule.matches(method, path, from)
          : rule.matchesMethod(method)) {
        return candidate;
      }
    }
    return best;
  }

  /** What the patterns with the same first segments go on with. */
  private static final class Node {
    /** Null for any segment. */
    private final @Nullable String literal;

    private Node[] children = {};

    /** Rules, in order, with a pattern for whatever follows. */
    private int[] opens = {};

    /** Rules, in order, with a pattern that ends here. */
    private int[] ends = {};

    /** The first rule here or below. */
    private int least = Integer.MAX_VALUE;

    Node(@Nullable String literal) {
      this.literal = literal;
    }

    void add(PathPattern pattern, int depth, int rule) {
      least = Math.min(least, rule);
      if (depth < pattern.length()) {
        child(pattern.literal(depth)).add(pattern, depth + 1, rule);
      } else if (pattern.isOpen()) {
        opens = append(opens, rule);
      } else {
        ends = append(ends, rule);
      }
    }

    private Node child(@Nullable String literal) {
      for (Node child : children) {
        if (literal == null ? child.literal == null : literal.equals(child.literal)) {
          return child;
        }
      }
      children = Arrays.copyOf(children, children.length + 1);
      Node made = new Node(literal);
      children[children.length - 1] = made;
      return made;
    }

    boolean matches(String path, int from, int to) {
      if (literal == null) {
        return to > from;
      }
      int length = literal.length();
      if (length != to - from) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (!isSame(literal.charAt(i), path.charAt(from + i))) {
          return false;
        }
      }
      return true;
    }

    /** As {@link String#equalsIgnoreCase} has it; most that differ do so in the first letter. */
    private static boolean isSame(char one, char other) {
      if (one == other) {
        return true;
      }
      char upper = Character.toUpperCase(one);
      char otherUpper = Character.toUpperCase(other);
      return upper == otherUpper
          || Character.toLowerCase(upper) == Character.toLowerCase(otherUpper);
    }

    private static int[] append(int[] values, int value) {
      int[] more = Arrays.copyOf(values, values.length + 1);
      more[values.length] = value;
      return more;
    }
  }
}
