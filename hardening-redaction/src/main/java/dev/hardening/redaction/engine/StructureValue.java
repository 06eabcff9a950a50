package dev.hardening.redaction.engine;

/**
 * A JSON array or object as the value of a key, of any length and at any depth of escaping: from
 * its bracket to the one that closes it, or to what no JSON goes on with.
 *
 * <p>Whether there is a secret in it is decided on its first characters. Where it ends is found by
 * counting brackets outside of texts; the count is all there is to know in the middle of one, so it
 * goes through a stream in pieces. A quote that is escaped less than the structure's own belongs to
 * the text around, and ends it. What clings to the end up to a delimiter goes along, and so does
 * what a match may begin with: the label gets quotes, behind which one could begin that couldn't
 * behind the structure.
 */
final class StructureValue {
  /** Most characters in which a secret is looked for. */
  static final int JUDGED = 768;

  private static final int FLAG = 1 << 27;
  private static final int CLINGING = 1 << 8;
  private static final int IN_TEXT = 1 << 9;
  private static final int DEPTH = 10;
  private static final int MAXIMUM_DEPTH = (1 << 16) - 1;
  private static final int BACKSLASHES = 0xFF;

  /** What stands between texts and brackets: numbers, true, false and null, separators. */
  private static final CharSet BETWEEN = CharSet.of("0123456789+-.eEtrufalsn,:");

  private static final CharSet DELIMITER =
      CharSet.of(",;:{}[]<>\"'`\\*").or(CharSet.range((char) 0, ' '));

  private static final CharSet NUMBER = CharSet.of("0123456789+-.eE");

  /** Judges texts and numbers that are no keys. */
  interface Judge {
    boolean isSecret(int start, int end);
  }

  /** Backslashes in front of the quotes of the structure's own texts. */
  private final int backslashes;

  private int depth;
  private boolean inText;
  private boolean clinging;
  private int at;
  private boolean ended;

  private StructureValue(int mode, int at) {
    backslashes = mode & BACKSLASHES;
    depth = mode >>> DEPTH & MAXIMUM_DEPTH;
    inText = (mode & IN_TEXT) != 0;
    clinging = (mode & CLINGING) != 0;
    this.at = at;
  }

  /** Whether a mode is that of a structure. */
  static boolean isMode(int mode) {
    return (mode & FLAG) != 0;
  }

  /** The mode before the bracket, by the backslashes in front of quotes. */
  static int mode(int backslashes) {
    return FLAG | backslashes;
  }

  /** As {@link Values#end}. */
  static int end(String text, int from, int n, int mode, boolean atEnd) {
    StructureValue value = new StructureValue(mode, from);
    value.run(text, n, atEnd);
    return value.ended || atEnd ? value.at : ~value.at;
  }

  /** The mode after some characters, up to which {@link #end} has said to go on. */
  static int modeAfter(String text, int from, int to, int mode) {
    StructureValue value = new StructureValue(mode, from);
    value.run(text, to, false);
    return FLAG
        | value.depth << DEPTH
        | (value.inText ? IN_TEXT : 0)
        | (value.clinging ? CLINGING : 0)
        | (value.backslashes & BACKSLASHES);
  }

  /** Whether a text or number in the first part is a secret, and nothing before it replaced. */
  static boolean hasSecret(String text, int start, int mode, Judge judge) {
    int n = Math.min(text.length(), start + JUDGED);
    StructureValue value = new StructureValue(mode, start);
    boolean described = false;
    while (!value.ended && !value.clinging && value.at < n) {
      int before = value.at;
      boolean wasInText = value.inText;
      value.step(text, n, true);
      if (value.inText && !wasInText) {
        int from = value.at;
        while (value.inText && !value.ended && value.at < n) {
          value.step(text, n, true);
        }
        boolean cutOff = value.inText || value.ended;
        int to = cutOff ? value.at : value.at - 1 - value.backslashes;
        if (!cutOff && value.isKey(text)) {
          described = YamlKey.isDescribing(text, from, to);
        } else if (from < to && !described && judge.isSecret(from, to)) {
          return nothingReplaced(text, start, to);
        }
      } else if (!wasInText && NUMBER.contains(text.charAt(before))) {
        int to = before;
        while (to < n && NUMBER.contains(text.charAt(to))) {
          to++;
        }
        if (CharSet.DIGIT.or(CharSet.of("-")).contains(text.charAt(before))
            && !described
            && judge.isSecret(before, to)) {
          return nothingReplaced(text, start, to);
        }
        value.at = Math.max(value.at, to);
      }
    }
    return false;
  }

  /** What was there before it was replaced can't be known. */
  private static boolean nothingReplaced(String text, int start, int end) {
    return Replacements.firstIn(text, start, end) < 0;
  }

  private boolean isKey(String text) {
    int i = at;
    while (i < text.length() && i - at < 8 && text.charAt(i) <= ' ') {
      i++;
    }
    return i < text.length() && text.charAt(i) == ':' && !text.startsWith("::", i);
  }

  private void run(String text, int n, boolean atEnd) {
    int before = -1;
    while (!ended && at < n && at != before) {
      before = at;
      step(text, n, atEnd);
    }
  }

  /**
   * One character, or a run of backslashes and what follows it; none where that is not here yet.
   */
  private void step(String text, int n, boolean atEnd) {
    if (clinging) {
      cling(text, n, atEnd);
      return;
    }
    int next = at;
    while (next < n && text.charAt(next) == '\\') {
      next++;
    }
    int run = next - at;
    if (next == n) {
      if (atEnd) {
        at = n;
      } else if (inText) {
        at += run - run % (2 * (backslashes + 1));
      } else if (run > 2 * BACKSLASHES) {
        ended = true;
      }
      return;
    }
    char c = text.charAt(next);
    if (inText) {
      stepInText(c, next, run);
    } else if (c == '"') {
      inText = run == backslashes;
      ended = !inText;
      at = ended ? at : next + 1;
    } else if (run > 0) {
      // A line break or tab of a text that was escaped.
      clinging = backslashes == 0 || "nrt".indexOf(c) < 0;
      if (clinging) {
        cling(text, n, atEnd);
      } else {
        at = next + 1;
      }
    } else if (c == '[' || c == '{') {
      depth++;
      ended = depth >= MAXIMUM_DEPTH;
      at++;
    } else if (c == ']' || c == '}') {
      depth--;
      clinging = depth <= 0;
      at++;
    } else if (BETWEEN.contains(c) || (c <= ' ' && (c == ' ' || backslashes == 0))) {
      at++;
    } else {
      clinging = true;
      at++;
    }
  }

  /** A character behind the structure: one that goes along, or the first that does not. */
  private void cling(String text, int n, boolean atEnd) {
    char c = text.charAt(at);
    if (!DELIMITER.contains(c)) {
      at++;
      return;
    }
    int next = at;
    while (next < n && text.charAt(next) == (c == ':' ? ':' : '\\')) {
      next++;
    }
    if (c != ':' && c != '\\') {
      ended = true;
    } else if (next + KeyNames.LONGEST + BACKSLASHES >= n && !atEnd && next - at <= BACKSLASHES) {
      return;
    } else if (c == ':' ? next - at < 2 : !opensPath(text, next)) {
      ended = true;
    } else {
      at = next;
    }
  }

  /** Whether what stands behind backslashes may make a path of them, and no escape. */
  private boolean opensPath(String text, int next) {
    return next - at <= BACKSLASHES
        && next < text.length()
        && (Separator.isSharePath(text, at) || "\"'`nrtbfu".indexOf(text.charAt(next)) < 0);
  }

  private void stepInText(char c, int next, int run) {
    if (c == '"') {
      int cycle = 2 * (backslashes + 1);
      int own = run % cycle;
      if (own != cycle - 1) {
        inText = false;
        // Escaped otherwise than the structure's own quotes: it closes the text around.
        ended = own != backslashes;
        at = ended ? next - own : next + 1;
        return;
      }
    } else if (c == '\n' || c == '\r') {
      ended = true;
      at = next;
      return;
    }
    at = next + 1;
  }
}
