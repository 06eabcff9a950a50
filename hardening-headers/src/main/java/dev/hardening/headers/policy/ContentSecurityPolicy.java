package dev.hardening.headers.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A content security policy (CSP Level 3, state of 2026-11-21). Immutable.
 *
 * <pre>{@code
 * ContentSecurityPolicy policy =
 *     ContentSecurityPolicy.builder()
 *         .sources(CspDirective.DEFAULT_SRC, CspSource.SELF)
 *         .sources(CspDirective.SCRIPT_SRC, CspSource.NONCE, CspSource.STRICT_DYNAMIC)
 *         .sources(CspDirective.FRAME_ANCESTORS, CspSource.NONE)
 *         .requireTrustedTypes()
 *         .build();
 * }</pre>
 *
 * <p>Browsers ignore a directive or a source that they do not know, and the page is then less safe
 * than its author believes; here it is refused.
 */
public final class ContentSecurityPolicy {
  private static final String NAME = "directive";
  private static final String SANDBOX = "sandbox";
  private static final String TRUSTED_TYPES = "trusted-types";
  private static final String REQUIRE_TRUSTED_TYPES = "require-trusted-types-for";
  private static final String UPGRADE = "upgrade-insecure-requests";
  private static final String REPORT_TO = "report-to";
  private static final String REPORT_URI = "report-uri";
  private static final Pattern TRUSTED_TYPE = Pattern.compile("[A-Za-z0-9#=_/@.%-]+");
  private static final Pattern REPORT_REFERENCE =
      Pattern.compile("[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+=%-]+");

  private final Map<String, List<String>> directives;

  private ContentSecurityPolicy(Map<String, List<String>> directives) {
    this.directives = directives;
  }

  /**
   * Starts an empty policy.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads a policy.
   *
   * @param text the value of one header
   * @return the policy
   * @throws IllegalArgumentException if a browser would ignore any of it: an unknown, misspelt or
   *     repeated directive, a source that means nothing there, text that is no policy
   */
  public static ContentSecurityPolicy parse(String text) {
    Builder builder = builder();
    for (String directive : text.split(";", -1)) {
      String trimmed = directive.strip();
      if (trimmed.isEmpty()) {
        continue; // a trailing semicolon
      }
      List<String> words = List.of(trimmed.split("[ \\t]+"));
      String name = Grammar.lower(words.get(0));
      if (builder.directives.containsKey(name)) {
        throw Grammar.refused(NAME, name + " twice", "each once");
      }
      builder.add(name, words.subList(1, words.size()));
    }
    return builder.build();
  }

  /**
   * Starts from this policy.
   *
   * @return a builder that holds its directives
   */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.directives.putAll(directives);
    return builder;
  }

  /**
   * The sources of a directive.
   *
   * @param directive the directive
   * @return its sources in order, null if the policy lacks the directive
   */
  public @Nullable List<CspSource> sources(CspDirective directive) {
    List<String> words = directives.get(directive.text());
    return words == null ? null : words.stream().map(CspSource::of).toList();
  }

  /**
   * Where reports go.
   *
   * @return the endpoint that {@code report-to} names, null if there is none
   */
  public @Nullable String reportTo() {
    List<String> words = directives.get(REPORT_TO);
    return words == null ? null : words.get(0);
  }

  /**
   * Whether the policy holds a nonce that is written down in it, and so would be the same on every
   * response.
   *
   * @return true if it does
   */
  public boolean hasFixedNonce() {
    return Stream.of(CspDirective.values())
        .flatMap(each -> Stream.ofNullable(sources(each)).flatMap(List::stream))
        .anyMatch(CspSource::isFixedNonce);
  }

  /**
   * The directives that a report-only policy may not have, because browsers ignore them there.
   *
   * @return their names, empty if the policy can be sent as {@code
   *     Content-Security-Policy-Report-Only} whole
   */
  public List<String> withoutEffectInReportOnly() {
    return Stream.of(SANDBOX, UPGRADE).filter(directives::containsKey).toList();
  }

  /**
   * The policy as sent. A nonce stands as {@code {nonce}}.
   *
   * @return directives joined by {@code "; "}
   */
  public String headerValue() {
    return directives.entrySet().stream()
        .map(
            each ->
                Stream.concat(Stream.of(each.getKey()), each.getValue().stream())
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("; "));
  }

  @Override
  public String toString() {
    return headerValue();
  }

  /** Builds a {@link ContentSecurityPolicy}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<String>> directives = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Sets the sources of a directive.
     *
     * @param directive the directive
     * @param sources one or more; {@link CspSource#NONE} stands alone
     * @return this
     * @throws IllegalArgumentException if there are none, or one has no meaning in the directive
     */
    public Builder sources(CspDirective directive, CspSource... sources) {
      return sources(directive, List.of(sources));
    }

    /**
     * Takes a directive out again.
     *
     * @param directive the directive
     * @return this
     */
    public Builder without(CspDirective directive) {
      directives.remove(directive.text());
      return this;
    }

    /**
     * Treats the page as if in a sandboxed frame.
     *
     * @param allowed what it may do after all
     * @return this
     */
    public Builder sandbox(SandboxFlag... allowed) {
      directives.put(SANDBOX, Arrays.stream(allowed).map(SandboxFlag::text).toList());
      return this;
    }

    /**
     * Demands trusted types wherever a string could become a script.
     *
     * @return this
     */
    public Builder requireTrustedTypes() {
      directives.put(REQUIRE_TRUSTED_TYPES, List.of("'script'"));
      return this;
    }

    /**
     * Names the trusted types policies that scripts may create.
     *
     * @param policies their names, {@code *} for any, {@code 'allow-duplicates'} to let one name be
     *     used twice, {@code 'none'} or nothing for no policy at all
     * @return this
     * @throws IllegalArgumentException if a name has characters that none may have
     */
    public Builder trustedTypes(String... policies) {
      return add(TRUSTED_TYPES, List.of(policies));
    }

    /**
     * Fetches over https what the page refers to by http.
     *
     * @return this
     */
    public Builder upgradeInsecureRequests() {
      directives.put(UPGRADE, List.of());
      return this;
    }

    /**
     * Sends reports to an endpoint.
     *
     * @param endpoint its name in {@link ReportingEndpoints}
     * @return this
     * @throws IllegalArgumentException if it is no such name
     */
    public Builder reportTo(String endpoint) {
      return add(REPORT_TO, List.of(endpoint));
    }

    /**
     * Sends reports to addresses, for browsers that do not know {@code report-to}.
     *
     * @param references absolute or relative URLs
     * @return this
     * @throws IllegalArgumentException if there are none, or one is no URL or has a {@code ;} or
     *     {@code ,}
     */
    public Builder reportUri(String... references) {
      return add(REPORT_URI, List.of(references));
    }

    /**
     * Builds the policy.
     *
     * @return the immutable policy
     * @throws IllegalArgumentException if it has no directive
     */
    public ContentSecurityPolicy build() {
      if (directives.isEmpty()) {
        throw Grammar.refused(NAME, "", "at least one");
      }
      return new ContentSecurityPolicy(new LinkedHashMap<>(directives));
    }

    private Builder sources(CspDirective directive, List<CspSource> sources) {
      if (sources.isEmpty()) {
        throw Grammar.refused(directive.text(), "", "a source, 'none' if nothing is allowed");
      }
      sources.forEach(directive::require);
      if (sources.size() > 1 && sources.contains(CspSource.NONE)) {
        throw Grammar.refused(directive.text(), joined(sources), "'none' alone");
      }
      directives.put(directive.text(), sources.stream().map(CspSource::text).toList());
      return this;
    }

    /** A directive as text: its words are checked by what the directive is. */
    private Builder add(String name, List<String> words) {
      CspDirective directive = CspDirective.named(name);
      if (directive != null) {
        return sources(directive, words.stream().map(CspSource::of).toList());
      }
      switch (name) {
        case SANDBOX ->
            requireEach(name, words, SandboxFlag.values().length, Builder::isSandboxFlag);
        case TRUSTED_TYPES -> requireEach(name, words, Integer.MAX_VALUE, Builder::isTrustedType);
        case REQUIRE_TRUSTED_TYPES -> {
          requireSome(name, words, "'script'");
          requireEach(name, words, 1, "'script'"::equals);
        }
        case UPGRADE -> requireEach(name, words, 0, word -> false);
        case REPORT_TO -> {
          requireSome(name, words, "the name of an endpoint");
          requireEach(name, words, 1, word -> Grammar.ENDPOINT.matcher(word).matches());
        }
        case REPORT_URI -> {
          requireSome(name, words, "a URL");
          requireEach(
              name, words, Integer.MAX_VALUE, word -> REPORT_REFERENCE.matcher(word).matches());
        }
        default ->
            throw Grammar.refused(NAME, name, "one such as " + Grammar.nearest(name, allNames()));
      }
      directives.put(name, List.copyOf(words));
      return this;
    }

    private static void requireSome(String name, List<String> words, String expected) {
      if (words.isEmpty()) {
        throw Grammar.refused(name, "", expected);
      }
    }

    private static void requireEach(
        String name, List<String> words, int maximum, Predicate<String> good) {
      for (int i = 0; i < words.size(); i++) {
        if (i >= maximum || !good.test(words.get(i))) {
          throw Grammar.refused(name, words.get(i), expectation(name));
        }
      }
    }

    private static String expectation(String name) {
      return switch (name) {
        case SANDBOX -> "a flag of HTML's sandbox attribute, each once";
        case TRUSTED_TYPES -> "a policy name, *, 'allow-duplicates' or 'none'";
        case REQUIRE_TRUSTED_TYPES -> "'script'";
        case UPGRADE -> "no value";
        case REPORT_TO -> "the name of one endpoint: lower case letters, digits and _ - . *";
        default -> "a URL without blank, ; or ,";
      };
    }

    private static boolean isSandboxFlag(String word) {
      return Arrays.stream(SandboxFlag.values()).anyMatch(each -> each.text().equals(word));
    }

    private static boolean isTrustedType(String word) {
      return word.equals("*")
          || word.equals("'none'")
          || word.equals("'allow-duplicates'")
          || TRUSTED_TYPE.matcher(word).matches();
    }

    private static String joined(List<CspSource> sources) {
      return sources.stream().map(CspSource::text).collect(Collectors.joining(" "));
    }

    private static Set<String> allNames() {
      Set<String> names =
          new TreeSet<>(
              List.of(
                  SANDBOX, TRUSTED_TYPES, REQUIRE_TRUSTED_TYPES, UPGRADE, REPORT_TO, REPORT_URI));
      Arrays.stream(CspDirective.values()).map(CspDirective::text).forEach(names::add);
      return names;
    }
  }
}
