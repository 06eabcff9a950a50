package dev.hardening.redaction;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Spans;
import dev.hardening.redaction.engine.Stream;
import dev.hardening.redaction.engine.YamlScalar;
import org.jspecify.annotations.Nullable;

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
    JsonQuotes quotes = null;
    int last = 0;
    for (int i = 0; i < spans.size(); i++) {
      int start = spans.start(i);
      int end = spans.end(i);
      if (quotes == null && JsonQuotes.mayNeed(text, start, end)) {
        quotes = new JsonQuotes();
        for (int j = 0, from = 0; j <= i; j++) {
          quotes.kept(text, from, spans.start(j));
          from = spans.end(j);
          if (j < i) {
            quotes.around(text, spans.start(j), from);
          }
        }
      } else if (quotes != null) {
        quotes.kept(text, last, start);
      }
      out.append(text, last, start);
      last = end;
      replace(text, start, end, rules.detectorOf(spans.rule(i)), out, form, quotes);
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
    JsonQuotes quotes = new JsonQuotes();
    return new Stream.Sink() {
      @Override
      public void text(String block, int start, int end) {
        quotes.kept(block, start, end);
        out.append(block, start, end);
      }

      @Override
      public void found(String block, int start, int end, int rule) {
        replace(block, start, end, rules.detectorOf(rule), out, TextForm.TEXT, quotes);
      }

      @Override
      public void foundLong(String block, int start, int rule) {
        int detector = rules.detectorOf(rule);
        String quote = quotes.aroundLong(block, start);
        out.append(quote).append(rules.active(detector).label()).append(quote);
        tally.redacted(detector, Redactor.MAXIMUM_MATCH);
      }
    };
  }

  private void replace(
      String text,
      int start,
      int end,
      int detector,
      StringBuilder out,
      TextForm form,
      @Nullable JsonQuotes quotes) {
    String quote = "";
    if (quotes != null) {
      quote =
          end - start > Redactor.MAXIMUM_MATCH
              ? quotes.aroundLong(text, start)
              : quotes.around(text, start, end);
    }
    String replacement = replacement(text, start, end, detector, form);
    if (quote.isEmpty() && replacement.startsWith(KEPT) && YamlScalar.isWhole(text, start, end)) {
      // An asterisk begins an alias there.
      quote = "\"";
    }
    out.append(quote).append(replacement).append(quote);
    tally.redacted(detector, end - start);
  }

  private String replacement(String text, int start, int end, int detector, TextForm form) {
    RuleSet.Active active = rules.active(detector);
    Action action = active.action();
    String label = active.label();
    if (action instanceof Actions.Replace || end - start > Redactor.MAXIMUM_MATCH) {
      return label;
    }
    if (action instanceof Actions.Mask) {
      return besideMask(text, start, end) ? label : MASK;
    }
    if (action instanceof Actions.KeepLast keep) {
      return besideMask(text, start, end) ? label : kept(text, start, end, keep.characters());
    }
    String secret = form.toText(text.substring(start, end));
    if (action instanceof Actions.Hash hash) {
      return label.substring(0, label.length() - 1) + "#" + hash.keys().pseudonym(secret) + "]";
    }
    try {
      String result = ((Actions.Custom) action).function().apply(secret);
      if (result != null) {
        return form.fromText(result);
      }
      tally.failed(detector, new NullPointerException("the custom action returned null"));
    } catch (Throwable e) {
      // Whatever it is, an Error too: the secret must not stay because the function failed.
      tally.failed(detector, e);
    }
    return label;
  }

  /** Whether asterisks would run into those of the text, and no longer tell where they end. */
  private static boolean besideMask(String text, int start, int end) {
    return (start > 0 && text.charAt(start - 1) == '*')
        || (end < text.length() && text.charAt(end) == '*');
  }

  private static String kept(String text, int start, int end, int characters) {
    boolean goesOn =
        end < text.length()
            && (Character.isLetterOrDigit(text.charAt(end))
                || "._%+@-".indexOf(text.charAt(end)) >= 0);
    if (end - start < 3 * characters || goesOn) {
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
