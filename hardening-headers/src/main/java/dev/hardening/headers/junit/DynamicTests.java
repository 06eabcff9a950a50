package dev.hardening.headers.junit;

import dev.hardening.headers.internal.TestLibrary;
import dev.hardening.headers.matrix.Check;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Turns checks into tests. */
final class DynamicTests {
  static {
    TestLibrary.read("org.junit.jupiter.api.DynamicTest", "org.junit.jupiter:junit-jupiter-api");
  }

  private DynamicTests() {}

  static Stream<DynamicTest> of(Stream<Check> checks) {
    return checks.map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
