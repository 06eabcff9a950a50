package dev.hardening.headers.policy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a browser forgets about the origin, at sign-out for instance (W3C Clear Site Data). */
public enum ClearSiteData {
  /** Cached responses. */
  CACHE("cache"),
  /** Cookies and other credentials, of the whole registrable domain. */
  COOKIES("cookies"),
  /** Local storage, IndexedDB, service workers. */
  STORAGE("storage"),
  /** Pages that are open are loaded anew. */
  EXECUTION_CONTEXTS("executionContexts"),
  /** Client hints. */
  CLIENT_HINTS("clientHints"),
  /** Prefetched pages. */
  PREFETCH_CACHE("prefetchCache"),
  /** Prerendered pages. */
  PRERENDER_CACHE("prerenderCache"),
  /** Everything, and what browsers add to this list later. */
  EVERYTHING("*");

  private final String text;

  ClearSiteData(String type) {
    this.text = '"' + type + '"';
  }

  /**
   * The value as sent, in its quotes.
   *
   * @return for instance {@code "cookies"}
   */
  public String text() {
    return text;
  }

  /**
   * The header as sent.
   *
   * @param types one or more
   * @return for instance {@code "cache", "cookies"}
   * @throws IllegalArgumentException if there are none
   */
  public static String headerValue(ClearSiteData... types) {
    return requireValue(
        Arrays.stream(types).map(ClearSiteData::text).collect(Collectors.joining(", ")));
  }

  /**
   * Refuses what browsers would ignore.
   *
   * @param text the value of one header
   * @return the text
   * @throws IllegalArgumentException if it is empty, or a type is unknown or lacks its quotes
   */
  public static String requireValue(String text) {
    for (String each : text.split(",", -1)) {
      String type = each.strip();
      if (Arrays.stream(values()).noneMatch(known -> known.text().equals(type))) {
        throw Grammar.refused(
            "Clear-Site-Data",
            type,
            "a quoted type such as "
                + Grammar.nearest(type, Arrays.stream(values()).map(ClearSiteData::text).toList()));
      }
    }
    return text;
  }
}
