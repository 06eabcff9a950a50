package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Regex;
import java.util.List;

/** A format taken apart: the literal in front, then what the rest is made of. */
final class TokenShape {
  private final StringBuilder prefix = new StringBuilder();
  private CharSet body = CharSet.NONE;
  private int minimum;

  private TokenShape() {}

  static TokenShape of(String format) {
    TokenShape shape = new TokenShape();
    Regex regex = Regex.parse(format);
    List<Regex> parts = regex instanceof Regex.Sequence s ? s.parts() : List.of(regex);
    int i = 0;
    while (i < parts.size() && shape.literal(parts.get(i))) {
      i++;
    }
    for (; i < parts.size(); i++) {
      shape.minimum += shape.add(parts.get(i));
    }
    return shape;
  }

  String prefix() {
    return prefix.toString();
  }

  CharSet body() {
    return body;
  }

  /** Fewest characters behind the prefix. */
  int minimum() {
    return minimum;
  }

  private boolean literal(Regex part) {
    int one = part instanceof Regex.Chars c ? c.set().single() : -1;
    if (one < 0) {
      return false;
    }
    prefix.append((char) one);
    return true;
  }

  /** Adds the characters of a part to the body, and returns its least length. */
  private int add(Regex part) {
    if (part instanceof Regex.Chars c) {
      body = body.or(c.set());
      return 1;
    }
    int length = 0;
    if (part instanceof Regex.Sequence s) {
      for (Regex one : s.parts()) {
        length += add(one);
      }
    } else if (part instanceof Regex.Choice c) {
      length = Integer.MAX_VALUE;
      for (Regex option : c.options()) {
        length = Math.min(length, add(option));
      }
    } else if (part instanceof Regex.Repeat r) {
      length = add(r.part()) * r.minimum();
    }
    return length;
  }
}
