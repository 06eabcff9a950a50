package dev.hardening.redaction.fuzz;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import dev.hardening.redaction.engine.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random texts out of what detectors look for, what looks like it, and what it stands in. */
final class TextGenerator {
  private static final String[] GLUE = {
    " ",
    " ",
    "",
    "\n",
    "\\n",
    "\"",
    "\\\"",
    "\\\\\\\"",
    "'",
    ",",
    ";",
    "&",
    "=",
    ":",
    ": ",
    "://",
    "@",
    "/",
    "-",
    ".",
    "_",
    "%3D",
    "\\u003d",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "|",
    "\\",
    "\t",
    "[REDACTED_",
    "[REDACTED_X]",
    "****",
    "********",
    "\u00e9",
    "\ud83d\ude00",
    "\ud800",
    "\u0000",
    "\u200f",
    "x",
    "sk-",
    "eyJ",
    "-----BEGIN ",
    "-----END ",
    "password",
    "token=",
    "cookie: ",
    "Authorization: ",
    "Bearer ",
    "\"password\":\"",
    "4111111111111111",
    "123-45-6789",
    "joe@x.com",
    "https://",
    "git@",
    "#k1-",
    "%",
    "${",
    "&amp;",
    "&quot;",
    "%40",
    "$",
    "+",
    "#",
    "?",
    "`",
    "::",
    "a",
    "1"
  };

  /** Names under which values of every demand are looked for. */
  private static final String[] KEYS = {
    "password", "dob", "token", "JSESSIONID", "secret", "api_key", "cookie", "Authorization", "pwd",
    "pin", "phone", "ssn", "credentials", "pass", "AccountKey", "x-api-key", "sid", "card_number"
  };

  /** What parts a key from its value, with the opening of values that are looked at twice. */
  private static final String[] SEPARATORS = {
    "=",
    "=",
    ":",
    ": ",
    "=\"",
    "='",
    "\":\"",
    "\\\":\\\"",
    "%3D",
    ">",
    " = ",
    "=>",
    "=[",
    "={",
    "=<",
    "=%",
    "=${",
    "=(",
    "\":[\"",
    "\":{\"",
    "\":{\"a\":\"",
    "\\u003d",
    "=&quot;",
    "=%22",
    " "
  };

  /** Short matches of every kind of matcher, and words that are none. */
  private static final String[] MATCHES = {
    "joe@x.com",
    "a@b.co",
    "4111111111111111",
    "123-45-6789",
    "sk-" + "abc123",
    "+4915112345678",
    "(555) 123-4567",
    "(555)123-4567",
    "AK" + "IAIOSFODNN7EXAMPLE",
    "gh" + "p_aaaaa1",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijkl",
    "GB82WEST12345698765432",
    "https://joe:hunter2@h.com/x",
    "postgres://u:p1@h/db",
    "://u:p@h",
    "Bearer abcdef123456",
    "1980-01-02",
    "hunter2",
    "/home/joe/x",
    "10.0.0.1",
    "::1",
    "db.internal",
    "C:\\Users\\joe",
    "\\\\srv\\x",
    "null",
    "x1",
    "12",
    "a1b2c3d4e5f6a7b8",
    "--password hunter2",
    "missing",
    "-----BEGIN PRIV" + "ATE KEY-----",
    "-----END PRIV" + "ATE KEY-----",
    "Cookie: a=b",
    "a=b",
    "u@h"
  };

  private final List<String> formats = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final SplittableRandom random;

  TextGenerator(SplittableRandom random) {
    this.random = random;
    for (Entry entry : Catalogue.entries()) {
      formats.addAll(entry.formats());
      entry.examples().forEach(e -> texts.add(e.replace("~", "")));
      texts.addAll(entry.counterExamples());
    }
  }

  String text(int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(8)) {
        case 0 -> text.append(mutated(Generator.example(pick(formats), random)));
        case 1 -> text.append(mutated(pick(texts)));
        case 2 -> text.append(Generator.example(pick(formats), random));
        default -> text.append(GLUE[random.nextInt(GLUE.length)]);
      }
    }
    return text.toString();
  }

  /**
   * A text in which keys, their values and other matches crowd: each begins in what another one is
   * judged by, or hides what ends it.
   */
  String crowd(int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> text.append(pick(KEYS)).append(pick(SEPARATORS));
        case 2, 3 -> text.append(pick(MATCHES));
        default -> text.append(pick(GLUE));
      }
    }
    return text.toString();
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  /** A value for JSON: any text. */
  String value() {
    return text(1 + random.nextInt(4));
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String mutated(String text) {
    if (text.isEmpty() || random.nextInt(3) == 0) {
      return text;
    }
    int at = random.nextInt(text.length());
    String glue = GLUE[random.nextInt(GLUE.length)];
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + glue + text.substring(at);
      default -> text.substring(0, at) + glue + text.substring(at + 1);
    };
  }
}
