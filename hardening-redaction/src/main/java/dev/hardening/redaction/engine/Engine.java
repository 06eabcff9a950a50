package dev.hardening.redaction.engine;

import static dev.hardening.redaction.engine.Matcher.NONE;

import dev.hardening.redaction.engine.Anchors.Anchor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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

  private final List<Rule> rules;
  private final Matcher[] matchers;
  private final boolean[] behind;
  private final boolean[] judgesNext;
  private final int barrierRule;
  private final Arbiter arbiter;
  private final Anchors anchors;
  private final Filter filter;
  private final Set<String> allowed;
  private final int longestAllowed;

  /**
   * @param allowed values that are never matched, compared whole
   * @param barrier what a replacement looks like that stands in a text already
   */
  public Engine(List<Rule> detectors, Set<String> allowed, Barrier barrier) {
    barrierRule = detectors.size();
    List<Rule> rules = new ArrayList<>(detectors);
    rules.add(new Rule(barrier, -1, Integer.MAX_VALUE));
    this.rules = List.copyOf(rules);
    this.allowed = Set.copyOf(allowed);
    int longest = -1;
    for (String value : allowed) {
      longest = Math.max(longest, value.length());
    }
    longestAllowed = longest;
    matchers = new Matcher[rules.size()];
    int[] ranks = new int[rules.size()];
    behind = new boolean[rules.size()];
    judgesNext = new boolean[rules.size()];
    for (int r = 0; r < matchers.length; r++) {
      matchers[r] = rules.get(r).matcher();
      ranks[r] = rules.get(r).rank();
      behind[r] = matchers[r].looksBehind();
      judgesNext[r] = matchers[r].judgesWhatFollows();
    }
    arbiter = new Arbiter(matchers, ranks, barrierRule);
    anchors = new Anchors(matchers);
    filter = anchors.filter;
  }

  public Rule rule(int index) {
    return rules.get(index);
  }

  /** Bytes of the compiled tables, without the objects around them. */
  public long bytes() {
    long sum = anchors.bytes();
    for (Matcher matcher : matchers) {
      sum += matcher.bytes();
    }
    return sum;
  }

  /** What a whole text contains, or null when it is clean. */
  public @Nullable Spans scan(String text) {
    Spans spans = scan(text, -1, 0, text.length(), null);
    if (spans == null || !spans.leaveOut(barrierRule)) {
      return null;
    }
    Spans divided = null;
    for (int i = 0; i < spans.size(); i++) {
      int[] parts = parts(text, spans.start(i), spans.end(i), spans.rule(i));
      if (parts != null && divided == null) {
        divided = spans.first(i);
      }
      if (divided != null) {
        divided.addAll(parts, spans, i);
      }
    }
    return divided == null ? spans : divided.size() > 0 ? divided : null;
  }

  /**
   * What of a span is replaced piece by piece, start and end of each: the items of a list on lines
   * of their own. Null where it is replaced as one.
   */
  int @Nullable [] parts(String text, int start, int end, int rule) {
    if (end - start > Matcher.LONGEST || !(matchers[rule] instanceof KeyValueMatcher)) {
      return null;
    }
    int dash = YamlValue.dashOf(text, start);
    if (dash < 0) {
      return null;
    }
    int[] items = YamlValue.items(text, dash, end);
    int size = 0;
    for (int i = 0; i < items.length; i += 2) {
      int length = items[i + 1] - items[i];
      if (length > longestAllowed || !allowed.contains(text.substring(items[i], items[i + 1]))) {
        items[size++] = items[i];
        items[size++] = items[i + 1];
      }
    }
    return Arrays.copyOf(items, size);
  }

  /** Whether a span is what had been replaced before, and stays. */
  boolean isBarrier(int rule) {
    return rule == barrierRule;
  }

  /** The first rule that a name is a key of, for structured data; -1 where there is none. */
  public int keyRule(String name) {
    for (int r = 0; r < matchers.length; r++) {
      if (matchers[r] instanceof KeyValueMatcher keys && keys.isKey(name)) {
        return r;
      }
    }
    return -1;
  }

  /** Whether a value under a key of this rule is one to hide. */
  public boolean isSecretValue(int rule, String value) {
    return !allowed.contains(value)
        && matchers[rule] instanceof KeyValueMatcher keys
        && keys.isSecretValue(value);
  }

  /** Whether a text or number in a structure under a key of this rule is one to hide. */
  public boolean isSecretWithin(int rule, String value) {
    return !allowed.contains(value)
        && matchers[rule] instanceof KeyValueMatcher keys
        && keys.isSecretWithin(value);
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

  /** What a span is, such as the value of a key, where its detector's format says little. */
  public @Nullable String subject(String text, Spans spans, int i) {
    return matchers[spans.rule(i)].subject(text, spans.reference(i));
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
    int[] table = filter.table();
    int n = text.length();
    int i = Math.max(from, 0);
    int state = Filter.NOTHING;
    int previous = Filter.folded(text, i - 1);
    Spans spans = null;
    // The end of the last match, and where the scan leaves off to go on at that end.
    int end = floor;
    int leave = floor > 0 && floor >= i ? i : Integer.MAX_VALUE;
    int stop = Math.min(n - 3, limit + 1);
    boolean folding = false;
    while (true) {
      int until = Math.min(stop, leave);
      while (i < until) {
        long found =
            folding
                ? Filter.nextFolded(table, text, i, until, state, previous)
                : Filter.next(table, text, i, until, state, previous);
        i = (int) (found >>> 32);
        state = (int) found;
        if (i >= until) {
          break;
        }
        int c0 = Filter.folded(text, i);
        int c1 = Filter.folded(text, i + 1);
        int c2 = Filter.folded(text, i + 2);
        int c3 = Filter.folded(text, i + 3);
        long four = Filter.four(table, state, Filter.folded(text, i - 1), c0, c1, c2, c3);
        state = (int) four;
        previous = c3;
        folding = Filter.isBeyondAscii(c0, c1, c2, c3);
        i += 4;
        // A bit for each bucket at each of the four, the first of them first.
        int met = Integer.reverseBytes(Filter.met(four));
        for (; met != 0; met &= met - 1) {
          int bit = Integer.numberOfTrailingZeros(met);
          int window = i - 7 + bit / Filter.BUCKETS;
          if (spans != null && spans.lastEnd() > end && window >= spans.lastEnd()) {
            // Read again from there.
            break;
          }
          if (window < limit) {
            spans = candidate(text, window, 1 << bit % Filter.BUCKETS, floor, spans, trace);
          }
        }
        if (spans != null && spans.lastEnd() > end) {
          break;
        }
      }
      previous = Filter.folded(text, i - 1);
      if (spans != null && spans.lastEnd() > end) {
        // Inside a match only what refers to its start can still count.
        end = spans.lastEnd();
        leave =
            inner(text, spans) < end
                ? end
                : Math.min(end, spans.lastStart() + anchors.furthestReference + 1);
      }
      if (i >= leave) {
        leave = Integer.MAX_VALUE;
        i = Math.max(0, end - 3);
        state = Filter.NOTHING;
        previous = Filter.folded(text, i - 1);
        for (; i <= end && i < n; i++) {
          int c = Filter.folded(text, i);
          state =
              i < end
                  ? Filter.step(table, state, previous, c)
                  : filter.stepAfterMatch(state, previous, c);
          previous = c;
        }
        if (Filter.met(state) != 0 && i - 4 < limit) {
          spans = candidate(text, i - 4, Filter.met(state), floor, spans, trace);
        }
      } else if (i >= stop) {
        return rest(text, i, state, previous, floor, end, limit, spans, trace);
      }
    }
  }

  /**
   * The last characters of a text, fewer than four or those from the limit on, and the windows that
   * reach behind its end.
   */
  private @Nullable Spans rest(
      String text,
      int from,
      int before,
      int charBefore,
      int floor,
      int lastEnd,
      int limit,
      @Nullable Spans found,
      @Nullable Trace trace) {
    Spans spans = found;
    int n = text.length();
    int end = lastEnd;
    int state = before;
    int previous = charBefore;
    for (int i = from; i < n + 3 && i - 3 < limit; i++) {
      if (i < n) {
        int c = Filter.folded(text, i);
        state =
            i == end
                ? filter.stepAfterMatch(state, previous, c)
                : Filter.step(filter.table(), state, previous, c);
        previous = c;
      } else {
        state = i == n ? filter.stepAtEnd(state, previous) : filter.stepBehindEnd(state);
      }
      if (Filter.met(state) != 0) {
        spans = candidate(text, i - 3, Filter.met(state), floor, spans, trace);
        if (spans != null && spans.lastEnd() > end) {
          end = spans.lastEnd();
          if (end <= i) {
            i = Math.max(0, end - 3) - 1;
            state = Filter.NOTHING;
            previous = Filter.folded(text, i);
          }
        }
      }
    }
    return spans;
  }

  private @Nullable Spans candidate(
      String text,
      int window,
      int buckets,
      int floor,
      @Nullable Spans found,
      @Nullable Trace trace) {
    Spans spans = found;
    if ((buckets & anchors.literalBuckets) != 0) {
      Anchor[] some = anchors.literals.at(text, window);
      long open = some.length == 0 ? 0 : Literals.open(some, text, window);
      if (open != 0) {
        spans = verify(text, some, open, window, floor, spans, trace);
      }
    }
    for (int rest = buckets & anchors.classBuckets; rest != 0; rest &= rest - 1) {
      for (Anchors.Group group : anchors.groups(Integer.numberOfTrailingZeros(rest))) {
        long open = group.opening.at(text, window);
        if (open != 0) {
          spans = verify(text, group.members, open, window, floor, spans, trace);
        }
      }
    }
    return spans;
  }

  private @Nullable Spans verify(
      String text,
      Anchor[] anchors,
      long openers,
      int window,
      int floor,
      @Nullable Spans found,
      @Nullable Trace trace) {
    Spans spans = found;
    for (int a = 0; a < anchors.length; a++) {
      Anchor anchor = anchors[a];
      int reference = window + anchor.offset();
      int r = anchor.rule();
      if (reference < 0 || (a < Opening.MAXIMUM && ((openers >>> a) & 1) == 0)) {
        continue;
      }
      int lowest = floor;
      boolean open = false;
      boolean inside = false;
      if (spans != null && spans.size() > 0) {
        inside = reference > spans.lastStart() && reference < spans.lastEnd();
        if (inside && (r == barrierRule || reference < inner(text, spans))) {
          continue;
        }
        open = !inside && (reference <= spans.lastStart() || behind[r]);
        lowest = inside ? spans.lastStart() : open ? spans.floor() : spans.lastEnd();
      }
      long match = matchers[r].match(text, reference, lowest, of(trace, r));
      if (open
          && spans != null
          && reference >= spans.lastEnd()
          && (match < 0 || (int) (match >>> 32) > spans.lastStart())) {
        // It may cover the match before; if it doesn't, it must not know what was there.
        lowest = Math.max(lowest, spans.lastEnd());
        match = matchers[r].match(text, reference, lowest, of(trace, r));
      }
      if (match == NONE || (inside && !runsOut(match, spans))) {
        continue;
      }
      boolean stays = match < 0;
      int start = (int) ((stays ? ~match : match) >>> 32);
      int end = (int) (stays ? ~match : match);
      boolean isAllowed =
          end - start <= longestAllowed && allowed.contains(text.substring(start, end));
      if (stays && isAllowed) {
        continue;
      }
      if (stays) {
        spans = spans == null ? new Spans(floor) : spans;
        arbiter.hold(text, matchers[r].hold(text, start, end, r, window, reference), spans);
        continue;
      }
      if (judgesNext[r] && beforeReplacement(text, end)) {
        // What was there may have been the rest of it. Where another match takes a part of it, the
        // remainder could be judged otherwise: it goes with that.
        if (trace != null) {
          trace.rejected(r, start, end, "what follows was replaced before");
        }
        if (!isAllowed && !arbiter.isCovered(spans, start, end)) {
          spans = spans == null ? new Spans(floor) : spans;
          arbiter.hold(text, matchers[r].hold(text, start, end, r, window, reference), spans);
        }
        continue;
      }
      if (isAllowed) {
        if (trace != null) {
          trace.rejected(r, start, end, "the value is on the allow list");
        }
        continue;
      }
      if (spans == null) {
        spans = new Spans(floor);
      }
      arbiter.add(text, spans, start, end, r, window, reference, lowest);
    }
    return spans;
  }

  /** Where in the last span another match may begin. */
  private int inner(String text, Spans spans) {
    int last = spans.size() - 1;
    return matchers[spans.rule(last)].inner(text, spans.start(last), spans.end(last));
  }

  private static boolean runsOut(long match, @Nullable Spans spans) {
    return spans != null
        && match > 0
        && (int) match > spans.lastEnd()
        && (int) (match >>> 32) < spans.lastEnd();
  }

  private static Matcher.@Nullable Trace of(@Nullable Trace trace, int rule) {
    return trace == null ? null : (start, end, reason) -> trace.rejected(rule, start, end, reason);
  }

  private boolean beforeReplacement(String text, int end) {
    if (end >= text.length()) {
      return false;
    }
    char c = text.charAt(end);
    int at = c == '.' || c == '-' ? end + 1 : end;
    return matchers[barrierRule].match(text, at, at, null) >= 0;
  }
}
