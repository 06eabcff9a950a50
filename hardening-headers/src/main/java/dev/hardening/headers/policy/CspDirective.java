package dev.hardening.headers.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directive of a {@link ContentSecurityPolicy} whose value is a list of sources (CSP Level 3,
 * sections 6.1, 6.3 and 6.4).
 */
public enum CspDirective {
  /** What holds for every kind of fetch that has no directive of its own. */
  DEFAULT_SRC("default-src", Takes.SCRIPTS),
  /** Workers and frames, where worker-src and frame-src are absent. */
  CHILD_SRC("child-src", Takes.PLACES),
  /** fetch, XMLHttpRequest, WebSocket, EventSource, beacons and pings. */
  CONNECT_SRC("connect-src", Takes.PLACES),
  /** Fonts. */
  FONT_SRC("font-src", Takes.PLACES),
  /** Frames within the page. */
  FRAME_SRC("frame-src", Takes.PLACES),
  /** Images and favicons. */
  IMG_SRC("img-src", Takes.PLACES),
  /** Web application manifests. */
  MANIFEST_SRC("manifest-src", Takes.PLACES),
  /** Audio, video and their tracks. */
  MEDIA_SRC("media-src", Takes.PLACES),
  /** {@code object} and {@code embed}. */
  OBJECT_SRC("object-src", Takes.PLACES),
  /** Scripts of every kind. */
  SCRIPT_SRC("script-src", Takes.SCRIPTS),
  /** {@code script} elements. */
  SCRIPT_SRC_ELEM("script-src-elem", Takes.SCRIPTS),
  /** Event handlers in attributes. */
  SCRIPT_SRC_ATTR("script-src-attr", Takes.SCRIPTS),
  /** Styles of every kind. */
  STYLE_SRC("style-src", Takes.STYLES),
  /** {@code style} elements and style sheets. */
  STYLE_SRC_ELEM("style-src-elem", Takes.STYLES),
  /** Styles in attributes. */
  STYLE_SRC_ATTR("style-src-attr", Takes.STYLES),
  /** Workers of every kind. */
  WORKER_SRC("worker-src", Takes.PLACES),
  /** What {@code base} may say. */
  BASE_URI("base-uri", Takes.PLACES),
  /** Where forms may be sent. */
  FORM_ACTION("form-action", Takes.PLACES),
  /** Who may frame the page. */
  FRAME_ANCESTORS("frame-ancestors", Takes.PLACES);

  private static final Set<String> STYLE_KEYWORDS =
      Set.of("'self'", "'none'", "'unsafe-inline'", "'unsafe-hashes'", "'report-sample'");

  private final String text;
  private final Takes takes;

  CspDirective(String text, Takes takes) {
    this.text = text;
    this.takes = takes;
  }

  /**
   * The directive as it stands in a policy.
   *
   * @return for instance {@code script-src}
   */
  public String text() {
    return text;
  }

  static @Nullable CspDirective named(String text) {
    for (CspDirective each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    return null;
  }

  /** Refuses a source that browsers would ignore here. */
  void require(CspSource source) {
    boolean good =
        switch (source.kind()) {
          case HOST, SCHEME -> true;
          case NONCE, HASH -> takes != Takes.PLACES;
          case KEYWORD ->
              switch (takes) {
                case PLACES -> source.equals(CspSource.SELF) || source.equals(CspSource.NONE);
                case STYLES -> STYLE_KEYWORDS.contains(source.text());
                case SCRIPTS -> true;
              };
        };
    if (!good) {
      throw Grammar.refused(text, source.text(), "a source that has a meaning here");
    }
  }

  /** What has a meaning in a directive besides hosts and schemes. */
  private enum Takes {
    /** 'self' and 'none'. */
    PLACES,
    /** What makes inline styles trusted, as well. */
    STYLES,
    /** Every source there is. */
    SCRIPTS
  }
}
