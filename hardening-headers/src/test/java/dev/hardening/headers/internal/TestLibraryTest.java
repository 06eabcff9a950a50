package dev.hardening.headers.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestLibraryTest {
  @Test
  void an_absent_library_is_named_by_its_coordinates() {
    assertThatThrownBy(() -> TestLibrary.read("org.example.Absent", "org.example:absent"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("org.example:absent: absent (expected: a test dependency on it)");
  }
}
