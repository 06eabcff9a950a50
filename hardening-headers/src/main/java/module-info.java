/** A header contract on every response. */
module dev.hardening.headers {
  requires static org.jspecify;
}
