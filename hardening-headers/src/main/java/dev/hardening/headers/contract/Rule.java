package dev.hardening.headers.contract;

import java.util.List;

/** One demand of a contract. Implementations are pure: the same response, the same answer. */
@FunctionalInterface
public interface Rule {
  /**
   * Judges one response.
   *
   * @param response the response
   * @return the violations, empty if there are none
   */
  List<Violation> check(ObservedResponse response);
}
