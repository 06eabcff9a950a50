package dev.hardening.headers.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One entry of a source list (CSP Level 3, section 2.3.1): a keyword, a host, a scheme, a nonce or
 * a hash.
 */
public final class CspSource {
  /** The keywords in their quotes. */
  static final Set<String> KEYWORDS =
      Set.of(
          "'inline-speculation-rules'",
          "'none'",
          "'report-sample'",
          "'report-sha256'",
          "'report-sha384'",
          "'report-sha512'",
          "'self'",
          "'strict-dynamic'",
          "'trusted-types-eval'",
          "'unsafe-eval'",
          "'unsafe-hashes'",
          "'unsafe-inline'",
          "'wasm-unsafe-eval'");

  private static final Set<String> BARE_SCHEMES =
      Set.of("blob", "data", "filesystem", "http", "https", "mediastream", "ws", "wss");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[A-Za-z][A-Za-z0-9+.-]*://)?"
              + "(?:\\*|(?:\\*\\.)?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)"
              + "(?::(?:[0-9]{1,5}|\\*))?"
              + "(?:/[A-Za-z0-9._~!$&'()*+=:@%/-]*)?");
  private static final Pattern FIXED_NONCE = Pattern.compile("'nonce-[A-Za-z0-9+/_-]+={0,2}'");
  private static final Pattern HASH =
      Pattern.compile(
          "'(?:sha256-[A-Za-z0-9+/_-]{43}=?|sha384-[A-Za-z0-9+/_-]{64}"
              + "|sha512-[A-Za-z0-9+/_-]{86}(?:==)?)'");

  /** {@code 'self'}: the page's own origin. */
  public static final CspSource SELF = of("'self'");

  /** {@code 'none'}: nothing; stands alone. */
  public static final CspSource NONE = of("'none'");

  /** A nonce, a new one for each request. */
  public static final CspSource NONCE = of("'nonce-{nonce}'");

  /** {@code 'strict-dynamic'}: what a trusted script loads is trusted, and no host is. */
  public static final CspSource STRICT_DYNAMIC = of("'strict-dynamic'");

  /** {@code 'unsafe-inline'}: inline scripts or styles; ignored beside a nonce or a hash. */
  public static final CspSource UNSAFE_INLINE = of("'unsafe-inline'");

  /** {@code 'report-sample'}: reports show the first 40 characters of what was blocked. */
  public static final CspSource REPORT_SAMPLE = of("'report-sample'");

  /** {@code *}: any host with a network scheme. */
  public static final CspSource ANY_HOST = of("*");

  /** {@code data:} URLs. */
  public static final CspSource DATA = of("data:");

  private final String text;
  private final Kind kind;

  private CspSource(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  /**
   * A source as it stands in a policy.
   *
   * @param text for instance {@code 'self'} (with its quotes), {@code https://cdn.example.com},
   *     {@code *.example.com:8443}, {@code blob:} or {@code 'sha256-...'}
   * @return the source
   * @throws IllegalArgumentException if browsers would ignore it: an unknown keyword, a keyword
   *     without quotes, a scheme without colon, or anything with a blank, {@code ;} or {@code ,}
   */
  public static CspSource of(String text) {
    Kind kind = kindOf(text);
    return new CspSource(kind == Kind.KEYWORD ? Grammar.lower(text) : text, kind);
  }

  /**
   * The hash of an inline script or style.
   *
   * @param content what stands between the tags, to the last blank
   * @return {@code 'sha256-...'}
   */
  public static CspSource sha256Of(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return of("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static Kind kindOf(String text) {
    String keyword = Grammar.lower(text);
    if (KEYWORDS.contains(keyword)) {
      return Kind.KEYWORD;
    }
    if (KEYWORDS.contains("'" + keyword + "'")) {
      throw refused(text, "'" + keyword + "', in single quotes");
    }
    if (BARE_SCHEMES.contains(keyword)) {
      throw refused(text, keyword + ": with its colon");
    }
    if (text.startsWith("'")) {
      if (text.equals("'nonce-{nonce}'") || FIXED_NONCE.matcher(text).matches()) {
        return Kind.NONCE;
      }
      if (HASH.matcher(text).matches()) {
        return Kind.HASH;
      }
      if (keyword.startsWith("'sha") || keyword.startsWith("'nonce")) {
        throw refused(text, "'sha256-<base64>', 'sha384-', 'sha512-' or 'nonce-{nonce}'");
      }
      throw refused(text, "a keyword such as " + Grammar.nearest(text, new TreeSet<>(KEYWORDS)));
    }
    if (SCHEME.matcher(text).matches()) {
      return Kind.SCHEME;
    }
    if (HOST.matcher(text).matches()) {
      return Kind.HOST;
    }
    throw refused(text, "'keyword', host, scheme:, nonce or hash");
  }

  private static IllegalArgumentException refused(String text, String expected) {
    return Grammar.refused("source", text, expected);
  }

  /**
   * The source as it stands in a policy.
   *
   * @return for instance {@code 'self'}
   */
  public String text() {
    return text;
  }

  Kind kind() {
    return kind;
  }

  /** Whether it is a nonce that would be the same on every response. */
  boolean isFixedNonce() {
    return kind == Kind.NONCE && !text.contains("{nonce}");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CspSource source && source.text.equals(text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return text;
  }

  /** What a source is. */
  enum Kind {
    KEYWORD,
    HOST,
    SCHEME,
    NONCE,
    HASH
  }
}
