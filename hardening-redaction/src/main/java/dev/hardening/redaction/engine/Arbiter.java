package dev.hardening.redaction.engine;

import dev.hardening.redaction.engine.Spans.Held;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a match beside what was found before it, so that a second pass, which sees labels
 * instead, decides the same: values that are held go with a match that begins in them, a value goes
 * on through a match that hides what ended it, and what parts it from its key joins them.
 */
final class Arbiter {
  private final Matcher[] matchers;
  private final int[] ranks;
  private final int barrierRule;

  /**
   * @param ranks by rule; of equal spans the lower one wins
   * @param barrierRule the rule of what had been replaced before
   */
  Arbiter(Matcher[] matchers, int[] ranks, int barrierRule) {
    this.matchers = matchers;
    this.ranks = ranks;
    this.barrierRule = barrierRule;
  }

  /** Adds a match, found behind a floor, with what goes along. */
  void add(
      String text, Spans spans, int from, int end, int rule, int window, int reference, int floor) {
    // What parts a value from its key may be in another match.
    boolean parted =
        reference < spans.lastStart() && from == spans.lastEnd() && matchers[rule].isValue();
    int start = parted ? spans.lastStart() : from;
    Held held = spans.held();
    if (held != null && rule != barrierRule && held.holds(start) && end >= held.from()) {
      take(text, spans, start);
    }
    offer(text, spans, start, end, rule, window, reference, floor);
  }

  /** Whether the last span has all of a part of the text in it, and is no replacement of before. */
  boolean isCovered(@Nullable Spans spans, int start, int end) {
    return spans != null
        && spans.size() > 0
        && spans.lastStart() <= start
        && spans.lastEnd() >= end
        && spans.rule(spans.size() - 1) != barrierRule;
  }

  /** Holds a value, or takes it at once where a match that is there already takes it along. */
  void hold(String text, Held value, Spans spans) {
    int last = spans.size() - 1;
    spans.hold(value);
    if (last < 0
        || spans.rule(last) == barrierRule
        || !value.holds(spans.start(last))
        || spans.end(last) < value.from()) {
      return;
    }
    int start = spans.start(last);
    int end = spans.end(last);
    int rule = spans.rule(last);
    int window = spans.window(last);
    int reference = spans.reference(last);
    int floor = spans.floorOf(last);
    spans.dropFrom(start);
    take(text, spans, start);
    offer(text, spans, start, end, rule, window, reference, floor);
    goOn(text, spans, spans.size() - 1);
  }

  /** A value in the last span goes on to its end, wherever the match ends that it is in. */
  private void goOn(String text, Spans spans, int last) {
    int value = spans.value(last);
    if (value >= 0) {
      int most = Math.min(text.length(), spans.start(last) + Matcher.LONGEST);
      int at = spans.valueReference(last);
      spans.stretch(matchers[value].goesOn(text, at, spans.floor(), spans.end(last), most));
    }
  }

  /** A value that was held is a match after all, for the sake of one that begins here. */
  private void take(String text, Spans spans, int at) {
    List<Held> all = spans.letGo();
    if (spans.size() > 0 && spans.lastStart() >= all.get(all.size() - 1).end()) {
      return;
    }
    // At most what had been replaced before.
    spans.dropFrom(all.get(0).start());
    for (Held one : all) {
      // It was judged by its beginning, and may be longer.
      int most = Math.min(text.length(), one.start() + Matcher.LONGEST);
      int floor = spans.floor(one.start());
      int end = matchers[one.rule()].goesOn(text, one.reference(), floor, one.end(), most);
      end = Math.max(one.end(), end);
      offer(text, spans, one.start(), end, one.rule(), one.window(), one.reference(), floor);
    }
    spans.stretch(at + 1);
  }

  private void offer(
      String text, Spans spans, int start, int to, int rule, int window, int reference, int floor) {
    int end = to;
    int last = spans.size() - 1;
    if (last >= 0
        && matchers[rule].isValue()
        && start < spans.end(last)
        && end > spans.start(last)
        && end < spans.end(last)) {
      // Another hides what ended this one.
      int most = Math.min(text.length(), start + Matcher.LONGEST);
      int further = matchers[rule].goesOn(text, reference, spans.floor(), spans.end(last), most);
      // Where it does not, the other's end is not its own.
      end = further > spans.end(last) ? further : to;
    }
    int around = last < 0 ? -1 : spans.value(last);
    if (around >= 0 && rule != barrierRule) {
      end = besideValue(text, spans, start, end);
    }
    int lastRank = last < 0 ? 0 : ranks[spans.rule(last)];
    spans.offer(start, end, rule, ranks[rule], lastRank, window, reference, floor);
    if (matchers[rule].isValue()) {
      spans.value(start, rule, reference);
    }
  }

  /**
   * Where a match ends beside the value that is the last span or in it: with what the value goes on
   * with, or what parts it from its key.
   */
  private int besideValue(String text, Spans spans, int start, int to) {
    int end = to;
    int last = spans.size() - 1;
    Matcher value = matchers[spans.value(last)];
    int at = spans.valueReference(last);
    if (spans.start(last) > at) {
      int before = spans.floor();
      int most = Math.min(text.length(), spans.start(last) + Matcher.LONGEST);
      int gap = start - spans.end(last);
      if (gap >= 0
          && gap <= Values.REACH
          && start < most
          && start <= value.reach(text, at, before, spans.end(last))) {
        // It hides what ended the value.
        spans.stretch(start + 1);
      }
      if (start < spans.end(last) && end > spans.end(last)) {
        end = value.goesOn(text, at, before, end, most);
      }
    }
    boolean parts =
        end > at
            && end <= spans.start(last)
            && (end == spans.start(last) || text.charAt(end) == '(');
    return parts ? spans.start(last) + 1 : end;
  }
}
