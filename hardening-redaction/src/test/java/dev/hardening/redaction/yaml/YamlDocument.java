package dev.hardening.redaction.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A random YAML document of nested mappings and lists, with secrets in every style there is. */
final class YamlDocument {
  private static final String[] SECRET_KEYS = {
    "password", "db_password", "\"clientSecret\"", "'api-key'", "passphrase", "PGPASSWORD"
  };

  /** Words of the secrets: none of them is found for itself. */
  private final List<String> secrets = new ArrayList<>();

  private final StringBuilder text = new StringBuilder();
  private final SplittableRandom random;
  private int keys;

  YamlDocument(SplittableRandom random) {
    this.random = random;
    mapping(0, 3);
  }

  String text() {
    return text.toString();
  }

  List<String> secrets() {
    return secrets;
  }

  private void mapping(int indent, int depth) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(" ".repeat(indent));
      entry(indent, depth);
    }
  }

  private void entry(int indent, int depth) {
    int kind = random.nextInt(depth > 0 ? 8 : 5);
    if (kind < 3) {
      secretEntry(indent);
    } else if (kind < 5) {
      text.append(key("size"))
          .append(": ")
          .append(random.nextInt(100))
          .append(comment())
          .append('\n');
    } else if (kind == 5) {
      text.append(key("list")).append(":\n");
      int at = indent + random.nextInt(2) * 2;
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        text.append(" ".repeat(at)).append("- ");
        entry(at + 2, depth - 1);
      }
    } else {
      text.append(key("part")).append(":").append(comment()).append('\n');
      mapping(indent + 1 + random.nextInt(4), depth - 1);
    }
  }

  /** Keys of a mapping differ, by a number in front. */
  private String key(String name) {
    return "k" + keys++ + "_" + name;
  }

  private void secretEntry(int indent) {
    String name = SECRET_KEYS[random.nextInt(SECRET_KEYS.length)];
    int first = "\"'".indexOf(name.charAt(0)) >= 0 ? 1 : 0;
    text.append(name, 0, first)
        .append("k")
        .append(keys++)
        .append("_")
        .append(name.substring(first));
    text.append(":");
    String below = "\n" + " ".repeat(indent + 1 + random.nextInt(4));
    switch (random.nextInt(8)) {
      case 0 -> {
        text.append(' ').append(word());
        if (random.nextBoolean()) {
          text.append(comment()).append('\n');
          return;
        }
      }
      case 1 -> text.append(" |").append(random.nextBoolean() ? "-" : "").append(comment());
      case 2 -> text.append(" >").append(comment()).append(random.nextBoolean() ? "\n" : "");
      case 3 -> text.append(comment());
      case 4 -> text.append(' ');
      case 5 -> {
        text.append(comment());
        list(indent + random.nextInt(3));
        return;
      }
      case 6 -> {
        text.append(comment());
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          text.append(below).append(key("part")).append(": ").append(scalar(below + "  "));
        }
        text.append('\n');
        return;
      }
      default -> {
        text.append(' ').append(quoted(below)).append(comment()).append('\n');
        return;
      }
    }
    int lines = text.charAt(text.length() - 1) == ' ' ? 0 : 1 + random.nextInt(3);
    if (lines == 0) {
      text.append(quoted(below));
    }
    for (int i = 0; i < lines; i++) {
      text.append(below).append(word()).append(random.nextBoolean() ? " " + word() : "");
    }
    text.append('\n').append(random.nextInt(4) == 0 ? "\n" : "");
  }

  private void list(int indent) {
    String dash = "\n" + " ".repeat(indent) + "- ";
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text.append(dash)
          .append(
              random.nextInt(5) == 0
                  ? "|\n" + " ".repeat(indent + 2) + word()
                  : scalar("\n" + " ".repeat(indent + 2)))
          .append(random.nextInt(5) == 0 ? "\n" : "");
    }
    text.append('\n');
  }

  private String scalar(String below) {
    return random.nextBoolean()
        ? quoted(below)
        : word() + (random.nextBoolean() ? below + word() : "");
  }

  private String quoted(String below) {
    String quote = random.nextBoolean() ? "\"" : "'";
    String escape = quote.equals("'") ? "''" : "\\\"";
    String join = random.nextBoolean() ? below : escape;
    return quote + word() + join + word() + quote;
  }

  private String comment() {
    return random.nextInt(3) == 0 ? "  # by hand" : "";
  }

  private String word() {
    StringBuilder word = new StringBuilder("s");
    for (int i = 0; i < 12; i++) {
      word.append(
          (char) (random.nextInt(4) == 0 ? '0' + random.nextInt(10) : 'a' + random.nextInt(26)));
    }
    secrets.add(word.toString());
    return word.toString();
  }
}
