package dev.hardening.redaction.engine;

import org.jspecify.annotations.Nullable;

/** What tokens of a kind have in common beside prefix and body. Not thread-safe. */
public final class TokenOptions {
  CharSet tail = CharSet.TOKEN;
  CharSet before = CharSet.ALNUM;
  boolean ignoreCase;
  boolean distinctive = true;
  boolean digit;
  boolean keepPrefix;
  @Nullable Check check;

  /** Further characters that belong to the token once it is recognised. */
  public TokenOptions tail(CharSet set) {
    tail = set;
    return this;
  }

  /** Characters that may not precede the prefix; letters and digits if not said. */
  public TokenOptions before(CharSet set) {
    before = set;
    return this;
  }

  public TokenOptions ignoreCase() {
    ignoreCase = true;
    return this;
  }

  /** The prefix also begins ordinary words: only the format's own minimum counts. */
  public TokenOptions common() {
    distinctive = false;
    return this;
  }

  /** A body without any digit within the minimum is no match. */
  public TokenOptions needsDigit() {
    digit = true;
    return this;
  }

  /** The prefix is not secret and stays. */
  public TokenOptions keepPrefix() {
    keepPrefix = true;
    return this;
  }

  /** A last look at the body's first characters, at most the minimum of them. */
  public TokenOptions check(Check newCheck) {
    check = newCheck;
    return this;
  }

  /**
   * The tokens of this kind with a prefix.
   *
   * @param minimum characters of the body that the format has at least
   */
  public TokenMatcher matcher(String prefix, CharSet body, int minimum) {
    return new TokenMatcher(prefix, body, minimum, this);
  }
}
