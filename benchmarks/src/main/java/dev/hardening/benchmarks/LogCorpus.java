package dev.hardening.benchmarks;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Log lines as services write them, made from a seed: clean ones, ones with secrets, and hostile
 * texts.
 */
final class LogCorpus {
  private static final String[] LEVELS = {"INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"};
  private static final String[] METHODS = {"GET", "GET", "POST", "PUT", "DELETE"};
  private static final String[] PATHS = {
    "/healthz",
    "/v1/info",
    "/v1/forecast/summary",
    "/v1/orders/8123/items",
    "/v1/search?q=red+shoes&page=3"
  };
  private static final String[] MESSAGES = {
    "request completed",
    "Connection reset by peer, retrying in 250 ms (attempt 2 of 5)",
    "Failed password for root from the console, session closed",
    "Starting TransactionManager with isolation READ_COMMITTED and timeout PT30S",
    "cache miss for key user-profile:81723, loading from the primary",
    "The token bucket is empty; the caller has to wait for its next refill",
    "Received block blk_-1608999687919862906 of size 91178 from the pipeline",
  };

  private LogCorpus() {}

  /**
   * Lines with nothing to redact: request logs in JSON, access logs, Java logs, storage and system
   * logs.
   */
  static String[] clean(int lines, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] result = new String[lines];
    for (int i = 0; i < lines; i++) {
      result[i] = cleanLine(random);
    }
    return result;
  }

  private static String cleanLine(SplittableRandom random) {
    String time =
        String.format(
            Locale.ROOT,
            "2026-11-%02dT%02d:%02d:%02d.%03dZ",
            1 + random.nextInt(28),
            random.nextInt(24),
            random.nextInt(60),
            random.nextInt(60),
            random.nextInt(1000));
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    String method = METHODS[random.nextInt(METHODS.length)];
    String path = PATHS[random.nextInt(PATHS.length)];
    String message = MESSAGES[random.nextInt(MESSAGES.length)];
    String ip = "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          "{\"timestamp\":\""
              + time
              + "\",\"level\":\"INFO\",\"message\":\""
              + message
              + "\",\"request_id\":\""
              + id
              + "\",\"method\":\""
              + method
              + "\",\"path\":\""
              + path
              + "\",\"status\":200,\"latency_ms\":"
              + random.nextInt(900)
              + "}";
      case 2 ->
          ip
              + " - - [21/Nov/2026:04:26:19 +0000] \""
              + method
              + " "
              + path
              + " HTTP/1.1\" 200 "
              + random.nextInt(90_000)
              + " \"-\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\"";
      case 3 ->
          time.replace('T', ' ').replace("Z", "")
              + " "
              + LEVELS[random.nextInt(LEVELS.length)]
              + "  [http-nio-8080-exec-"
              + random.nextInt(64)
              + "] com.acme.orders.OrderService - "
              + message
              + " trace_id="
              + id.replace("-", "")
              + " elapsed="
              + random.nextInt(9000)
              + "ms";
      case 4 ->
          "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder "
              + random.nextInt(3)
              + " for block blk_"
              + random.nextLong()
              + " src: /"
              + ip
              + ":50010 terminating";
      default ->
          "Jun 15 02:04:59 combo sshd(pam_unix)["
              + random.nextInt(30_000)
              + "]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost="
              + ip
              + " user=root";
    };
  }

  /** The clean lines, each with one to three secrets or personal data added. */
  static String[] withSecrets(int lines, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] result = new String[lines];
    for (int i = 0; i < lines; i++) {
      StringBuilder line = new StringBuilder(cleanLine(random));
      int hits = 1 + random.nextInt(3);
      for (int h = 0; h < hits; h++) {
        line.append(' ').append(secret(random));
      }
      result[i] = line.toString();
    }
    return result;
  }

  private static String secret(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> "joe" + random.nextInt(1000) + "@example.com";
      case 1 -> "555-" + (100 + random.nextInt(900)) + "-4567";
      case 2 -> "password=hunter" + random.nextInt(1000);
      case 3 -> "sk" + "-proj-" + "a1B2c3D4".repeat(6);
      case 4 -> "123-45-" + (1000 + random.nextInt(9000));
      default -> "xox" + "b-123456789012-" + "a1B2c3D4".repeat(3);
    };
  }

  /** A text made to be slow to look at, of about a length. */
  static String hostile(String kind, int length) {
    String unit =
        switch (kind) {
          case "digits" -> "4111111111111112";
          case "grouped-digits" -> "411-111 ";
          case "at" -> "a@";
          case "eyj" -> "eyJ";
          case "eyj-dot" -> "eyJaaaa.";
          case "sk" -> "sk-";
          case "sk-words" -> "sk-aaaaa ";
          case "token=" -> "token=";
          case "credentials=" -> "credentials=";
          case "credit_card=" -> "credit_card=";
          case "commas" -> "password=a,b,c,";
          case "escapes" -> "\\\\\\\"password\\\\\\\":\\\\\\\"";
          case "backslashes" -> "\\";
          case "urls" -> "http://a:";
          case "dots" -> "a.b.";
          default -> throw new IllegalArgumentException("kind: " + kind);
        };
    return unit.repeat(length / unit.length() + 1).substring(0, length);
  }

  static final String[] HOSTILE = {
    "digits",
    "grouped-digits",
    "at",
    "eyj",
    "eyj-dot",
    "sk",
    "sk-words",
    "token=",
    "credentials=",
    "credit_card=",
    "commas",
    "escapes",
    "backslashes",
    "urls",
    "dots"
  };
}
