package dev.hardening.redaction;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what was replaced and what failed, and tells the listener. Whatever the listener throws,
 * an {@link Error} too, ends here.
 */
final class Tally {
  private final RuleSet rules;
  private final @Nullable RedactionListener listener;
  private final LongAdder[] counts;
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean failureSaid = new AtomicBoolean();

  Tally(RuleSet rules, @Nullable RedactionListener listener) {
    this.rules = rules;
    this.listener = listener;
    counts = new LongAdder[rules.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** A span of this length was replaced; a stream does not know how long the longest are. */
  void redacted(int detector, int length) {
    counts[detector].increment();
    if (listener != null) {
      try {
        listener.onRedacted(
            rules.active(detector).detector(), Math.min(length, Redactor.MAXIMUM_MATCH));
      } catch (Throwable e) {
        failures.increment();
      }
    }
  }

  /** A custom action threw. */
  void failed(int detector, Throwable failure) {
    failures.increment();
    if (listener != null) {
      try {
        listener.onFailure(rules.active(detector).detector(), failure);
      } catch (Throwable e) {
        failures.increment();
      }
    } else if (failureSaid.compareAndSet(false, true)) {
      // Never through a logging system: this may be running inside one. Never the message: it may
      // hold the secret.
      System.err.println(
          "hardening-redaction: the custom action of detector "
              + rules.active(detector).detector().id()
              + " threw "
              + failure.getClass().getName()
              + "; the default replacement stands in for it (said once)");
    }
  }

  /** By detector, those that replaced none left out. */
  Map<String, Long> counts() {
    Map<String, Long> result = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      long count = counts[i].sum();
      if (count > 0) {
        result.put(rules.active(i).detector().id(), count);
      }
    }
    return result;
  }

  long failures() {
    return failures.sum();
  }
}
