package dev.hardening.headers.assertj;

import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.ObservedResponse;
import dev.hardening.headers.contract.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractObjectAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on one response. Not thread-safe, as all of AssertJ's. */
public final class ResponseAssert extends AbstractObjectAssert<ResponseAssert, ObservedResponse> {
  ResponseAssert(@Nullable ObservedResponse actual) {
    super(actual, ResponseAssert.class);
  }

  /**
   * The response keeps a contract.
   *
   * @param contract the contract
   * @return this
   * @throws AssertionError if it does not: every violation in one message, with the status and the
   *     names of the headers (their values may be secret)
   */
  public ResponseAssert satisfies(HeaderContract contract) {
    isNotNull();
    List<Violation> violations = contract.verify(actual);
    if (!violations.isEmpty()) {
      failWithMessage("%s", report(violations) + "\nwith " + actual);
    }
    return this;
  }

  static String report(List<Violation> violations) {
    return violations.stream()
        .map(violation -> "\n  " + violation.message())
        .collect(Collectors.joining("", "the header contract is broken:", ""));
  }
}
