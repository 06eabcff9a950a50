package dev.hardening.headers.it;

/** A started servlet container on a loopback port. */
public interface Container {
  /** The port it listens on. */
  int port();

  /** Stops it. */
  void stop() throws Exception;
}
