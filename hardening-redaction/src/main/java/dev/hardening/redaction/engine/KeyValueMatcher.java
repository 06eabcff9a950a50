package dev.hardening.redaction.engine;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of a key whose name says that it is secret, in whatever notation: JSON at any depth of
 * escaping, {@code key=value}, {@code key: value}, query strings, headers, {@code toString} forms,
 * XML elements, and YAML with the value on the lines below.
 */
public final class KeyValueMatcher extends Matcher {
  /** How much a value has to look like a secret. */
  public enum Demand {
    /** Any value but a placeholder or, after a colon, a word of prose. */
    ANY,
    /** The same, or a pass phrase to the end of a line that the key begins. */
    PASSWORD,
    /** A value of mixed letters and digits, or a long one. */
    SECRET_LIKE,
    /** At least six characters of no word that says how it stands with a token. */
    TOKEN,
    /** Letters and digits mixed, at least six. */
    MIXED,
    /** The credential after the scheme of an Authorization header. */
    AUTHORIZATION,
    /** A whole header value with pairs in it. */
    COOKIE,
    /** Any value but a path. */
    NOT_PATH,
    /** A value of mixed letters and digits, or a structure with anything in it. */
    CREDENTIALS,
    /** Digits and their separators only, at least three. */
    DIGITS,
    /** At least seven digits, in groups or not. */
    PHONE,
    /** At least four digits, in groups or not, nine at most. */
    SSN,
    /** At least four digits, in groups or not. */
    CARD,
    /** Letters and digits without a space, five at least, a digit among them. */
    NUMBERED
  }

  private final KeyNames names;
  private final Demand demand;
  private final ValueJudge judge;
  private final YamlKey yaml;

  /**
   * @param keys lower-case names; {@code _} stands for an optional joiner, a leading {@code *} lets
   *     any letters stand before
   * @param allowedNames full names, lower case, whose values stay
   */
  public KeyValueMatcher(List<String> keys, Demand demand, Set<String> allowedNames) {
    super(false);
    this.names = new KeyNames(keys, allowedNames);
    this.demand = demand;
    this.judge = new ValueJudge(demand);
    this.yaml = new YamlKey(judge);
  }

  List<String> keys() {
    return names.keys();
  }

  Demand demand() {
    return demand;
  }

  ValueJudge judge() {
    return judge;
  }

  @Override
  List<Window> windows() {
    return names.windows();
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at <= floor || at > text.length()) {
      return NONE;
    }
    int nameEnd = names.nameEnd(text, at, floor);
    if (nameEnd < 0) {
      if (trace != null) {
        tellAllowed(text, at, floor, trace);
      }
      return NONE;
    }
    return valueAfter(text, nameEnd, floor, trace);
  }

  private void tellAllowed(String text, int at, int floor, Trace trace) {
    int nameEnd = names.allowedEnd(text, at, floor);
    long value = nameEnd < 0 ? NONE : valueAfter(text, nameEnd, floor, null);
    if (value != NONE) {
      trace.rejected(
          (int) (value >>> 32),
          (int) value,
          "the key " + KeyNames.name(text, nameEnd, floor) + " is on the allow list");
    }
  }

  @Override
  @Nullable String subject(String text, int at) {
    int nameEnd = names.nameEnd(text, at, 0);
    return nameEnd < 0 ? null : "value of the key " + KeyNames.name(text, nameEnd, 0);
  }

  /** The value of the key whose name ends here. */
  private long valueAfter(String text, int at, int floor, @Nullable Trace trace) {
    long value = value(text, at, floor);
    if (value == NONE) {
      return NONE;
    }
    int start = (int) (value >>> 32);
    int mode = (int) value;
    long below = yaml.value(text, at, floor, start, mode);
    if (below == YamlKey.HARMLESS) {
      if (trace != null) {
        trace.rejected(at, start, "nothing on the lines below is worth hiding");
      }
      char first = text.charAt(start);
      // A tag that something is found in was none.
      return mode == Values.WORD && (first == '!' || first == '&')
          ? ~span(
              start,
              Values.end(text, start, Math.min(text.length(), start + Worth.JUDGED), mode, true))
          : NONE;
    }
    if (below != YamlKey.NOT_BELOW) {
      int first = (int) (below >>> 32);
      return span(first, Values.end(text, first, text.length(), (int) below, true));
    }
    if (mode == Values.WORD && text.charAt(start) == '[') {
      int end = ListValue.end(text, start);
      if (end >= 0 && isSecretList(text, start, end)) {
        return span(start, end);
      }
    }
    if (mode == Values.WORD
        && (demand == Demand.PASSWORD || demand == Demand.ANY || demand == Demand.NOT_PATH)) {
      int end = BracedValue.end(text, at, floor, start);
      if (end < 0 && demand == Demand.PASSWORD) {
        end = PassPhrase.end(text, at, floor, start);
      }
      if (end >= 0) {
        return span(start, end);
      }
    }
    if (mode == Values.WORD && judge.digitsInGroups() > 0) {
      int end = GroupedNumber.end(text, start, judge.digitsInGroups());
      if (end >= 0) {
        return span(start, end);
      }
    }
    int structure = structureMode(text, at, start, mode);
    if (StructureValue.isMode(structure)) {
      return span(start, StructureValue.end(text, start, text.length(), structure, true));
    }
    // Judged on a bounded part, so that what is rejected costs no walk to its end.
    int limit = Math.min(text.length(), start + Worth.JUDGED + 64);
    // What most candidates of hostile text come to: the opening of a long value tells already.
    boolean byOpening = trace == null && judge.canRejectOpening();
    int seen = byOpening ? Math.min(limit, start + Worth.LOOK) : limit;
    int end = Values.end(text, start, seen, mode, true);
    if (seen < limit && end >= seen) {
      // Where backslashes run on, the value may have ended in front of them.
      if (text.charAt(seen - 1) != '\\' && judge.rejectsOpening(text, start, seen)) {
        return NONE;
      }
      end = Values.end(text, start, limit, mode, true);
    }
    String reason = judge.reject(text, at, start, end, mode);
    if (reason != null) {
      if (trace != null) {
        trace.rejected(start, end, reason);
      }
      return judge.isHeld(text, start, end, mode)
          ? ~span(start, end)
          : wordBehind(text, at, start, end, mode);
    }
    if (end - start > Worth.JUDGED) {
      end = Values.end(text, start, text.length(), mode, true);
    }
    return span(start, end);
  }

  /** What would be the credential of an Authorization header, were the word in front a scheme. */
  private long wordBehind(String text, int at, int start, int end, int mode) {
    if (demand != Demand.AUTHORIZATION || start != Separator.valueStart(text, at)) {
      return NONE;
    }
    int next = Scheme.next(text, start);
    int limit = Math.min(text.length(), next + Worth.JUDGED);
    return next >= 0 && (mode == Values.WORD || next < end)
        ? ~span(next, Values.end(text, next, limit, mode, true))
        : NONE;
  }

  @Override
  Spans.Held hold(String text, int start, int end, int rule, int window, int at) {
    return judge.hold(text, start, end, rule, window, at);
  }

  @Override
  boolean isValue() {
    return true;
  }

  @Override
  int goesOn(String text, int at, int floor, int from, int most) {
    int mode = from < most && keyStands(text, at, floor) ? mode(text, at, floor) : -1;
    if (mode < 0 || StructureValue.isMode(mode) || HeaderValue.isMode(mode)) {
      return from;
    }
    return YamlValue.isMode(mode)
        ? YamlValue.goesOn(text, from, most, mode)
        : Values.end(text, from, most, mode, true);
  }

  @Override
  int reach(String text, int at, int floor, int end) {
    int mode = keyStands(text, at, floor) ? mode(text, at, floor) : -1;
    return mode < 0 || StructureValue.isMode(mode) || YamlValue.isMode(mode)
        ? -1
        : Values.reach(text, end, mode);
  }

  /** Whether no other match has taken the key meanwhile. */
  private boolean keyStands(String text, int at, int floor) {
    return at > floor && names.nameEnd(text, at, floor) >= 0;
  }

  /**
   * The mode of a value that is a structure with a secret in it; else the mode as it was. Only
   * after a key in quotes, which say what the structure's own look like: without them its first
   * quote may be the end of the text around.
   */
  private int structureMode(String text, int at, int start, int mode) {
    if (mode != Values.WORD
        || demand == Demand.AUTHORIZATION
        || (text.charAt(start) != '{' && text.charAt(start) != '[')
        || !Separator.isColonBefore(text, start)) {
      return mode;
    }
    int backslashes = Separator.backslashes(text, at);
    int quote = at + backslashes;
    if (quote >= text.length() || text.charAt(quote) != '"') {
      return mode;
    }
    int structure = StructureValue.mode(backslashes);
    return StructureValue.hasSecret(
            text, start, structure, (s, e) -> judge.isSecretWithin(text, s, e))
        ? structure
        : mode;
  }

  /**
   * Whether a text or number in a structure under such a key is one to hide: for structured data.
   */
  public boolean isSecretWithin(String value) {
    return !value.isEmpty() && judge.isSecretWithin(value, 0, value.length());
  }

  /** Whether a list holds a secret, and nothing that was replaced before. */
  private boolean isSecretList(String text, int start, int end) {
    return Replacements.firstIn(text, start, end) < 0
        && ListValue.hasSecret(
            text, start, (s, e, mode) -> judge.isSecretElement(text, s, e, mode));
  }

  /** Whether a name by itself ends with one of the keys: for structured data. */
  public boolean isKey(String name) {
    return names.isKey(name);
  }

  /** Whether a value under such a key is one to hide: for structured data. */
  public boolean isSecretValue(String value) {
    if (value.isEmpty()) {
      return false;
    }
    int start = demand == Demand.AUTHORIZATION ? Scheme.after(value, 0) : 0;
    return judge.reject(value, -1, start, value.length(), Values.quoted(0, '"')) == null;
  }

  private long value(String text, int at, int floor) {
    long found = Separator.value(text, at);
    if (found == NONE) {
      return NONE;
    }
    int start = (int) (found >>> 32);
    int mode = (int) found;
    if (mode == Values.WORD
        && Lines.isBreak(text.charAt(start))
        && yaml.value(text, at, floor, start, mode) == YamlKey.NOT_BELOW) {
      long below = Separator.onNextLine(text, at, start);
      if (below == NONE) {
        return found;
      }
      start = (int) (below >>> 32);
      mode = (int) below;
    }
    long value = (long) start << 32 | mode;
    if (mode == Values.ELEMENT || mode == Values.CDATA) {
      if (text.charAt(at + Separator.backslashes(text, at)) == '"' || text.charAt(at) == '\'') {
        return isClosed(text, start, mode) ? value : NONE;
      }
      int name = at;
      while (name > floor
          && at - name < KeyNames.LONGEST
          && (KeyNames.NAME.contains(text.charAt(name - 1)) || text.charAt(name - 1) == ':')) {
        name--;
      }
      boolean tag = name > floor && text.charAt(name - 1) == '<';
      // A placeholder behind an equals sign is none.
      return tag && (name - 2 < floor || text.charAt(name - 2) != '=') ? value : NONE;
    }
    if (demand == Demand.COOKIE && mode == Values.WORD) {
      boolean list = text.charAt(start) == '[';
      return list && isListOfTexts(text, start)
          ? value
          : (long) (list ? start + 1 : start) << 32 | HeaderValue.mode(list);
    }
    return demand == Demand.AUTHORIZATION ? credential(text, at, floor, start, mode) : value;
  }

  /** The credential in the value of an Authorization header. */
  private static long credential(String text, int at, int floor, int start, int mode) {
    if (mode != Values.WORD) {
      return (long) Scheme.after(text, start, true) << 32 | mode;
    }
    boolean list = text.charAt(start) == '[' && !isListOfTexts(text, start);
    int from = list ? start + 1 : start;
    boolean line = list || HeaderValue.beginsLine(text, at, floor);
    int credential = Scheme.after(text, from, line);
    if (credential > from && isReplaced(text, credential)) {
      return NONE;
    }
    boolean header =
        (credential > from && line)
            || HeaderValue.opensAt(text, credential)
            || Scheme.hasParameters(text, credential);
    if (credential == from && !header) {
      return (long) start << 32 | mode;
    }
    return (long) credential << 32 | (header ? HeaderValue.mode(list) : mode);
  }

  /** Whether a replacement stands here that no word goes on with: how far it reached is lost. */
  private static boolean isReplaced(String text, int at) {
    int n = text.length();
    int end = Replacements.end(text, at, Math.min(n, at + Replacements.LONGEST));
    return end >= 0 && (end >= n || !CharSet.TOKEN.contains(text.charAt(end)));
  }

  /** Whether a list begins here whose first element is a text in quotes. */
  private static boolean isListOfTexts(String text, int bracket) {
    int i = bracket + 1;
    while (i < text.length() && i - bracket < KeyNames.LONGEST && text.charAt(i) <= ' ') {
      i++;
    }
    i += Separator.backslashes(text, i);
    return i < text.length() && (text.charAt(i) == '"' || text.charAt(i) == '\'');
  }

  /** Whether a closing tag follows the content of an element. */
  private static boolean isClosed(String text, int start, int mode) {
    int limit = Math.min(text.length(), start + Worth.JUDGED);
    int end = Values.end(text, start, limit, mode, true);
    return text.startsWith(mode == Values.CDATA ? "]]></" : "</", end)
        && Replacements.firstIn(text, start, end) < 0;
  }

  @Override
  int mode(String text, int reference, int floor) {
    int at = names.nameEnd(text, reference, floor);
    long value = at < 0 ? NONE : value(text, at, floor);
    if (value == NONE) {
      // Another match has taken the key meanwhile.
      return Values.WORD;
    }
    int start = (int) (value >>> 32);
    long below = yaml.value(text, at, floor, start, (int) value);
    return below >= 0 ? (int) below : structureMode(text, at, start, (int) value);
  }

  @Override
  int modeAfter(String text, int from, int to, int mode) {
    if (HeaderValue.isMode(mode)) {
      return HeaderValue.modeAfter(text, from, mode);
    }
    return StructureValue.isMode(mode) ? StructureValue.modeAfter(text, from, to, mode) : mode;
  }

  @Override
  int resumePoint(int start, int longest) {
    return start;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    return Values.end(text, from, text.length(), mode, atEnd);
  }
}
