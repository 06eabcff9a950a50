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
    "#k1-"
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
