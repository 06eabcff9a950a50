package dev.hardening.headers.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.headers.FixedServer;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.matrix.CommitMatrix;
import dev.hardening.headers.matrix.CommitScenario;
import dev.hardening.headers.matrix.MalformedRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CommitMatrixTestsTest {
  @Test
  void there_is_one_test_for_each_check_and_it_fails_where_the_check_does() throws Exception {
    try (FixedServer bare =
        new FixedServer(
            "HTTP/1.1 404 x\r\nContent-Length: 0\r\nConnection: close\r\nX-Note: of-no-concern\r\n\r\n")) {
      URI base = bare.uri("/commit");
      CommitMatrixTests tests = () -> CommitMatrix.of(base, HeaderContract.standard());
      List<DynamicTest> commits = tests.every_way_to_commit_keeps_the_contract().toList();
      assertThat(commits)
          .extracting(DynamicTest::getDisplayName)
          .containsExactlyElementsOf(
              Arrays.stream(CommitScenario.values()).map(CommitScenario::path).toList());
      assertThatThrownBy(() -> commits.get(0).getExecutable().execute())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("X-Request-ID: absent (expected: exactly once)")
          .hasMessageContaining("status: 404 (expected: 200)")
          .hasMessageEndingWith("with status 404 and [Connection, Content-Length, X-Note]");
      assertThat(tests.every_malformed_request_is_answered_within_the_contract())
          .extracting(DynamicTest::getDisplayName)
          .containsExactlyElementsOf(
              Arrays.stream(MalformedRequest.values()).map(MalformedRequest::title).toList());
    }
  }

  @Test
  void both_are_factories_for_junit_to_find() {
    Stream<String> factories =
        Arrays.stream(CommitMatrixTests.class.getMethods())
            .filter(method -> method.isAnnotationPresent(TestFactory.class))
            .map(java.lang.reflect.Method::getName);
    assertThat(factories)
        .containsExactlyInAnyOrder(
            "every_way_to_commit_keeps_the_contract",
            "every_malformed_request_is_answered_within_the_contract");
  }
}
