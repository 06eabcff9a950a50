package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rules compiled together: the {@link Filter} reads each character once, and where it says that
 * a window fits, the matchers of that window look closer.
 *
 * <p>Guarantees: one pass; no recursion; nothing allocated until a match is found; each candidate
 * costs a bounded walk (at most {@link Matcher#LOOK} characters) unless it is a match, whose walk
 * the scan then skips. So time is linear in the text whatever the text.
 */
public final class Engine {
  /** One matcher under the number of its detector; of equal spans the lower rank wins. */
  public record Rule(Matcher matcher, int detector, int rank) {}

  private record Anchor(int rule, int offset) {}

  private static final Anchor[] NO_ANCHORS = {};

  private final List<Rule> rules;
  private final Matcher[] matchers;
  private final int[] ranks;
  private final boolean[] behind;
  private final Filter filter;
  private final Anchor[][] byBucket;
  private final int[] literalKeys;
  private final Anchor[][] literalAnchors;
  private final int literalShift;
  private final int literalBuckets;
  private final int furthestReference;
  private final Set<String> allowed;
  private final int longestAllowed;

  /**
   * @param allowed values that are never matched, compared whole
   */
  public Engine(List<Rule> rules, Set<String> allowed) {
    this.rules = List.copyOf(rules);
    this.allowed = Set.copyOf(allowed);
    this.longestAllowed = allowed.stream().mapToInt(String::length).max().orElse(-1);
    matchers = new Matcher[rules.size()];
    ranks = new int[rules.size()];
    behind = new boolean[rules.size()];
    Map<Window, List<Anchor>> anchors = new LinkedHashMap<>();
    int furthest = 0;
    for (int r = 0; r < matchers.length; r++) {
      matchers[r] = rules.get(r).matcher();
      ranks[r] = rules.get(r).rank();
      behind[r] = matchers[r].looksBehind();
      for (Window window : matchers[r].windows()) {
        furthest = Math.max(furthest, -window.offset());
        Window shape = new Window(window.sets(), 0);
        anchors.computeIfAbsent(shape, k -> new ArrayList<>()).add(new Anchor(r, window.offset()));
      }
    }
    furthestReference = furthest;

    List<List<Window>> buckets = Filter.divide(List.copyOf(anchors.keySet()));
    filter = new Filter(buckets);
    byBucket = new Anchor[Filter.BUCKETS][];
    Arrays.fill(byBucket, NO_ANCHORS);
    Map<Integer, List<Anchor>> literals = new TreeMap<>();
    int literalMask = 0;
    for (int b = 0; b < buckets.size(); b++) {
      List<Anchor> classes = new ArrayList<>();
      for (Window window : buckets.get(b)) {
        List<Anchor> here = anchors.getOrDefault(window, List.of());
        String literal = window.literal();
        if (literal == null) {
          classes.addAll(here);
        } else {
          literalMask |= 1 << b;
          literals
              .computeIfAbsent(
                  key(literal.charAt(0), literal.charAt(1), literal.charAt(2)),
                  k -> new ArrayList<>())
              .addAll(here);
        }
      }
      byBucket[b] = classes.toArray(NO_ANCHORS);
    }
    literalBuckets = literalMask;
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(15, literals.size() * 4));
    literalShift = 32 - bits;
    literalKeys = new int[1 << bits];
    Arrays.fill(literalKeys, -1);
    literalAnchors = new Anchor[1 << bits][];
    Arrays.fill(literalAnchors, NO_ANCHORS);
    literals.forEach(
        (key, list) -> {
          int slot = slot(key);
          while (literalKeys[slot] >= 0) {
            slot = (slot + 1) & (literalKeys.length - 1);
          }
          literalKeys[slot] = key;
          literalAnchors[slot] = list.stream().distinct().toArray(Anchor[]::new);
        });
  }

  public Rule rule(int index) {
    return rules.get(index);
  }

  /** Bytes of the compiled tables, without the objects around them. */
  public long bytes() {
    long sum = filter.bytes() + 8L * literalKeys.length;
    for (Matcher matcher : matchers) {
      sum += matcher.bytes();
    }
    return sum;
  }

  /** What a whole text contains, or null when it is clean. */
  public @Nullable Spans scan(String text) {
    return scan(text, -1, 0, text.length(), null);
  }

  /** Something that looked like a match and is none. */
  public record NearMiss(int start, int end, int rule, String reason) {}

  /** What a text nearly contains: everything that had the opening of a match and was rejected. */
  public List<NearMiss> nearMisses(String text) {
    List<NearMiss> misses = new ArrayList<>();
    scan(
        text,
        -1,
        0,
        text.length(),
        (rule, start, end, reason) -> misses.add(new NearMiss(start, end, rule, reason)));
    return misses;
  }

  /** Hears of near misses. */
  private interface Trace {
    void rejected(int rule, int start, int end, String reason);
  }

  /**
   * @param from first window to consider
   * @param floor where the last match ended
   * @param limit first window not to consider
   */
  @Nullable Spans scan(String text, int from, int floor, int limit, @Nullable Trace trace) {
    Spans spans = null;
    int at = from;
    while (true) {
      long hit = filter.next(text, at);
      if (hit < 0) {
        return spans;
      }
      int window = (int) (hit >>> 16) - 1;
      if (window >= limit) {
        return spans;
      }
      int buckets = (int) hit & 0xFFFF;
      if ((buckets & literalBuckets) != 0 && window >= 0 && window + 2 < text.length()) {
        Anchor[] anchors =
            literal(text.charAt(window), text.charAt(window + 1), text.charAt(window + 2));
        if (anchors.length != 0) {
          spans = verify(text, anchors, window, floor, spans, trace);
        }
      }
      for (int rest = buckets; rest != 0; rest &= rest - 1) {
        Anchor[] anchors = byBucket[Integer.numberOfTrailingZeros(rest)];
        if (anchors.length != 0) {
          spans = verify(text, anchors, window, floor, spans, trace);
        }
      }
      at = window + 1;
      // Inside a match only what refers to its start can still count.
      if (spans != null && at > spans.lastStart() + furthestReference) {
        at = Math.max(at, spans.lastEnd() - 1);
      }
    }
  }

  private @Nullable Spans verify(
      String text,
      Anchor[] anchors,
      int window,
      int floor,
      @Nullable Spans found,
      @Nullable Trace trace) {
    Spans spans = found;
    for (Anchor anchor : anchors) {
      int reference = window + anchor.offset();
      int r = anchor.rule();
      if (reference < 0) {
        continue;
      }
      int lowest = floor;
      boolean open = false;
      if (spans != null) {
        if (reference > spans.lastStart() && reference < spans.lastEnd()) {
          continue;
        }
        open = reference <= spans.lastStart() || behind[r];
        lowest = open ? spans.floor(floor) : spans.lastEnd();
      }
      long match = matchers[r].match(text, reference, lowest, of(trace, r));
      if (match >= 0 && open && spans != null && partly(match, spans)) {
        // It may cover the match before, but not begin within it.
        match = matchers[r].match(text, reference, Math.max(lowest, spans.lastEnd()), of(trace, r));
      }
      if (match < 0) {
        continue;
      }
      int start = (int) (match >>> 32);
      int end = (int) match;
      if (end - start <= longestAllowed && allowed.contains(text.substring(start, end))) {
        if (trace != null) {
          trace.rejected(r, start, end, "the value is on the allow list");
        }
        continue;
      }
      if (spans == null) {
        spans = new Spans();
      }
      int lastRank = spans.size() == 0 ? 0 : ranks[spans.rule(spans.size() - 1)];
      spans.offer(start, end, r, ranks[r], lastRank, window, reference);
    }
    return spans;
  }

  private static Matcher.@Nullable Trace of(@Nullable Trace trace, int rule) {
    return trace == null ? null : (start, end, reason) -> trace.rejected(rule, start, end, reason);
  }

  private static boolean partly(long match, Spans spans) {
    int start = (int) (match >>> 32);
    return start > spans.lastStart() && start < spans.lastEnd();
  }

  private Anchor[] literal(char a, char b, char c) {
    if ((a | b | c) >= 128) {
      return NO_ANCHORS;
    }
    int key = key(a, b, c);
    int slot = slot(key);
    while (true) {
      int there = literalKeys[slot];
      if (there == key) {
        return literalAnchors[slot];
      }
      if (there < 0) {
        return NO_ANCHORS;
      }
      slot = (slot + 1) & (literalKeys.length - 1);
    }
  }

  /** Three characters with their case folded (some others fold too, which only costs a look). */
  private static int key(char a, char b, char c) {
    return (a | 0x20) | (b | 0x20) << 7 | (c | 0x20) << 14;
  }

  private int slot(int key) {
    return (key * 0x9E3779B1) >>> literalShift;
  }
}
