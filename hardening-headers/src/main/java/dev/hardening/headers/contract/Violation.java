package dev.hardening.headers.contract;

/**
 * One way in which a response breaks a contract.
 *
 * @param rule the rule's short name, for instance {@code required}
 * @param header the header concerned, or {@code status} or {@code body}
 * @param message what was found and what was expected, fit for a test report: printable, shortened,
 *     and of a header whose name speaks of cookies, tokens, keys or the like only the length
 */
public record Violation(String rule, String header, String message) {
  @Override
  public String toString() {
    return message;
  }
}
