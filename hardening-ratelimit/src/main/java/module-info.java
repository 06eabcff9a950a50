/** Rate limits with proven bounds. */
module dev.hardening.ratelimit {
  exports dev.hardening.ratelimit;
  exports dev.hardening.ratelimit.http;
  exports dev.hardening.ratelimit.json;
  exports dev.hardening.ratelimit.micrometer;
  exports dev.hardening.ratelimit.redis;
  exports dev.hardening.ratelimit.servlet;

  requires static org.jspecify;
  requires com.github.benmanes.caffeine;
  requires org.slf4j;

  // Only dev.hardening.ratelimit.json uses it, and shows none of its types.
  requires static com.fasterxml.jackson.databind;

  // Only dev.hardening.ratelimit.micrometer uses it; RateLimiterMetrics is a MeterBinder.
  requires static micrometer.core;

  // Only dev.hardening.ratelimit.redis uses it; connections of Lettuce are handed to its builders.
  requires static lettuce.core;

  // Only dev.hardening.ratelimit.servlet uses it; RateLimitFilter is a jakarta.servlet.Filter.
  requires static jakarta.servlet;
}
