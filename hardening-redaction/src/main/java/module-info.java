/** Secrets and personal data kept out of logs and responses. */
module dev.hardening.redaction {
  requires static org.jspecify;

  exports dev.hardening.redaction;
}
