package dev.hardening.headers.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which features of the browser a page and the frames in it may use (W3C Permissions Policy).
 * Immutable.
 *
 * <pre>{@code
 * PermissionsPolicy policy =
 *     PermissionsPolicy.builder()
 *         .deny("camera", "microphone")
 *         .allowSelf("fullscreen")
 *         .allowSelfAnd("payment", "https://pay.example.com")
 *         .build();
 * }</pre>
 *
 * <p>Feature names are held against a {@linkplain #knownFeatures() dated list}: browsers ignore
 * those that they do not know.
 */
public final class PermissionsPolicy {
  private static final String NAME = "Permissions-Policy";
  private static final String RESOURCE = "permissions-policy-features.txt";
  private static final NavigableSet<String> FEATURES = read();

  private final Map<String, String> features;

  private PermissionsPolicy(Map<String, String> features) {
    this.features = features;
  }

  /**
   * The features that a policy may name: W3C's list of policy-controlled features, those that
   * Chromium knows besides, and retired ones that published recommendations still switch off.
   *
   * @return an unmodifiable set
   */
  public static NavigableSet<String> knownFeatures() {
    return FEATURES;
  }

  /**
   * The date of the list of features.
   *
   * @return the day on which it was drawn up
   */
  public static LocalDate knownFeaturesDate() {
    return LocalDate.of(2026, 11, 21);
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
   * @throws IllegalArgumentException if a feature is unknown or repeated, or an allow list is none
   */
  public static PermissionsPolicy parse(String text) {
    Builder builder = builder();
    for (String each : text.split(",", -1)) {
      String member = each.strip();
      int equals = member.indexOf('=');
      if (equals < 0) {
        throw Grammar.refused(NAME, member, "feature=(), feature=(self) or feature=*");
      }
      String feature = member.substring(0, equals);
      if (builder.features.containsKey(feature)) {
        throw Grammar.refused(NAME, feature + " twice", "each feature once");
      }
      builder.put(feature, member.substring(equals + 1));
    }
    return builder.build();
  }

  /**
   * Starts from this policy.
   *
   * @return a builder that holds its features
   */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.features.putAll(features);
    return builder;
  }

  /**
   * The policy as sent.
   *
   * @return for instance {@code camera=(), fullscreen=(self)}
   */
  public String headerValue() {
    return features.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return headerValue();
  }

  private static NavigableSet<String> read() {
    NavigableSet<String> names = new TreeSet<>();
    InputStream resource = PermissionsPolicy.class.getResourceAsStream(RESOURCE);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(resource, RESOURCE), StandardCharsets.US_ASCII))) {
      lines.lines().filter(line -> !line.isBlank() && line.charAt(0) != '#').forEach(names::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableNavigableSet(names);
  }

  /** Builds a {@link PermissionsPolicy}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> features = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Switches features off, in the page and in every frame.
     *
     * @param names the features
     * @return this
     * @throws IllegalArgumentException if one is not on the {@linkplain #knownFeatures() list}
     */
    public Builder deny(String... names) {
      Arrays.stream(names).forEach(name -> put(name, "()"));
      return this;
    }

    /**
     * Leaves features to the page and to frames of its own origin.
     *
     * @param names the features
     * @return this
     * @throws IllegalArgumentException if one is not on the list
     */
    public Builder allowSelf(String... names) {
      Arrays.stream(names).forEach(name -> put(name, "(self)"));
      return this;
    }

    /**
     * Leaves a feature to the page and to frames of the origins given. There is no way to leave out
     * the page itself: a page can hand on only what it may use.
     *
     * @param name the feature
     * @param origins for instance {@code https://pay.example.com} or {@code https://*.example.com}
     * @return this
     * @throws IllegalArgumentException if the feature is not on the list, or an origin is none
     */
    public Builder allowSelfAnd(String name, String... origins) {
      return put(
          name,
          Arrays.stream(origins)
              .map(origin -> " \"" + origin + "\"")
              .collect(Collectors.joining("", "(self", ")")));
    }

    /**
     * Leaves features to every frame.
     *
     * @param names the features
     * @return this
     * @throws IllegalArgumentException if one is not on the list
     */
    public Builder allowAnyone(String... names) {
      Arrays.stream(names).forEach(name -> put(name, "*"));
      return this;
    }

    /**
     * Takes features out again, so that browsers' defaults hold.
     *
     * @param names the features
     * @return this
     */
    public Builder without(String... names) {
      Arrays.stream(names).forEach(features::remove);
      return this;
    }

    /**
     * Builds the policy.
     *
     * @return the immutable policy
     * @throws IllegalArgumentException if it names no feature
     */
    public PermissionsPolicy build() {
      if (features.isEmpty()) {
        throw Grammar.refused(NAME, "", "at least one feature");
      }
      return new PermissionsPolicy(new LinkedHashMap<>(features));
    }

    private Builder put(String name, String allowList) {
      if (!FEATURES.contains(name)) {
        throw Grammar.refused(
            NAME,
            name,
            "a feature known on "
                + knownFeaturesDate()
                + ", such as "
                + Grammar.nearest(name, FEATURES));
      }
      requireAllowList(name, allowList);
      features.put(name, allowList);
      return this;
    }

    private static void requireAllowList(String name, String allowList) {
      if (allowList.equals("*") || allowList.equals("()") || allowList.equals("self")) {
        return;
      }
      if (!allowList.startsWith("(self") || !allowList.endsWith(")")) {
        throw Grammar.refused(name, allowList, "(), *, (self) or (self \"https://...\")");
      }
      String origins = allowList.substring(5, allowList.length() - 1);
      for (String each : origins.strip().split(" +", -1)) {
        boolean quoted = each.length() > 1 && each.startsWith("\"") && each.endsWith("\"");
        if (!each.isEmpty()
            && !(quoted
                && Grammar.ORIGIN.matcher(each.substring(1, each.length() - 1)).matches())) {
          throw Grammar.refused(name, each, "an origin such as \"https://pay.example.com\"");
        }
      }
    }
  }
}
