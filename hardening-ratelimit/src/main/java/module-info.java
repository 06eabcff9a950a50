/** Rate limits with proven bounds. */
module dev.hardening.ratelimit {
  requires static org.jspecify;
}
