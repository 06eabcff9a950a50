package dev.hardening.ratelimit.http;

/**
 * One part of what a limit counts by. The parts of a limit's key are joined; the rule's name comes
 * in by itself.
 */
public sealed interface KeyPart {

  /**
   * The client address; an IPv6 address by the prefix that the filter's {@link ClientAddresses}
   * names.
   */
  static KeyPart address() {
    return new Address(Address.DEFAULT);
  }

  /**
   * The client address, an IPv6 address by another prefix: a wider limit beside the usual one, such
   * as one for a whole /48.
   *
   * @param ipv6Prefix 16 to 128
   */
  static KeyPart address(int ipv6Prefix) {
    return new Address(ClientAddresses.checkedPrefix("ipv6Prefix", ipv6Prefix));
  }

  /**
   * The client id that the request carries, kept as a keyed hash. Requests without one share a key.
   * Unless it is verified, the id is the caller's to choose, so a rule that counts by it must also
   * count by address.
   */
  static KeyPart client() {
    return new Client();
  }

  /** The authenticated user, kept as a keyed hash. Requests without one share a key. */
  static KeyPart principal() {
    return new Principal();
  }

  /**
   * The value of a variable of the rule's path, kept as a keyed hash.
   *
   * @param name as it stands in the path pattern
   */
  static KeyPart variable(String name) {
    return new Variable(name);
  }

  /**
   * What a function of the host makes of the request; the filter's builder binds the name to the
   * function. The value is kept as a keyed hash.
   */
  static KeyPart function(String name) {
    return new Function(name);
  }

  /** Nothing: one key for all callers. */
  static KeyPart everyone() {
    return new Everyone();
  }

  /**
   * See {@link KeyPart#address(int)}.
   *
   * @param ipv6Prefix 16 to 128, or {@link #DEFAULT}
   */
  record Address(int ipv6Prefix) implements KeyPart {
    static final int DEFAULT = 0;
  }

  /** See {@link KeyPart#client()}. */
  record Client() implements KeyPart {}

  /** See {@link KeyPart#principal()}. */
  record Principal() implements KeyPart {}

  /** See {@link KeyPart#variable(String)}. */
  record Variable(String name) implements KeyPart {}

  /** See {@link KeyPart#function(String)}. */
  record Function(String name) implements KeyPart {}

  /** See {@link KeyPart#everyone()}. */
  record Everyone() implements KeyPart {}
}
