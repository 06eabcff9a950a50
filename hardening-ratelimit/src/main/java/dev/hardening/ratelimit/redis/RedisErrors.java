package dev.hardening.ratelimit.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.regex.Pattern;

/** Tells a server that can't work from one that works and refuses. */
final class RedisErrors {
  /**
   * Codes of errors that say nothing about our data and pass or are mended at the server: it loads
   * or runs another script, or was told to kill ours, is full, is a replica, can't write its log,
   * has lost its cluster, wants other credentials. An error inside a script is quoted with a dash
   * before Redis 7.
   */
  private static final Pattern CANNOT_WORK =
      Pattern.compile(
          "(?:^|[ -]|^ERR )(?:LOADING|BUSY|UNKILLABLE|OOM|READONLY|MISCONF|NOREPLICAS|MASTERDOWN"
              + "|CLUSTERDOWN|TRYAGAIN|NOAUTH|NOPERM|WRONGPASS|NOSCRIPT|MOVED|ASK) "
              + "|max number of clients|Script killed by user");

  private RedisErrors() {}

  /** Whether the server answered, and the answer is a refusal that another try would meet too. */
  static boolean isAboutTheData(RuntimeException failure) {
    return failure instanceof RedisCommandExecutionException refusal
        && !CANNOT_WORK.matcher(String.valueOf(refusal.getMessage())).find();
  }
}
