package dev.hardening.headers.junit;

import dev.hardening.headers.matrix.CommitMatrix;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A test class that implements this runs every check of a {@link CommitMatrix} as a test of its
 * own.
 *
 * <pre>{@code
 * class MyServerTest implements CommitMatrixTests {
 *   public CommitMatrix matrix() {
 *     return CommitMatrix.of(URI.create("http://127.0.0.1:" + server.port() + "/commit"), HeaderContract.standard());
 *   }
 * }
 * }</pre>
 */
public interface CommitMatrixTests {
  /**
   * The matrix to run.
   *
   * @return a matrix that points at a running server
   */
  CommitMatrix matrix();

  /**
   * One test for each way to commit a response.
   *
   * @return the tests
   */
  @TestFactory
  default Stream<DynamicTest> every_way_to_commit_keeps_the_contract() {
    return DynamicTests.of(matrix().scenarios());
  }

  /**
   * One test for each malformed request.
   *
   * @return the tests
   */
  @TestFactory
  default Stream<DynamicTest> every_malformed_request_is_answered_within_the_contract() {
    return DynamicTests.of(matrix().malformedRequests());
  }
}
