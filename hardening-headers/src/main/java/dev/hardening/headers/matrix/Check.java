package dev.hardening.headers.matrix;

import java.util.Objects;

/**
 * One test of a {@link CommitMatrix}, for whichever test framework runs it. For JUnit the package
 * {@code dev.hardening.headers.junit} makes tests of them.
 */
public final class Check {
  private final String name;
  private final Body body;

  Check(String name, Body body) {
    this.name = Objects.requireNonNull(name, "name");
    this.body = Objects.requireNonNull(body, "body");
  }

  /**
   * What is tested.
   *
   * @return the name of a scenario or of a malformed request
   */
  public String name() {
    return name;
  }

  /**
   * Sends the request and judges the answer.
   *
   * @throws AssertionError if the answer breaks the contract, with every violation in its message
   * @throws Exception if there is no answer
   */
  public void run() throws Exception {
    body.run();
  }

  interface Body {
    void run() throws Exception;
  }
}
