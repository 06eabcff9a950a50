package dev.hardening.ratelimit.servlet;

/** The form of a refusal's body. */
public enum RefusalFormat {
  /**
   * The runbook's JSON object: {@code error}, {@code message}, {@code retry_after}, and {@code
   * request_id} if there is one.
   */
  RUNBOOK,
  /**
   * {@code application/problem+json} (RFC 9457), of the type quota-exceeded, with the {@code
   * violated-policies}.
   */
  PROBLEM,
  /**
   * A problem for clients whose {@code Accept} names {@code application/problem+json}, else the
   * runbook's.
   */
  BY_ACCEPT
}
