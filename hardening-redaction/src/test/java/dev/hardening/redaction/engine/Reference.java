package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a matcher of the catalogue finds, said once more with java.util.regex: its shape and what
 * may stand around it is a regular expression, and what that finds is put to the same validator.
 * Spans are found from left to right; nothing looks back behind the end of the one before.
 */
public abstract class Reference {
  /** After an escape, whose last character belongs to what it stands for. */
  private static final String AFTER_ESCAPE =
      "(?<=\\\\[ntrbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\u[0-9A-Fa-f]{4})";

  private static final String NOT_IN_ESCAPE = "(?!(?<=\\\\)[ntrbfu])";

  /** A match that is found from its middle begins behind any escape. */
  private static final String NOT_BEHIND_BACKSLASH =
      "(?<!\\\\)(?!(?<=\\\\u)X{4})(?!(?<=\\\\uX)X{3})(?!(?<=\\\\uXX)X{2})(?!(?<=\\\\uXXX)X)"
          .replace("X", "[0-9A-Fa-f]");

  private static final String NOT_IN_PERCENT =
      "(?!(?<=%)[0-9A-Fa-f]{2})(?!(?<=%[0-9A-Fa-f])[0-9A-Fa-f])";

  /** The reference of a matcher, where its matches are those of a regular expression. */
  public static Optional<Reference> of(Matcher matcher) {
    if (matcher instanceof TokenMatcher token) {
      return Optional.of(new Token(token));
    }
    if (matcher instanceof LiteralMatcher literal) {
      return Optional.of(new Literal(literal));
    }
    if (matcher instanceof PatternMatcher pattern) {
      return Optional.of(new Shaped(pattern));
    }
    if (matcher instanceof UrlMatcher url) {
      return Optional.of(new Url(url));
    }
    if (matcher instanceof OptionMatcher option) {
      return Optional.of(of(option, Set.of()));
    }
    if (matcher instanceof KeyValueMatcher keys) {
      return Optional.of(
          switch (keys.demand()) {
            case AUTHORIZATION -> new Authorization(keys);
            case COOKIE -> new Cookie(keys);
            default -> new Keyed(keys);
          });
    }
    return Optional.empty();
  }

  /** The reference of options, of which some are named whose arguments stay. */
  public static Reference of(OptionMatcher matcher, Set<String> allowedNames) {
    return new OptionReference(matcher, allowedNames);
  }

  /** All that one matcher alone finds: {@code start-end} each. */
  public static List<String> spansOf(Matcher matcher, String text) {
    return spansOf(engineOf(matcher), text);
  }

  /** An engine of one matcher alone. */
  public static Engine engineOf(Matcher matcher) {
    return new Engine(List.of(new Engine.Rule(matcher, 0, 0)), Set.of(), new Barrier(false, 0));
  }

  /** The same for many texts. */
  public static List<String> spansOf(Engine engine, String text) {
    Spans spans = engine.scan(text);
    List<String> found = new ArrayList<>();
    for (int i = 0; spans != null && i < spans.size(); i++) {
      found.add(spans.start(i) + "-" + spans.end(i));
    }
    return found;
  }

  /** The same of the reference. */
  public final List<String> spans(String text) {
    List<String> found = new ArrayList<>();
    int floor = 0;
    int at = 0;
    int rejected = -1;
    while (at < text.length()) {
      long span = matchAt(text.substring(floor), at - floor, floor > 0);
      int end = floor + (int) (span < 0 ? ~span : span);
      if (span < 0 || end == rejected) {
        // What a validator rejects is not looked through for a part that it would take.
        rejected = span < -1 ? end : rejected;
        at++;
        continue;
      }
      found.add((floor + (int) (span >>> 32)) + "-" + end);
      at = Math.max(at + 1, end);
      floor = end;
    }
    return found;
  }

  /** Names to put into texts, of which then the texts are made, with words and separators. */
  public List<String> keys() {
    return List.of();
  }

  /** What else to make texts of. */
  public List<String> words() {
    return List.of();
  }

  /**
   * The match that a place leads to; -1 where there is none, the complement of its end where a
   * validator rejects it and all that ends there.
   *
   * @param text what stands behind the match before
   * @param after whether there was one
   */
  abstract long matchAt(String text, int at, boolean after);

  static java.util.regex.Matcher at(Pattern pattern, String text, int at) {
    return pattern.matcher(text).useTransparentBounds(true).region(at, text.length());
  }

  private static String boundary(CharSet before) {
    return NOT_IN_ESCAPE + "(?:(?<!" + set(before) + ")|" + AFTER_ESCAPE + ")";
  }

  /** A set as a class of java.util.regex. */
  private static String set(CharSet set) {
    StringBuilder out = new StringBuilder("[");
    for (int c = 0; c <= 0xFFFF; c++) {
      if (set.contains((char) c)) {
        int last = c;
        while (last < 0xFFFF && set.contains((char) (last + 1))) {
          last++;
        }
        out.append(String.format("\\u%04x-\\u%04x", c, last));
        c = last;
      }
    }
    return out.length() == 1 ? "(?!)" : out.append(']').toString();
  }

  /** A prefix, a body of one alphabet, a tail. */
  private static final class Token extends Reference {
    private final TokenMatcher token;
    private final Pattern shape;

    Token(TokenMatcher token) {
      this.token = token;
      String body = set(token.body);
      int minimum = token.minimum;
      String digit = token.digit ? "(?=" + body + "{0," + (minimum - 1) + "}[0-9])" : "";
      String whole = digit + "(?<whole>" + body + "{" + minimum + "})";
      String cut =
          "(?=%s*[0-9])(?<cut>%s{%d,%d}+)(?!%s)"
              .formatted(body, body, TokenMatcher.SHORT, minimum - 1, body);
      shape =
          Pattern.compile(
              boundary(token.before)
                  + (token.ignoreCase ? "(?i:" : "(?:")
                  + Pattern.quote(token.prefix)
                  + ")(?:"
                  + whole
                  + (token.distinctive && minimum > TokenMatcher.SHORT ? "|" + cut : "")
                  + ")"
                  + set(token.tail)
                  + "*+");
    }

    @Override
    long matchAt(String text, int at, boolean after) {
      java.util.regex.Matcher found = at(shape, text, at);
      if (!found.lookingAt()) {
        return -1;
      }
      int body = at + token.prefix.length();
      String part = found.group("whole") != null ? found.group("whole") : found.group("cut");
      if (token.check != null && token.check.reject(text, body, body + part.length()) != null) {
        return -1;
      }
      return Matcher.span(token.keepPrefix ? body : at, found.end());
    }
  }

  /** A pattern with what may not stand around it, and a validator. */
  private static final class Shaped extends Reference {
    private static final int TRIES = 4;

    private final PatternMatcher matcher;
    private final Pattern begin;
    private final Pattern shape;
    private final Pattern end;

    Shaped(PatternMatcher matcher) {
      this.matcher = matcher;
      shape = Pattern.compile(matcher.pattern);
      begin =
          Pattern.compile(
              (matcher.before.isEmpty() ? "" : boundary(matcher.before))
                  + (matcher.looksBehind() ? NOT_BEHIND_BACKSLASH : "")
                  + NOT_IN_PERCENT);
      end = Pattern.compile("(?!" + set(matcher.after) + ")|(?=[.-](?![0-9A-Za-z]))");
    }

    @Override
    long matchAt(String text, int at, boolean after) {
      if ((at == 0 && after && !matcher.before.isEmpty()) || !at(begin, text, at).lookingAt()) {
        return -1;
      }
      java.util.regex.Matcher found =
          shape.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
      if (!found.region(at, text.length()).lookingAt()) {
        return -1;
      }
      int tries = 0;
      for (int last = text.length(); last > at && tries < TRIES; last--) {
        if (found.region(at, last).matches() && at(end, text, last).lookingAt()) {
          Check check = matcher.check;
          if (check == null || check.rejectBehind(text, 0, at, last) == null) {
            return Matcher.span(at, last);
          }
          if (matcher.after.isEmpty()) {
            return matcher.looksBehind() ? ~(long) last : -1;
          }
          tries++;
        }
      }
      return -1;
    }
  }

  /** Words, a quote, and all to the next one that is not written twice. */
  private static final class Literal extends Reference {
    private final Pattern shape;

    Literal(LiteralMatcher literal) {
      shape =
          Pattern.compile(
              boundary(CharSet.ALNUM)
                  + "(?i:"
                  + Pattern.quote(literal.words())
                  + ")((?:''|\\\\'|(?!')(?!\\\\+\"(?:[,}\\]:\n\r \\\\]|\\z))[^\n\r\"]|\"(?![,}\\]:\n\r \\\\]|\\z))*+)");
    }

    @Override
    long matchAt(String text, int at, boolean after) {
      java.util.regex.Matcher found = at(shape, text, at);
      return found.lookingAt() && !Worth.isHarmless(text, found.start(1), found.end(1))
          ? Matcher.span(found.start(1), found.end(1))
          : -1;
    }
  }

  /** A key in plain text, what parts it from its value, and a word. */
  private static class Keyed extends Reference {
    static final String WORD = "((?:[^ \\n>]|>(?![ \\n>]|\\z))+)";

    /** Not after the word of a flag or an event. */
    private static final String NO_FLAG =
        "(?<!(?<![a-z])(?:show|hide|toggle|forg[oe]t|remember|has|is|no|needs?|requires?|enable"
            + "|disable|allow|use)[_-])";

    private static final String SEPARATOR =
        "(?:[_-]?[0-9]{1,3}+)?+ {0,64}+(?:=[>=]?+|(?>:=|:(?!//))) {0,64}+";

    private final KeyValueMatcher matcher;
    private final Pattern key;
    private final Pattern value;
    private static final Pattern LINE_BEGINS = Pattern.compile("\\n[ \\t-]*[\\w.-]*\\z");

    /** Words, two at least, to the end of the line. */
    private static final Pattern PHRASE =
        Pattern.compile("([A-Za-z][A-Za-z0-9'-]*(?: +[A-Za-z0-9'-]+)+) *(?=\\n|\\z)");

    Keyed(KeyValueMatcher matcher) {
      this(matcher, WORD);
    }

    Keyed(KeyValueMatcher matcher, String valueShape) {
      value = Pattern.compile(SEPARATOR + valueShape);
      this.matcher = matcher;
      List<String> options = new ArrayList<>();
      for (String name : matcher.keys()) {
        String letters = NO_FLAG + name.replace("*", "").replace("_", "[_. -]?");
        options.add(name.startsWith("*") ? letters : "(?<![a-z])" + letters);
      }
      key = Pattern.compile("(?:" + String.join("|", options) + ")\\z");
    }

    @Override
    public final List<String> keys() {
      return matcher.keys();
    }

    @Override
    final long matchAt(String text, int at, boolean after) {
      java.util.regex.Matcher found = at(value, text, at);
      return found.lookingAt() && key.matcher(text.substring(0, at)).find()
          ? valueAt(text, at, found.start(1), found.end(1), after)
          : -1;
    }

    /** The value where its key ends and a first reading of it says so, if it is one to hide. */
    long valueAt(String text, int at, int start, int end, boolean after) {
      if (matcher.demand() == KeyValueMatcher.Demand.PASSWORD) {
        int phrase = phraseEnd(text, at, start, after);
        if (phrase >= 0) {
          return Matcher.span(start, phrase);
        }
      }
      return matcher.judge().reject(text, at, start, end, Values.WORD) == null
          ? Matcher.span(start, end)
          : -1;
    }

    private static int phraseEnd(String text, int at, int start, boolean after) {
      java.util.regex.Matcher phrase = at(PHRASE, text, start);
      boolean begins = LINE_BEGINS.matcher((after ? "x" : "\n") + text.substring(0, at)).find();
      if (!phrase.lookingAt()
          || phrase.end() - start > 128
          || !begins
          || " \t".indexOf(text.charAt(start - 1)) < 0) {
        return -1;
      }
      String[] words = phrase.group(1).split(" +", -1);
      if (Worth.isHarmless(words[0], 0, words[0].length())) {
        return -1;
      }
      boolean colon = text.substring(0, start).stripTrailing().endsWith(":");
      for (int i = colon ? 0 : 1; i < words.length; i++) {
        if (Worth.isProse(words[i], 0, words[i].length())) {
          return -1;
        }
      }
      return phrase.end(1);
    }
  }

  /**
   * What follows the scheme of an Authorization header, or what looks like a secret without one.
   */
  private static final class Authorization extends Keyed {
    private static final Pattern HEADER_BEGINS = Pattern.compile("\\n[ \\t<>]{0,8}[\\w.-]*\\z");
    private static final Pattern SCHEME =
        Pattern.compile(
            "([\\w-]{1,32}) {1,8}(?=([^\"'`\\\\<>\\x00-\\x20]{0,128}))(?![\\x00-\\x20])");
    private static final Pattern KNOWN =
        Pattern.compile(
            "(?i)basic|bearer|negotiate|ntlm|token|apikey|dpop|splunk|sso-key|key|genie|bot"
                + "|privatetoken|hmac|sharedkey|digest|hawk|oauth|aws4-hmac-sha256"
                + "|sharedaccesssignature");
    private static final Pattern PARAMETER =
        Pattern.compile("[\\w!#$%'+.^`|~-]{1,63}=(?=[A-Za-z0-9])");
    private static final Pattern REST = Pattern.compile("[^\\n]*");
    private static final Pattern ONE = Pattern.compile(WORD);

    Authorization(KeyValueMatcher matcher) {
      super(matcher);
    }

    @Override
    public List<String> words() {
      return List.of(
          "Bearer ",
          "bearer",
          "BASIC ",
          "Digest ",
          "digest",
          "Hawk  ",
          "OAuth ",
          "token ",
          "key ",
          "sso-key ",
          "sso-key2 ",
          "Custom ",
          "x-y a=b ",
          "\n> ",
          "a1b2c3d4e5f6+x",
          "Basic auth",
          "AWS4-HMAC-SHA256 ");
    }

    @Override
    long valueAt(String text, int at, int start, int end, boolean after) {
      boolean line = HEADER_BEGINS.matcher((after ? "x" : "\n") + text.substring(0, at)).find();
      java.util.regex.Matcher scheme = at(SCHEME, text, start);
      boolean found = scheme.lookingAt() && isScheme(text, scheme, line);
      int credential = found ? scheme.end() : start;
      boolean parameters = at(PARAMETER, text, credential).lookingAt();
      if (!found && !parameters) {
        return Worth.looksSecret(text, start, end) ? Matcher.span(start, end) : -1;
      }
      java.util.regex.Matcher value =
          at((line && found) || parameters ? REST : ONE, text, credential);
      return value.lookingAt() && !Worth.isHarmless(text, credential, value.end())
          ? Matcher.span(credential, value.end())
          : -1;
    }

    private static boolean isScheme(String text, java.util.regex.Matcher scheme, boolean line) {
      String name = scheme.group(1);
      String word = scheme.group(2);
      int at = scheme.end();
      if (Worth.isProse(word, 0, word.length())) {
        return false;
      }
      if (KNOWN.matcher(name).matches()) {
        return true;
      }
      int behindWord = at + word.length();
      boolean alone =
          line
              && Character.isUpperCase(name.charAt(0))
              && word.length() < 128
              && (behindWord >= text.length() || " \t".indexOf(text.charAt(behindWord)) < 0);
      boolean secret = at(PARAMETER, text, at).lookingAt();
      String behind = text.substring(at, Math.min(text.length(), at + 128));
      for (String one : behind.split("(?=[^ -~]|[\"'`\\\\<>])", 2)[0].split(" ", -1)) {
        secret |= Worth.looksSecret(one, 0, one.length()) || Worth.isMixed(one, 0, one.length());
        if (!line) {
          break;
        }
      }
      return !Worth.isProse(name, 0, name.length()) && (alone || secret);
    }
  }

  /** The rest of the line where a pair begins it. */
  private static final class Cookie extends Keyed {
    private static final Pattern PAIR = Pattern.compile("[\\w.-]{0,64}=");

    Cookie(KeyValueMatcher matcher) {
      super(matcher, "([^\\n]+)");
    }

    @Override
    public List<String> words() {
      return List.of(
          "sid=1; ", "a.b=c;d-e=f", "; ", "x.y=", "path=/; HttpOnly", "none", "a".repeat(64));
    }

    @Override
    long valueAt(String text, int at, int start, int end, boolean after) {
      return at(PAIR, text, start).lookingAt() && !Worth.isHarmless(text, start, end)
          ? Matcher.span(start, end)
          : -1;
    }
  }

  /** The whole URL or its password, as the documentation of {@link UrlMatcher} says. */
  private static final class Url extends Reference {
    private static final String PLAIN = "[^/?#\"'`<>\\\\\\x00-\\x20]";
    private static final String HOST = "[^\"'`<>\\\\,;)\\]}\\[\\x00-\\x20/?#=]";
    private static final Pattern OPENING = Pattern.compile(":(\\\\{0,15}+)/\\1/");
    private static final Pattern ORDINARY = Pattern.compile(PLAIN + "*+");

    /** No colon, a port behind the last one, or what stands for a port. */
    private static final Pattern PORT =
        Pattern.compile("(?s)[^:]*|\\[.*|.*:(?:[0-9]*|[{\\[*][^:]*|\\$\\{[^:]*)");

    private static final String BEYOND =
        ("(?:(?!:(?<b>\\\\{0,15}+)/\\k<b>/)(?!@)PLAIN|\\\\{0,15}+/|[?#]"
                + "|UNLESS\\\\{0,15}+[\"'`](?=[@0-9A-Za-z]))*+@PLAIN*+")
            .replace("PLAIN", PLAIN);

    private static final Pattern OPENER = Pattern.compile("(?<!\\\\)\\\\{0,15}[\"'`]\\z");
    private static final Pattern SCHEME = Pattern.compile("(?:jdbc:)?[A-Za-z0-9+.-]{0,32}\\z");
    private static final Pattern REST =
        Pattern.compile(
            ("@HOST*+(?:,(?=[0-9A-Za-z])HOST++(?!=)(?!(?<=:)(?<c>\\\\{0,15}+)/\\k<c>/))*+"
                    + "(?:\\\\{1,15}+/|[^\"'`<>\\\\,;)\\]}\\[\\x00-\\x20])*+")
                .replace("HOST", HOST));
    private static final Pattern USER = Pattern.compile("(?i)git|user|user_?name|anonymous");

    private final UrlMatcher url;

    Url(UrlMatcher url) {
      this.url = url;
    }

    @Override
    public List<String> words() {
      return List.of(
          "https://user_name@host",
          "HTTP://Anonymous@host",
          "ssh://abcdefghijklmnop@host",
          "ssh://abcdefghijklmno@host",
          "https://joe@host:443@x",
          "jdbc:postgresql://a:b@c,d",
          "x.redis://a:b@c]/d",
          "amqp://a:${p}@b",
          "ftp://u:p/w@host",
          "ftp://u:12/w@host",
          "ftp://u:x:/w@host",
          "https:\\/\\/joe:p\\/w@host\\/x",
          "\"ftp://u:p\"w@host",
          "ftp://u:p'w@host",
          "redis://u:p@h1:1,h2/db,x",
          "amqp://u:p#w@h,a=b",
          "redis://u:p?w@h,redis://v:q@i",
          "postgres:\\\\\\/\\\\\\/u:p@h\\\\\\/x");
    }

    @Override
    long matchAt(String text, int at, boolean after) {
      java.util.regex.Matcher found = at(OPENING, text, at);
      if (!found.lookingAt()) {
        return -1;
      }
      int start = found.end();
      java.util.regex.Matcher before = SCHEME.matcher(text.substring(0, at));
      String scheme = before.find() ? before.group() : "";
      String authority = authority(text, start, text.substring(0, at - scheme.length()));
      int sign = authority.lastIndexOf('@');
      if (sign < 0 || url.isWhole(scheme) != url.wholeUrls()) {
        return -1;
      }
      int secret = start;
      int colon = authority.indexOf(':');
      if (colon >= 0 && colon < sign) {
        boolean port =
            authority.indexOf('@') < colon
                && Worth.isHarmless(text, start + colon + 1, start + sign);
        sign = port ? authority.indexOf('@') : sign;
        secret = port ? start : start + colon + 1;
      }
      int end = start + sign;
      String user = text.substring(secret, end);
      boolean alone = secret == start;
      boolean token =
          user.length() >= 16
              || (!user.isEmpty()
                  && scheme.matches("(?i).*https?")
                  && !USER.matcher(user).matches());
      if ((alone && !token) || Worth.isHarmless(text, secret, end)) {
        return -1;
      }
      java.util.regex.Matcher rest = at(REST, text, end);
      return url.wholeUrls() && rest.lookingAt()
          ? Matcher.span(at - scheme.length(), rest.end())
          : Matcher.span(secret, end);
    }

    private static String authority(String text, int start, String inFront) {
      String rest = text.substring(start, Math.min(text.length(), start + 512));
      java.util.regex.Matcher ordinary = ORDINARY.matcher(rest);
      String first = ordinary.lookingAt() ? ordinary.group() : "";
      if (first.indexOf('@') >= 0 || PORT.matcher(first).matches()) {
        return first;
      }
      java.util.regex.Matcher opener = OPENER.matcher(inFront);
      String unless = opener.find() ? "(?!" + Pattern.quote(opener.group()) + ")" : "";
      java.util.regex.Matcher beyond =
          Pattern.compile(BEYOND.replace("UNLESS", unless)).matcher(rest);
      return beyond.lookingAt() ? beyond.group() : first;
    }
  }
}
