package dev.hardening.redaction;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import dev.hardening.redaction.engine.Barrier;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.Engine;
import dev.hardening.redaction.engine.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The detectors of one redactor, those of its own rules first, compiled into one engine. */
final class RuleSet {
  /** A detector at work: what is done with what it finds, and what raises the confidence in it. */
  record Active(Detector detector, Action action, String label, @Nullable Check confidence) {
    Active(Detector detector, Action action, @Nullable Check confidence) {
      this(detector, action, "[REDACTED_".concat(detector.kind()).concat("]"), confidence);
    }
  }

  private static final Set<String> LOW_ENTROPY_KINDS = lowEntropyKinds();

  private final Engine engine;
  private final Active[] actives;
  private final Place root;
  private final boolean beyondAscii;

  /**
   * @param own rules beside the catalogue
   * @param chosen ids of detectors of the catalogue
   * @param allowedKeys names in lower case whose values stay
   * @param allowedValues values that stay
   * @throws IllegalArgumentException where the tables would take too much memory
   */
  RuleSet(
      List<Rule> own,
      Set<String> chosen,
      Set<String> allowedKeys,
      Set<String> allowedValues,
      Actions actions) {
    List<Active> all = new ArrayList<>();
    List<Place.AtPath> paths = new ArrayList<>();
    List<Engine.Rule> rules = new ArrayList<>();
    for (Rule rule : own) {
      KeyPath path = rule.path();
      if (path == null) {
        rules.add(new Engine.Rule(rule.matcher(allowedKeys), all.size(), rules.size()));
      } else {
        paths.add(new Place.AtPath(path, all.size()));
      }
      boolean lowEntropy = rule.hasFewTexts() || LOW_ENTROPY_KINDS.contains(rule.detector().kind());
      all.add(new Active(rule.detector(), actions.of(rule.detector(), lowEntropy), null));
    }
    for (Entry entry : Catalogue.entries()) {
      if (chosen.contains(entry.id())) {
        for (Matcher matcher : entry.matchers(allowedKeys)) {
          rules.add(new Engine.Rule(matcher, all.size(), rules.size()));
        }
        Detector detector = describe(entry);
        Action action = actions.of(detector, entry.isLowEntropy());
        all.add(new Active(detector, action, entry.confidenceCheck()));
      }
    }
    actives = all.toArray(new Active[0]);
    boolean beyond = false;
    for (Rule rule : own) {
      beyond |= rule.isBeyondAscii();
    }
    beyondAscii = beyond;
    engine = new Engine(rules, allowedValues, barrier(all));
    root = Place.root(engine, List.copyOf(paths));
    checkTables(engine.bytes());
  }

  /** Refuses tables that would take too much memory. */
  static void checkTables(long bytes) {
    if (bytes > Redactor.MAXIMUM_TABLE_BYTES) {
      throw new IllegalArgumentException(
          "tables: " + bytes + " bytes (expected: <= " + Redactor.MAXIMUM_TABLE_BYTES + ")");
    }
  }

  private static Set<String> lowEntropyKinds() {
    Set<String> kinds = new HashSet<>();
    for (Entry entry : Catalogue.entries()) {
      if (entry.isLowEntropy()) {
        kinds.add(entry.kind());
      }
    }
    return Set.copyOf(kinds);
  }

  /** What the replacements look like. */
  private static Barrier barrier(List<Active> actives) {
    boolean masks = false;
    int kept = 0;
    for (Active active : actives) {
      Action action = active.action();
      masks |= action instanceof Actions.Mask || action instanceof Actions.KeepLast;
      kept |= action instanceof Actions.KeepLast keep ? 1 << keep.characters() : 0;
    }
    return new Barrier(masks, kept);
  }

  /** An entry of the catalogue as users see it. */
  static Detector describe(Entry entry) {
    return new Detector(
        entry.id(),
        entry.group(),
        entry.kind(),
        entry.description(),
        entry.source(),
        entry.form(),
        entry.validator(),
        entry.longest());
  }

  Engine engine() {
    return engine;
  }

  int size() {
    return actives.length;
  }

  Active active(int detector) {
    return actives[detector];
  }

  List<Detector> detectors() {
    return Arrays.stream(actives).map(Active::detector).toList();
  }

  /** The detector of a rule of the engine. */
  int detectorOf(int rule) {
    return engine.rule(rule).detector();
  }

  /** Whether some rule names characters beyond ASCII; the catalogue does not. */
  boolean isBeyondAscii() {
    return beyondAscii;
  }

  /** The root of structured data. */
  Place root() {
    return root;
  }
}
