package dev.hardening.redaction.yaml;

import java.util.SplittableRandom;

/** Random texts that are nearly YAML: keys, values, indentation and what breaks all of it. */
final class YamlTexts {
  private static final String[] KEYS = {
    "password",
    "db_password",
    "\"password\"",
    "'secret'",
    "credentials",
    "access_token",
    "pin",
    "Authorization",
    "cookie",
    "phone",
    "user",
    "name",
    "secretName",
    "valueFrom",
    "apiKey",
    "x.y"
  };

  private static final String[] AFTER = {
    ": ",
    ":",
    ":",
    ": |",
    ": >-",
    ": |2+",
    ": # c",
    ": !vault |",
    ": &a ",
    " : ",
    ":\t",
    "=",
    ": \"",
    ": '",
    ": [",
    ": {"
  };

  private static final String[] VALUES = {
    "hunter2",
    "a1b2c3d4e5f6",
    "correct horse",
    "incorrect",
    "the end",
    "null",
    "~",
    "1234",
    "12",
    "joe@x.com",
    "\"quoted\"",
    "'it''s'",
    "\"a\\\"b",
    "'open",
    "[a, b]",
    "{a: b}",
    "Bearer x1y2z3",
    "a=b; c=d",
    "+1 555 123 4567",
    "at com.foo.Bar(Bar.java:1)",
    "[REDACTED_X]",
    "********",
    "[REDACTED_PASSWORD] tail",
    "${VAR}",
    "<joe@x.com>",
    "4111111111111111",
    "|",
    "-",
    "- nested",
    "#",
    "--- ",
    "sk-" + "abc123def",
    "https://u:p@h/x",
    "\u00e9\ud83d\ude00",
    "a\u0000b",
    "\\",
    "x: y",
    "x: ",
    "\"k\": v",
    "-----BEGIN PRIV" + "ATE KEY-----",
    "-----END PRIV" + "ATE KEY-----"
  };

  private static final String[] BREAKS = {
    "\n", "\n", "\n", "\n", "\r\n", "\n\n", " \n", "\n# c\n", " # c\n", "\r", "\n\t"
  };

  private final SplittableRandom random;

  YamlTexts(SplittableRandom random) {
    this.random = random;
  }

  String text(int lines) {
    StringBuilder text = new StringBuilder();
    int indent = 0;
    for (int i = 0; i < lines; i++) {
      indent = Math.max(0, indent + random.nextInt(5) - 2);
      text.append(" ".repeat(indent));
      if (random.nextInt(3) == 0) {
        text.append("- ");
      }
      if (random.nextInt(2) == 0) {
        text.append(pick(KEYS)).append(pick(AFTER));
        indent += random.nextInt(2);
      }
      if (random.nextInt(3) > 0) {
        text.append(pick(VALUES));
      }
      text.append(pick(BREAKS));
    }
    return text.toString();
  }

  /** A value of many lines, longer than what is replaced by anything but a label. */
  String longText() {
    StringBuilder text = new StringBuilder(text(3)).append("\npassword:");
    String[] openings = {" |\n", "\n", "\n  - a\n", " \"x\n", " 'x\n", "\n  k: v\n", " plain\n"};
    text.append(pick(openings));
    int size = random.nextInt(12_000);
    while (text.length() < size) {
      text.append(" ".repeat(1 + random.nextInt(3)))
          .append(random.nextInt(3) == 0 ? "- " : "")
          .append(pick(VALUES))
          .append(random.nextInt(200) == 0 ? " ".repeat(random.nextInt(1_200)) : "")
          .append(random.nextInt(100) == 0 ? "\n".repeat(random.nextInt(1_200)) : "")
          .append(random.nextInt(300) == 0 ? "\nend: " : "\n");
    }
    return text.append(text(6)).toString();
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
