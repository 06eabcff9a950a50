package dev.hardening.redaction;

import dev.hardening.redaction.engine.Engine;
import dev.hardening.redaction.engine.Replacements;
import java.util.Arrays;
import java.util.List;

/**
 * Where in structured data something stands, by all of its path of keys that decides: equal places
 * take equal values alike, and so does what is below them. Immutable.
 */
final class Place {
  /** A rule for a path of keys, which the engine knows nothing of. */
  record AtPath(KeyPath path, int detector) {}

  private static final int NO_RULE = -1;

  private final Engine engine;
  private final List<AtPath> paths;

  /** How far each of the paths is matched. */
  private final long[] states;

  /** The engine's rule of the last key. */
  private final int last;

  /** Rules of the keys before it, the nearest first, each once: a further one says the same. */
  private final int[] within;

  private Place(Engine engine, List<AtPath> paths, long[] states, int last, int[] within) {
    this.engine = engine;
    this.paths = paths;
    this.states = states;
    this.last = last;
    this.within = within;
  }

  static Place root(Engine engine, List<AtPath> paths) {
    long[] states = new long[paths.size()];
    Arrays.fill(states, KeyPath.START);
    return new Place(engine, paths, states, NO_RULE, new int[0]);
  }

  /** The place under one more key. */
  Place under(String key) {
    long[] next = states;
    for (int i = 0; i < states.length; i++) {
      long state = paths.get(i).path().next(states[i], key);
      if (state != states[i]) {
        if (next == states) {
          next = states.clone();
        }
        next[i] = state;
      }
    }
    return new Place(
        engine, paths, next, engine.keyRule(key), last == NO_RULE ? within : withLast());
  }

  private int[] withLast() {
    int[] rules = new int[within.length + 1];
    rules[0] = last;
    int size = 1;
    for (int rule : within) {
      if (rule != last) {
        rules[size++] = rule;
      }
    }
    return Arrays.copyOf(rules, size);
  }

  /** Whether some value here would be taken whole. */
  boolean isNamed() {
    for (int i = 0; i < states.length; i++) {
      if (paths.get(i).path().matches(states[i])) {
        return true;
      }
    }
    return last != NO_RULE || within.length > 0;
  }

  /**
   * The detector that takes the whole value here, because a rule names the path or a key in it is
   * that of a secret; -1 where none does.
   */
  int detector(String value) {
    for (int i = 0; i < states.length; i++) {
      AtPath rule = paths.get(i);
      if (rule.path().matches(states[i]) && !Replacements.isWhole(value)) {
        return rule.detector();
      }
    }
    if (last != NO_RULE && engine.isSecretValue(last, value)) {
      return engine.rule(last).detector();
    }
    for (int rule : within) {
      if (engine.isSecretWithin(rule, value)) {
        return engine.rule(rule).detector();
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Place place
        && engine == place.engine
        && last == place.last
        && Arrays.equals(within, place.within)
        && Arrays.equals(states, place.states);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(states) + Arrays.hashCode(within)) + last;
  }
}
