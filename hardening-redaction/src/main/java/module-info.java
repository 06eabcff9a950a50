/** Secrets and personal data kept out of logs and responses. */
module dev.hardening.redaction {
  requires static org.jspecify;

  // Only dev.hardening.redaction.json uses it, whose signatures have its types.
  requires static com.fasterxml.jackson.databind;

  exports dev.hardening.redaction;
  exports dev.hardening.redaction.json;
}
