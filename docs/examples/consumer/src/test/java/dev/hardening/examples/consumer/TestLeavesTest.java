package dev.hardening.examples.consumer;

import static dev.hardening.headers.assertj.HeaderAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.junit.CommitMatrixTests;
import dev.hardening.headers.matrix.CommitMatrix;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The leaf packages for tests work where no module-info names AssertJ or JUnit. */
class TestLeavesTest {
  @Test
  void a_response_is_asserted_upon() {
    assertThat(HeaderContract.class.getModule().isNamed()).isTrue();
    assertThatThrownBy(() -> assertThat(200, Map.of("Server", List.of("x"))).satisfies(HeaderContract.standard()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Server: [x] (expected: absent)");
  }

  @Test
  void a_matrix_becomes_tests() {
    CommitMatrix matrix = CommitMatrix.of(URI.create("http://127.0.0.1:1/commit"), HeaderContract.standard());
    CommitMatrixTests tests = () -> matrix;
    assertThat(tests.every_way_to_commit_keeps_the_contract()).hasSizeGreaterThan(50);
  }
}
