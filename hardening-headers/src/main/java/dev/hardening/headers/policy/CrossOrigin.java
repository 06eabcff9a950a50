package dev.hardening.headers.policy;

import java.util.Locale;

/** How a page stands to others (HTML, section 7.1.3 and 7.1.4; Fetch, section 3.7). */
public final class CrossOrigin {
  private CrossOrigin() {}

  /** Cross-Origin-Opener-Policy: who may keep a reference to the page's window. */
  public enum Opener {
    /** Everybody. */
    UNSAFE_NONE,
    /** The same origin, and windows that the page opens. */
    SAME_ORIGIN_ALLOW_POPUPS,
    /** The same origin. */
    SAME_ORIGIN,
    /** Nobody that opened the page; windows that it opens. */
    NOOPENER_ALLOW_POPUPS;

    /**
     * The value as sent.
     *
     * @return for instance {@code same-origin}
     */
    public String headerValue() {
      return lower(this);
    }
  }

  /** Cross-Origin-Embedder-Policy: what the page may load from elsewhere. */
  public enum Embedder {
    /** Everything. */
    UNSAFE_NONE,
    /** What says by CORP or CORS that it may be loaded. */
    REQUIRE_CORP,
    /** Everything, but without cookies. */
    CREDENTIALLESS;

    /**
     * The value as sent.
     *
     * @return for instance {@code require-corp}
     */
    public String headerValue() {
      return lower(this);
    }
  }

  /** Cross-Origin-Resource-Policy: who may load the response. */
  public enum Resource {
    /** Pages of the same site. */
    SAME_SITE,
    /** Pages of the same origin. */
    SAME_ORIGIN,
    /** Every page. */
    CROSS_ORIGIN;

    /**
     * The value as sent.
     *
     * @return for instance {@code same-origin}
     */
    public String headerValue() {
      return lower(this);
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
