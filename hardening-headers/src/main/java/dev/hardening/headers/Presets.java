package dev.hardening.headers;

import dev.hardening.headers.policy.CacheControl;
import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CrossOrigin;
import dev.hardening.headers.policy.CspDirective;
import dev.hardening.headers.policy.CspSource;
import dev.hardening.headers.policy.PermissionsPolicy;
import dev.hardening.headers.policy.ReferrerPolicy;
import dev.hardening.headers.policy.StrictTransportSecurity;
import java.time.Duration;
import java.time.LocalDate;

/** The sets that stand ready, made with the builder that everybody has. */
final class Presets {
  private static final String OSHP =
      "OWASP Secure Headers Project, ci/headers_add.json, 2026-07-19";
  private static final String REST = "OWASP REST Security Cheat Sheet";
  private static final StrictTransportSecurity TWO_YEARS =
      StrictTransportSecurity.maxAge(Duration.ofDays(730)).withSubDomains();

  static final SecurityHeaders RUNBOOK =
      new SecurityHeaders.Builder("runbook", LocalDate.of(2026, 11, 21))
          .source("operations runbook, header contract")
          .set("X-Content-Type-Options", "nosniff")
          .set("X-Frame-Options", "DENY")
          .set("X-XSS-Protection", "1; mode=block")
          .strictTransportSecurity(StrictTransportSecurity.maxAge(Duration.ofDays(365)))
          .build();

  static final SecurityHeaders MODERN =
      new SecurityHeaders.Builder("modern", LocalDate.of(2026, 11, 21))
          .source(OSHP)
          .set("X-Content-Type-Options", "nosniff")
          .set("X-Frame-Options", "DENY")
          .source("OWASP HTTP Headers Cheat Sheet")
          .set("X-XSS-Protection", "0")
          .source(OSHP)
          .strictTransportSecurity(TWO_YEARS)
          .source(OSHP + ", without upgrade-insecure-requests, which breaks plain-http development")
          .contentSecurityPolicy(
              ContentSecurityPolicy.builder()
                  .sources(CspDirective.DEFAULT_SRC, CspSource.SELF)
                  .sources(CspDirective.BASE_URI, CspSource.SELF)
                  .sources(CspDirective.FORM_ACTION, CspSource.SELF)
                  .sources(CspDirective.FRAME_ANCESTORS, CspSource.NONE)
                  .sources(CspDirective.OBJECT_SRC, CspSource.NONE)
                  .build())
          .source("W3C Referrer Policy, the browsers' default made explicit")
          .referrerPolicy(ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN)
          .source("W3C Permissions Policy, the features that prompt a user")
          .permissionsPolicy(
              PermissionsPolicy.builder()
                  .deny("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
                  .build())
          .source(OSHP)
          .openerPolicy(CrossOrigin.Opener.SAME_ORIGIN)
          .resourcePolicy(CrossOrigin.Resource.SAME_ORIGIN)
          .set("X-Permitted-Cross-Domain-Policies", "none")
          .build();

  static final SecurityHeaders API =
      new SecurityHeaders.Builder("api", LocalDate.of(2026, 11, 21))
          .source(REST)
          .set("X-Content-Type-Options", "nosniff")
          .set("X-Frame-Options", "DENY")
          .source(OSHP)
          .strictTransportSecurity(TWO_YEARS)
          .source(REST)
          .contentSecurityPolicy(
              ContentSecurityPolicy.builder()
                  .sources(CspDirective.DEFAULT_SRC, CspSource.NONE)
                  .sources(CspDirective.FRAME_ANCESTORS, CspSource.NONE)
                  .build())
          .cacheControl(CacheControl.NO_STORE)
          .referrerPolicy(ReferrerPolicy.NO_REFERRER)
          .source(REST + ", features as in OSHP")
          .permissionsPolicy(oshpFeatures().deny("sync-xhr").build())
          .source(OSHP)
          .resourcePolicy(CrossOrigin.Resource.SAME_ORIGIN)
          .build();

  static final SecurityHeaders OSHP_LIST =
      new SecurityHeaders.Builder("oshp", LocalDate.of(2026, 7, 19))
          .source(OSHP)
          .cacheControl(new CacheControl("no-store, max-age=0"))
          .contentSecurityPolicy(
              ContentSecurityPolicy.builder()
                  .sources(CspDirective.DEFAULT_SRC, CspSource.SELF)
                  .sources(CspDirective.FORM_ACTION, CspSource.SELF)
                  .sources(CspDirective.BASE_URI, CspSource.SELF)
                  .sources(CspDirective.OBJECT_SRC, CspSource.NONE)
                  .sources(CspDirective.FRAME_ANCESTORS, CspSource.NONE)
                  .upgradeInsecureRequests()
                  .build())
          .embedderPolicy(CrossOrigin.Embedder.REQUIRE_CORP)
          .openerPolicy(CrossOrigin.Opener.SAME_ORIGIN)
          .resourcePolicy(CrossOrigin.Resource.SAME_ORIGIN)
          .permissionsPolicy(oshpFeatures().build())
          .referrerPolicy(ReferrerPolicy.NO_REFERRER)
          .strictTransportSecurity(TWO_YEARS)
          .set("X-Content-Type-Options", "nosniff")
          .set("X-DNS-Prefetch-Control", "off")
          .set("X-Frame-Options", "deny")
          .set("X-Permitted-Cross-Domain-Policies", "none")
          .build();

  private Presets() {}

  /** The project's 29 features in its order: all off but synchronous requests. */
  private static PermissionsPolicy.Builder oshpFeatures() {
    return PermissionsPolicy.builder()
        .deny("accelerometer", "autoplay", "camera", "cross-origin-isolated", "display-capture")
        .deny("encrypted-media", "fullscreen", "geolocation", "gyroscope", "keyboard-map")
        .deny("magnetometer", "microphone", "midi", "payment", "picture-in-picture")
        .deny("publickey-credentials-get", "screen-wake-lock")
        .allowSelf("sync-xhr")
        .deny("usb", "web-share", "xr-spatial-tracking", "clipboard-read", "clipboard-write")
        .deny("gamepad", "hid", "idle-detection", "interest-cohort", "serial", "unload");
  }
}
