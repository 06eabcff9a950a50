package dev.hardening.benchmarks;

import dev.hardening.redaction.Detector;
import dev.hardening.redaction.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How the same thing is done with regular expressions, one after another. */
final class RedactionPeers {
  /** The runbook's four, in its order, with their labels. */
  static final String[][] FOUR = {
    {"\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Z|a-z]{2,}\\b", "[REDACTED_EMAIL]"},
    {"\\b\\d{3}[-.]?\\d{3}[-.]?\\d{4}\\b", "[REDACTED_PHONE]"},
    {"(sk-|xoxb-|xoxp-)[A-Za-z0-9-_]{20,}", "[REDACTED_API_KEY]"},
    {"\\b\\d{3}-\\d{2}-\\d{4}\\b", "[REDACTED_SSN]"},
  };

  /** The four and fourteen more of the kind that services carry around. */
  static final String[] EIGHTEEN = {
    FOUR[0][0],
    FOUR[1][0],
    FOUR[2][0],
    FOUR[3][0],
    "\\b(?:\\d[ -]?){12,18}\\d\\b",
    "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b",
    "\\bgh[pousr]_[A-Za-z0-9]{36}\\b",
    "\\bglpat-[\\w-]{20}\\b",
    "\\bAIza[\\w-]{35}\\b",
    "\\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{24,}\\b",
    "\\bwhsec_[A-Za-z0-9+/=]{32,}",
    "\\bnpm_[A-Za-z0-9]{36}\\b",
    "\\bSG\\.[\\w-]{22}\\.[\\w-]{43}\\b",
    "\\beyJ[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]{10,}",
    "(?i)\\b(?:bearer|basic) [A-Za-z0-9._~+/=-]{8,}",
    "(?i)(?:password|passwd|pwd|secret|token|api[_-]?key)[\"']?\\s*[:=]\\s*[\"']?[^\\s\"',;&]+",
    "[a-z][a-z0-9+.-]*://[^\\s:/@]+:[^\\s@/]+@",
    "\\b[A-Z]{2}\\d{2}[A-Z0-9]{11,30}\\b",
  };

  private RedactionPeers() {}

  /**
   * The catalogue as a list of java.util.regex patterns: formats as they are, keys as key and
   * value.
   */
  static List<Pattern> catalogue() {
    List<Pattern> patterns = new ArrayList<>();
    for (Detector detector : Redactor.standard().detectors()) {
      String format = detector.format();
      if (format.startsWith("value of ")) {
        String names = names(format.substring("value of ".length()));
        patterns.add(Pattern.compile("(?i)(?:" + names + ")[\"']?\\s*[:=]\\s*[\"']?[^\\s\"',;&]+"));
      } else if (format.startsWith("argument after ")) {
        String names = names(format.substring("argument after ".length()));
        patterns.add(Pattern.compile("(?i)--?[\\w-]*(?:" + names + ")[ =][\"']?[^\\s\"']+"));
      } else if (!format.contains("...") && !format.contains(" and ") && !format.contains("://")) {
        for (String one : format.split(", ", -1)) {
          patterns.add(Pattern.compile(one));
        }
      }
    }
    return List.copyOf(patterns);
  }

  private static String names(String keys) {
    return keys.replace("*", "").replace(".", "\\.").replace("_", "[_. -]?").replace(", ", "|");
  }

  static String replaceAll(List<Pattern> patterns, String line) {
    String result = line;
    for (Pattern pattern : patterns) {
      result = pattern.matcher(result).replaceAll("[REDACTED]");
    }
    return result;
  }

  static String four(Pattern[] patterns, String line) {
    String result = line;
    for (int i = 0; i < patterns.length; i++) {
      result = patterns[i].matcher(result).replaceAll(FOUR[i][1]);
    }
    return result;
  }
}
