package dev.hardening.headers.contract;

import dev.hardening.headers.DisclosingHeaders;
import dev.hardening.headers.SecurityHeader;
import dev.hardening.headers.SecurityHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What whole responses are held against: a list of rules, all of them tried, every violation
 * reported.
 *
 * <pre>{@code
 * List<Violation> violations =
 *     HeaderContract.standard().verify(response.statusCode(), response.headers().map());
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class HeaderContract {
  private static final Pattern UUID4 =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private static final HeaderContract STANDARD =
      builder()
          .uuid4("X-Request-ID")
          .unique("X-Request-ID")
          .integer("X-Latency-MS")
          .value("X-Content-Type-Options", "nosniff")
          .value("X-Frame-Options", "DENY")
          .strictTransportSecurity()
          .contentSecurityPolicy()
          .nothingDisclosed()
          .standardErrors()
          .build();

  private final List<Rule> rules;
  private final Set<String> unique;

  private HeaderContract(Builder builder) {
    rules = List.copyOf(builder.rules);
    unique = Set.copyOf(builder.unique);
  }

  /**
   * The contract of the operations runbooks: X-Request-ID a UUID of version 4 and X-Latency-MS an
   * integer, exactly once each; X-Content-Type-Options and X-Frame-Options as recommended there;
   * nothing disclosed; errors in the standard form. Strict-Transport-Security must be there if the
   * response is known to have come over https and must not if it is known to have come without; it
   * and Content-Security-Policy are judged wherever they appear. X-XSS-Protection is not asked for:
   * see {@link SecurityHeaders}.
   *
   * @return the contract
   */
  public static HeaderContract standard() {
    return STANDARD;
  }

  /**
   * The {@linkplain #standard() standard} contract without its security headers, and those of a set
   * instead, each exactly once with exactly its value.
   *
   * @param headers the set
   * @return the contract that a filter with that set keeps, as far as the application overrides
   *     none of it
   */
  public static HeaderContract of(SecurityHeaders headers) {
    Builder builder =
        builder()
            .uuid4("X-Request-ID")
            .unique("X-Request-ID")
            .integer("X-Latency-MS")
            .unique(Builder.NONCE)
            .nothingDisclosed()
            .standardErrors();
    for (SecurityHeader header : headers.headers()) {
      builder.securityHeader(header);
    }
    return builder.build();
  }

  /**
   * Starts a contract without rules.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts from the rules of this contract.
   *
   * @return a builder to which more can be added
   */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.rules.addAll(rules);
    builder.unique.addAll(unique);
    return builder;
  }

  /**
   * Judges a response of which status and headers are known.
   *
   * @param status the status code, 100 to 999
   * @param headers field lines by name, in any case
   * @return every violation, in the order of the rules; empty if the contract is kept
   */
  public List<Violation> verify(int status, Map<String, List<String>> headers) {
    return verify(ObservedResponse.of(status, headers));
  }

  /**
   * Judges a response.
   *
   * @param response the response
   * @return every violation, in the order of the rules; empty if the contract is kept
   */
  public List<Violation> verify(ObservedResponse response) {
    List<Violation> violations = new ArrayList<>();
    rules.forEach(rule -> violations.addAll(rule.check(response)));
    return List.copyOf(violations);
  }

  /**
   * Judges several responses, each for itself and all for values that must not repeat.
   *
   * @param responses the responses to different requests
   * @return every violation, that of the n-th response marked {@code response n}, counted from 1
   */
  public List<Violation> verifyAll(List<ObservedResponse> responses) {
    List<Violation> violations = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < responses.size(); i++) {
      ObservedResponse response = responses.get(i);
      String mark = "response " + (i + 1) + ": ";
      for (Violation each : verify(response)) {
        violations.add(new Violation(each.rule(), each.header(), mark + each.message()));
      }
      for (String name : unique) {
        String value =
            name.equals(Builder.NONCE) ? JudgedValues.nonce(response) : response.value(name);
        if (value == null) {
          continue;
        }
        Integer before = seen.putIfAbsent(Text.lower(name) + '\n' + value, i + 1);
        if (before != null) {
          violations.add(
              new Violation(
                  "unique",
                  name,
                  mark
                      + name
                      + ": "
                      + Text.shown(name, value)
                      + " (expected: not that of response "
                      + before
                      + ")"));
        }
      }
    }
    return List.copyOf(violations);
  }

  /** Builds a {@link HeaderContract}. Not thread-safe. */
  public static final class Builder {
    /** What {@link #contentSecurityPolicy()} wants to be unique: a part of a header. */
    private static final String NONCE = "Content-Security-Policy nonce";

    private final List<Rule> rules = new ArrayList<>();
    private final Set<String> unique = new LinkedHashSet<>();

    private Builder() {}

    /**
     * The header is there, once or more.
     *
     * @param name the header
     * @return this
     */
    public Builder required(String name) {
      return rule(
          response ->
              response.values(name).isEmpty()
                  ? List.of(new Violation("required", name, name + ": absent (expected: present)"))
                  : List.of());
    }

    /**
     * The header is not there.
     *
     * @param name the header
     * @return this
     */
    public Builder forbidden(String name) {
      return rule(
          response ->
              response.values(name).isEmpty()
                  ? List.of()
                  : List.of(
                      new Violation(
                          "forbidden",
                          name,
                          name
                              + ": "
                              + Text.shown(name, response.values(name))
                              + " (expected: absent)")));
    }

    /**
     * The header is there in exactly one field line.
     *
     * @param name the header
     * @return this
     */
    public Builder exactlyOnce(String name) {
      return rule(
          response -> {
            int count = response.values(name).size();
            return count == 1
                ? List.of()
                : List.of(
                    new Violation(
                        "exactly-once",
                        name,
                        name
                            + ": "
                            + (count == 0 ? "absent" : Text.shown(name, response.values(name)))
                            + " (expected: exactly once)"));
          });
    }

    /**
     * The header is there exactly once, with this value. Case is ignored.
     *
     * @param name the header
     * @param value the value
     * @return this
     */
    public Builder value(String name, String value) {
      return exactlyOnce(name).each("value", name, value::equalsIgnoreCase, value);
    }

    /**
     * The header is there exactly once, and its whole value matches.
     *
     * @param name the header
     * @param pattern the pattern
     * @return this
     */
    public Builder matches(String name, Pattern pattern) {
      return exactlyOnce(name)
          .each("matches", name, value -> pattern.matcher(value).matches(), "match of " + pattern);
    }

    /**
     * The header is there exactly once, a UUID of version 4 in lower case.
     *
     * @param name the header
     * @return this
     */
    public Builder uuid4(String name) {
      return exactlyOnce(name)
          .each("uuid4", name, value -> UUID4.matcher(value).matches(), "a UUID of version 4");
    }

    /**
     * The header is there exactly once, a decimal integer from 0 without sign or leading zeros.
     *
     * @param name the header
     * @return this
     */
    public Builder integer(String name) {
      return exactlyOnce(name)
          .each("integer", name, value -> INTEGER.matcher(value).matches(), "an integer >= 0");
    }

    /**
     * No two responses have the same value in this header. Judged by {@link #verifyAll} only.
     *
     * @param name the header
     * @return this
     */
    public Builder unique(String name) {
      unique.add(name);
      return this;
    }

    /**
     * The header is there exactly once over https and not at all otherwise. Not judged when the
     * response does not tell which it is.
     *
     * @param name the header
     * @return this
     */
    public Builder secureOnly(String name) {
      return when(
              response -> Boolean.TRUE.equals(response.secure()), over -> over.exactlyOnce(name))
          .when(response -> Boolean.FALSE.equals(response.secure()), over -> over.forbidden(name));
    }

    /**
     * Strict-Transport-Security is there exactly once if the response is known to have come over
     * https, is not there if it is known to have come without, and says what browsers understand,
     * for a year or more.
     *
     * @return this
     */
    public Builder strictTransportSecurity() {
      return rule(JudgedValues::strictTransportSecurity);
    }

    /**
     * A content security policy, if there is one, has nothing in it that browsers ignore (a
     * directive misspelt or twice, {@code self} without its quotes), lets no script in from
     * anywhere or inline without a nonce or hash, and has nonces of 128 bits that no two responses
     * share; the last is judged by {@link #verifyAll}. A report-only policy is judged for what
     * browsers ignore.
     *
     * @return this
     */
    public Builder contentSecurityPolicy() {
      return unique(NONCE).rule(JudgedValues::contentSecurityPolicy);
    }

    /**
     * Rules that hold for some responses only.
     *
     * @param condition which
     * @param rules adds the rules
     * @return this
     */
    public Builder when(Predicate<? super ObservedResponse> condition, Consumer<Builder> rules) {
      Builder inner = builder();
      rules.accept(inner);
      HeaderContract contract = inner.build();
      unique.addAll(contract.unique);
      return rule(response -> condition.test(response) ? contract.verify(response) : List.of());
    }

    /**
     * No header that {@linkplain DisclosingHeaders tells} what the service is made of. {@code
     * Server} and others alike.
     *
     * @return this
     */
    public Builder nothingDisclosed() {
      DisclosingHeaders.names().forEach(this::forbidden);
      return rule(ErrorRules::bodyDisclosesNothing);
    }

    /**
     * A response with status 400 or more that has a body has the standard error form, as JSON or
     * problem+json, and its request id is that of the header. The body is judged if it is known.
     *
     * @return this
     */
    public Builder standardErrors() {
      return rule(ErrorRules::standardForm);
    }

    /**
     * A rule of one's own.
     *
     * @param rule the rule
     * @return this
     */
    public Builder rule(Rule rule) {
      rules.add(rule);
      return this;
    }

    /**
     * Builds the contract.
     *
     * @return the immutable contract
     * @throws IllegalStateException if there are no rules: a contract that nothing can break
     */
    public HeaderContract build() {
      if (rules.isEmpty() && unique.isEmpty()) {
        throw new IllegalStateException("rules: 0 (expected: >= 1)");
      }
      return new HeaderContract(this);
    }

    private Builder securityHeader(SecurityHeader header) {
      String name = header.name();
      Consumer<Builder> rule =
          header.value().contains("{nonce}")
              ? builder -> builder.matches(name, Text.withNonce(header.value()))
              : builder -> builder.value(name, header.value());
      if (header.secureOnly()) {
        return when(response -> Boolean.TRUE.equals(response.secure()), rule)
            .when(
                response -> Boolean.FALSE.equals(response.secure()), over -> over.forbidden(name));
      }
      rule.accept(this);
      return this;
    }

    private Builder each(String rule, String name, Predicate<String> good, String expected) {
      return rule(
          response -> {
            List<Violation> violations = new ArrayList<>();
            for (String value : response.values(name)) {
              if (!good.test(value)) {
                violations.add(
                    new Violation(
                        rule,
                        name,
                        name + ": " + Text.shown(name, value) + " (expected: " + expected + ")"));
              }
            }
            return violations;
          });
    }
  }
}
