package dev.hardening.redaction;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Spans;
import dev.hardening.redaction.engine.Stream;

/** Writes a text with what was found replaced, as the action of each detector says. */
final class Replacer {
  private static final String MASK = "********";
  private static final String KEPT = "****";

  private final RuleSet rules;
  private final Tally tally;

  Replacer(RuleSet rules, Tally tally) {
    this.rules = rules;
    this.tally = tally;
  }

  void append(String text, Spans spans, StringBuilder out, TextForm form) {
    int last = 0;
    for (int i = 0; i < spans.size(); i++) {
      out.append(text, last, spans.start(i));
      last = spans.end(i);
      replace(text, spans.start(i), last, rules.detectorOf(spans.rule(i)), out, form);
    }
    out.append(text, last, text.length());
  }

  /** The replacement of a text that is a secret as a whole. */
  String whole(String text, int detector) {
    tally.redacted(detector, text.length());
    return replacement(text, 0, text.length(), detector, TextForm.TEXT);
  }

  /** Writes what a stream finds. */
  Stream.Sink sink(StringBuilder out) {
    return new Stream.Sink() {
      @Override
      public void text(String block, int start, int end) {
        out.append(block, start, end);
      }

      @Override
      public void found(String block, int start, int end, int rule) {
        replace(block, start, end, rules.detectorOf(rule), out, TextForm.TEXT);
      }

      @Override
      public void foundLong(String block, int start, int rule) {
        int detector = rules.detectorOf(rule);
        String quote = JsonQuotes.ofKey(block, start);
        out.append(quote).append(rules.active(detector).label()).append(quote);
        tally.redacted(detector, Redactor.MAXIMUM_MATCH);
      }
    };
  }

  private void replace(
      String text, int start, int end, int detector, StringBuilder out, TextForm form) {
    String quote =
        end - start > Redactor.MAXIMUM_MATCH
            ? JsonQuotes.ofKey(text, start)
            : JsonQuotes.around(text, start, end);
    out.append(quote).append(replacement(text, start, end, detector, form)).append(quote);
    tally.redacted(detector, end - start);
  }

  private String replacement(String text, int start, int end, int detector, TextForm form) {
    RuleSet.Active active = rules.active(detector);
    Action action = active.action();
    String label = active.label();
    if (action instanceof Action.Replace || end - start > Redactor.MAXIMUM_MATCH) {
      return label;
    }
    if (action instanceof Action.Mask) {
      return MASK;
    }
    if (action instanceof Action.KeepLast keep) {
      return kept(text, start, end, keep.characters());
    }
    String secret = form.toText(text.substring(start, end));
    if (action instanceof Action.Hash hash) {
      return label.substring(0, label.length() - 1) + "#" + hash.keys().pseudonym(secret) + "]";
    }
    try {
      String result = ((Action.Custom) action).function().apply(secret);
      if (result != null) {
        return form.fromText(result);
      }
      tally.failed(detector, new NullPointerException("the custom action returned null"));
    } catch (RuntimeException e) {
      tally.failed(detector, e);
    }
    return label;
  }

  private static String kept(String text, int start, int end, int characters) {
    boolean goesOn =
        end < text.length()
            && (Character.isLetterOrDigit(text.charAt(end))
                || "._%+@-".indexOf(text.charAt(end)) >= 0);
    // Behind an asterisk it would look like more of a mask.
    boolean afterMask = start > 0 && text.charAt(start - 1) == '*';
    if (end - start < 3 * characters || goesOn || afterMask) {
      return MASK;
    }
    for (int i = end - characters; i < end; i++) {
      if (!CharSet.ALNUM.contains(text.charAt(i))) {
        return MASK;
      }
    }
    return KEPT + text.substring(end - characters, end);
  }
}
