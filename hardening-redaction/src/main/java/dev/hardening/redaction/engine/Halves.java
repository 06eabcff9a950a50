package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in two halves, split where its window is rarest, and the windows at which they meet.
 */
final class Halves {
  /** As many of the first characters as an {@link Opening} may look at, wherever its window is. */
  private static final int OPENING = 24;

  /** As many of them as are looked at for a window. */
  private static final int RUN = 15;

  /** How much rarer than its beginning a window within a match has to be. */
  private static final double RARER = 0.1;

  /** What reads the first half backwards; null where the second one is all of the pattern. */
  final @Nullable Nfa first;

  final Nfa second;
  final List<Window> windows;

  /** The first characters of the second half. */
  final @Nullable CharSet[] opening;

  private Halves(
      @Nullable Nfa first, Nfa second, List<Window> windows, @Nullable CharSet[] opening) {
    this.first = first;
    this.second = second;
    this.windows = windows;
    this.opening = opening;
  }

  /**
   * @param before characters that may not precede a match
   * @param anywhere whether the second half may begin with what also stands in the first; if not,
   *     there is one place to split any match, which so is the leftmost and longest by itself
   * @throws Nfa.TooLarge for a pattern of too many states
   */
  static Halves of(Regex regex, CharSet before, boolean anywhere) {
    List<Regex> parts = parts(regex);
    int split = split(parts, anywhere);
    Nfa second = new Nfa(parts.subList(split, parts.size()));
    Nfa first = split == 0 ? null : new Nfa(reversed(parts.subList(0, split)));
    CharSet front = first == null ? before.complement() : first.opening(first.start(), 1)[0];
    @Nullable CharSet[] opening = second.opening(second.start(), OPENING);
    List<Window> windows = windows(parts, split, run(front, opening), before);
    return new Halves(first, second, windows, opening);
  }

  private static List<Regex> parts(Regex regex) {
    return regex instanceof Regex.Sequence s ? s.parts() : List.of(regex);
  }

  /** Where to split: at the start if its window is rare enough, else at the rarest. */
  private static int split(List<Regex> parts, boolean anywhere) {
    Nfa forwards = new Nfa(parts);
    Nfa backwards = new Nfa(reversed(parts));
    int best = 0;
    double least = Double.MAX_VALUE;
    CharSet front = CharSet.NONE;
    for (int i = 0; i < parts.size(); i++) {
      @Nullable CharSet[] opening = forwards.opening(forwards.start(i), RUN);
      CharSet pivot = opening[0];
      boolean sound = i == 0 || anywhere || (pivot != null && pivot.isDisjoint(front));
      front = front.or(parts.get(i).characters());
      if (!sound) {
        continue;
      }
      int from = backwards.start(parts.size() - i);
      CharSet before = i == 0 ? CharSet.ANY : backwards.opening(from, 1)[0];
      double share = splitShare(run(before, opening));
      // A split costs a backward walk: it has to be worth it.
      if (share < least * (best == 0 ? 0.05 : 1) || i == 0) {
        least = share;
        best = i;
      }
    }
    return best;
  }

  private static List<Regex> reversed(List<Regex> parts) {
    List<Regex> reversed = new ArrayList<>();
    for (int i = parts.size() - 1; i >= 0; i--) {
      reversed.add(Regex.reverse(parts.get(i)));
    }
    return reversed;
  }

  /** How rare the rarest four neighbouring sets of a half are, those with a literal first. */
  private static double splitShare(List<@Nullable CharSet> run) {
    int most = Math.max(1, fixed(run) - 2);
    double[] shares = new double[most + Window.LENGTH];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Frequencies.share(run.get(i));
    }
    double least = Double.MAX_VALUE;
    boolean literal = false;
    for (int i = 0; i <= most; i++) {
      double share = shares[i] * shares[i + 1] * shares[i + 2] * shares[i + 3];
      boolean better = Window.literal(run.subList(i, i + Window.LENGTH)) != null;
      if (better == literal ? share < least : better) {
        least = share;
        literal = better;
      }
    }
    return least;
  }

  /** The rarest window; where that is no literal, one for each way in which a match may begin. */
  private static List<Window> windows(
      List<Regex> parts, int split, List<@Nullable CharSet> run, CharSet before) {
    Window window = window(run);
    if (split > 0 || window.literal() != null) {
      // What stands right before a match may be the end of an escape, which the match itself looks
      // for.
      return List.of(split == 0 && window.offset() == 0 ? window.after(null) : window);
    }
    // Characters of one class come in runs, so only the first of them is worth a look: after what
    // may precede, or after an escape, whose last character may be anything.
    List<@Nullable CharSet> opening = run.subList(1, 1 + Window.LENGTH);
    Sample sample = new Sample();
    if (before.isEmpty()) {
      Window first = opened(List.of(), opening, CharSet.WORD.complement());
      return beginsAfterOther(parts, opening.get(0)) && sample.share(first) < sample.share(window)
          ? List.of(first)
          : List.of(window);
    }
    Window first = opened(List.of(), opening, before.complement());
    if (sample.share(window) < RARER * sample.share(first)) {
      return List.of(window);
    }
    CharSet zero = CharSet.of("0");
    return List.of(
        first,
        opened(List.of(CharSet.of("ntrbf")), opening, CharSet.of("\\")),
        opened(List.of(CharSet.HEX, CharSet.HEX), opening, CharSet.of("%")),
        opened(List.of(zero, zero, CharSet.HEX, CharSet.HEX), opening, CharSet.of("u")));
  }

  /** Some characters, then as much of the opening of a match as there is room for. */
  private static Window opened(
      List<CharSet> front, List<@Nullable CharSet> opening, CharSet previous) {
    List<@Nullable CharSet> sets = new ArrayList<>(front);
    sets.addAll(opening.subList(0, Window.LENGTH - front.size()));
    return new Window(sets, front.size(), previous);
  }

  /** Whether a pattern begins with {@code \b} and a word character, so after none. */
  private static boolean beginsAfterOther(List<Regex> parts, @Nullable CharSet first) {
    return !parts.isEmpty()
        && parts.get(0) instanceof Regex.Boundary boundary
        && !boundary.negated()
        && first != null
        && CharSet.WORD.or(first).equals(CharSet.WORD);
  }

  private static Window window(List<@Nullable CharSet> run) {
    Window window = Window.rarest(run, 1, Math.max(1, fixed(run) - 2));
    return new Window(window.sets(), window.offset() + 1, window.previous());
  }

  /** What may stand in front of the second half, and its first characters. */
  private static List<@Nullable CharSet> run(@Nullable CharSet front, @Nullable CharSet[] opening) {
    List<@Nullable CharSet> run = new ArrayList<>();
    run.add(front);
    run.addAll(Arrays.asList(opening).subList(0, RUN));
    return run;
  }

  /** How many of the first twelve characters there must be. */
  private static int fixed(List<@Nullable CharSet> run) {
    int fixed = 0;
    for (CharSet set : run.subList(1, 13)) {
      fixed += set == null ? 0 : 1;
    }
    return fixed;
  }

  static boolean matchesEmpty(Regex regex) {
    Nfa nfa = new Nfa(regex);
    return nfa.opening(nfa.start(), 1)[0] == null;
  }
}
