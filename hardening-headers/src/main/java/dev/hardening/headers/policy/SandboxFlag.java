package dev.hardening.headers.policy;

import java.util.Locale;

/** What a sandboxed page is allowed after all (HTML, section 7.1.5). */
public enum SandboxFlag {
  /** Downloads. */
  ALLOW_DOWNLOADS,
  /** Sending forms. */
  ALLOW_FORMS,
  /** alert, confirm, print and prompt. */
  ALLOW_MODALS,
  /** Locking the screen's orientation. */
  ALLOW_ORIENTATION_LOCK,
  /** Locking the pointer. */
  ALLOW_POINTER_LOCK,
  /** Opening windows. */
  ALLOW_POPUPS,
  /** Windows opened are not sandboxed. */
  ALLOW_POPUPS_TO_ESCAPE_SANDBOX,
  /** Presentations on other screens. */
  ALLOW_PRESENTATION,
  /** The page keeps its origin. */
  ALLOW_SAME_ORIGIN,
  /** Scripts. */
  ALLOW_SCRIPTS,
  /** Asking for cookies as a third party. */
  ALLOW_STORAGE_ACCESS_BY_USER_ACTIVATION,
  /** Navigating the top window. */
  ALLOW_TOP_NAVIGATION,
  /** Navigating the top window when the user asked for it. */
  ALLOW_TOP_NAVIGATION_BY_USER_ACTIVATION,
  /** Navigating the top window to schemes that other programs handle. */
  ALLOW_TOP_NAVIGATION_TO_CUSTOM_PROTOCOLS;

  /**
   * The flag as it stands in a policy.
   *
   * @return for instance {@code allow-scripts}
   */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
