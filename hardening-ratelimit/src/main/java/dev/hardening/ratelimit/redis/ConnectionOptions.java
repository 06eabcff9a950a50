package dev.hardening.ratelimit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;

/**
 * What the connection that a limiter is given must be set to.
 *
 * <p>Lettuce's defaults suit other uses: it keeps commands while it is not connected, without
 * bound, and sends those again after a reconnect whose answer it has not seen. A decision must be
 * sent once or not at all, and nothing may pile up while Redis is away.
 */
public final class ConnectionOptions {
  /** The most commands that a connection may have waiting: 1,000,000. */
  public static final int LONGEST_QUEUE = 1_000_000;

  private static final int QUEUE = 16_384;

  private ConnectionOptions() {}

  /**
   * Sets what limiters need, in the options of a client or of a cluster client: commands are
   * rejected while there is no connection, which also means that none is ever sent a second time,
   * and no more than 16,384 wait in a connection.
   *
   * @return the builder
   */
  public static <B extends ClientOptions.Builder> B require(B options) {
    options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).requestQueueSize(QUEUE);
    return options;
  }

  /** Refuses options under which a decision could be sent twice or commands could pile up. */
  static void check(ClientOptions options) {
    if (!options.isRejectCommandsWhileDisconnected()) {
      throw wrong(
          "disconnectedBehavior",
          options.getDisconnectedBehavior(),
          "REJECT_COMMANDS, for else Lettuce sends decisions again after a reconnect");
    }
    if (options.getRequestQueueSize() > LONGEST_QUEUE) {
      throw wrong("requestQueueSize", options.getRequestQueueSize(), "1 to " + LONGEST_QUEUE);
    }
  }

  private static IllegalArgumentException wrong(String option, Object value, String expected) {
    return new IllegalArgumentException(
        "connection, "
            + option
            + ": "
            + value
            + " (expected: "
            + expected
            + "; ConnectionOptions.require sets it)");
  }
}
