package dev.hardening.ratelimit.it;

/**
 * A server that listens on the loopback interface.
 *
 * @param port where
 * @param stop ends it
 */
public record RunningServer(int port, AutoCloseable stop) {}
