package dev.hardening.headers.assertj;

import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.ObservedResponse;
import dev.hardening.headers.contract.Violation;
import java.util.List;
import org.assertj.core.api.AbstractObjectAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on the responses to different requests. Not thread-safe, as all of AssertJ's. */
public final class ResponsesAssert
    extends AbstractObjectAssert<ResponsesAssert, List<ObservedResponse>> {
  ResponsesAssert(@Nullable List<ObservedResponse> actual) {
    super(actual, ResponsesAssert.class);
  }

  /**
   * Each response keeps a contract, and no value repeats that must not.
   *
   * @param contract the contract
   * @return this
   * @throws AssertionError if not, or if there are no responses: every violation in one message
   */
  public ResponsesAssert satisfy(HeaderContract contract) {
    isNotNull();
    if (actual.isEmpty()) {
      failWithMessage("responses: 0 (expected: >= 1)");
    }
    List<Violation> violations = contract.verifyAll(actual);
    if (!violations.isEmpty()) {
      failWithMessage("%s", ResponseAssert.report(violations));
    }
    return this;
  }
}
