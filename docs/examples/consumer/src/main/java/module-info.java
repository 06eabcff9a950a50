/** A modular host: it names each library it uses, and no optional dependency of theirs. */
module dev.hardening.examples.consumer {
  requires dev.hardening.headers;
  requires dev.hardening.ratelimit;
  requires dev.hardening.redaction;
  requires dev.hardening.slo;
}
