package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The windows of all rules in the {@link Filter}'s buckets, and which rules to try at each. */
final class Anchors {
  /**
   * A rule to try at an offset from a window, if what stands before and at the end of the window
   * agrees.
   *
   * @param named whether a name ends at that offset, which something has to part from a value
   */
  record Anchor(
      int rule, int offset, @Nullable CharSet previous, @Nullable CharSet last, boolean named) {
    // Those of a record are put together when first called, slowly in a JVM that has just started.
    @Override
    public boolean equals(Object o) {
      return o instanceof Anchor a
          && rule == a.rule
          && offset == a.offset
          && Objects.equals(previous, a.previous)
          && Objects.equals(last, a.last);
    }

    @Override
    public int hashCode() {
      return 31 * rule + offset;
    }
  }

  /** Anchors of windows that share a bucket, and one look at which of them can be there. */
  static final class Group {
    final Opening opening;
    final Anchor[] members;

    Group(Opening opening, List<Anchor> members) {
      this.opening = opening;
      this.members = members.toArray(NONE);
    }
  }

  static final Anchor[] NONE = {};
  private static final Group[] NO_GROUPS = {};

  final Filter filter;
  final Literals literals;

  /** A bit for each bucket of windows that begin with a literal, and for each of the others. */
  final int literalBuckets;

  final int classBuckets;

  /** Furthest that a window is behind its reference point. */
  final int furthestReference;

  private final Group[][] groups = new Group[Filter.BUCKETS][];

  Anchors(Matcher[] matchers) {
    Map<Window, List<Anchor>> anchors = new LinkedHashMap<>();
    int furthest = 0;
    for (int r = 0; r < matchers.length; r++) {
      for (Window window : matchers[r].windows()) {
        furthest = Math.max(furthest, -window.offset());
        Anchor anchor =
            new Anchor(
                r,
                window.offset(),
                window.previous(),
                window.sets().get(3),
                matchers[r] instanceof KeyValueMatcher);
        add(anchors, new Window(window.sets(), 0, null), List.of(anchor));
      }
    }
    furthestReference = furthest;

    List<List<Window>> buckets = Filter.divide(shapes(anchors));
    filter = new Filter(buckets);
    Arrays.fill(groups, NO_GROUPS);
    Map<Integer, List<Anchor>> byLiteral = new TreeMap<>();
    int literalMask = 0;
    int classMask = 0;
    for (int b = 0; b < buckets.size(); b++) {
      List<Anchor> classes = new ArrayList<>();
      List<List<@Nullable CharSet>> runs = new ArrayList<>();
      for (Window window : buckets.get(b)) {
        List<Anchor> here = anchors.getOrDefault(window.after(null), List.of());
        String literal = window.literal();
        if (literal != null) {
          literalMask |= 1 << b;
          add(byLiteral, Literals.key(literal, 0), here);
          continue;
        }
        classMask |= 1 << b;
        for (Anchor anchor : new LinkedHashSet<>(here)) {
          classes.add(anchor);
          runs.add(
              Opening.run(
                  new Window(window.sets(), anchor.offset(), null),
                  matchers[anchor.rule()].opening()));
        }
      }
      List<Group> some = new ArrayList<>();
      for (int from = 0; from < classes.size(); from += Opening.MAXIMUM) {
        int to = Math.min(classes.size(), from + Opening.MAXIMUM);
        some.add(new Group(new Opening(runs.subList(from, to)), classes.subList(from, to)));
      }
      groups[b] = some.toArray(NO_GROUPS);
    }
    literalBuckets = literalMask;
    classBuckets = classMask;
    literals = new Literals(byLiteral);
  }

  private static <K> void add(Map<K, List<Anchor>> anchors, K key, List<Anchor> more) {
    List<Anchor> known = anchors.get(key);
    if (known == null) {
      known = new ArrayList<>();
      anchors.put(key, known);
    }
    known.addAll(more);
  }

  /** Each window once, after what may stand before any of its anchors. */
  private static List<Window> shapes(Map<Window, List<Anchor>> anchors) {
    List<Window> shapes = new ArrayList<>();
    for (Map.Entry<Window, List<Anchor>> entry : anchors.entrySet()) {
      CharSet before = CharSet.NONE;
      for (Anchor anchor : entry.getValue()) {
        CharSet previous = anchor.previous();
        before = previous == null ? CharSet.ANY : before.or(previous);
      }
      shapes.add(entry.getKey().after(before));
    }
    return shapes;
  }

  Group[] groups(int bucket) {
    return groups[bucket];
  }

  /** Bytes of the tables, without the objects around them. */
  long bytes() {
    long sum = filter.bytes() + literals.bytes();
    for (Group[] some : groups) {
      for (Group group : some) {
        sum += group.opening.bytes();
      }
    }
    return sum;
  }
}
