package dev.hardening.headers.internal;

/**
 * Makes this module read an optional test library when it is first used, wherever it lies.
 *
 * <p>{@code requires static} in module-info would put the library on the module path of every
 * modular project that Surefire tests, away from the tests that use it ("module ... does not read
 * module org.junit.jupiter.api"), whether the project uses our leaf package or not.
 */
public final class TestLibrary {
  private TestLibrary() {}

  /**
   * Reads the module of a class; without effect on the class path. To be called before any class is
   * linked that names the library.
   *
   * @param className a class of the library
   * @param coordinates what to add if it is absent
   * @throws IllegalStateException if the library is absent
   */
  public static void read(String className, String coordinates) {
    try {
      Class<?> library = Class.forName(className, false, TestLibrary.class.getClassLoader());
      TestLibrary.class.getModule().addReads(library.getModule());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          coordinates + ": absent (expected: a test dependency on it)", e);
    }
  }
}
