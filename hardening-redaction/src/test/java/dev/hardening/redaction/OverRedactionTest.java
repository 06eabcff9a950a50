package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What logs live on stays: generated ids of each kind in the places where logs have them. */
class OverRedactionTest {
  private static final int EACH = 1_000;

  private static final String[] CONTEXTS = {
    "2026-11-21T04:26:19.123Z INFO [worker-3] d.h.Orders - handled %s in 12 ms",
    "{\"level\":\"INFO\",\"message\":\"handled\",\"request_id\":\"%s\",\"status\":200}",
    "{\"m\":\"{\\\"trace\\\":\\\"%s\\\",\\\"n\\\":1}\"}",
    "level=info msg=handled ref=%s status=200",
    "GET /v1/orders?ref=%s&page=2 200",
    "Order[ref=%s, lines=3]",
  };

  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final String[] PROSE = {
    "Failed password for root after %d attempts",
    "the token expired %d seconds ago",
    "password must have at least %d characters",
    "API token is required; %d requests refused",
    "secret rotation ran %d times",
    "activity token count rose to %d today",
    "parsed %d tokens per second",
  };

  /** A kind of thing that is nobody's secret. */
  enum Kind {
    UUID_TEXT(r -> new UUID(r.nextLong(), r.nextLong()).toString()),
    UUID_UPPER_CASE(r -> new UUID(r.nextLong(), r.nextLong()).toString().toUpperCase(Locale.ROOT)),
    TRACEPARENT(r -> "00-" + hex(r, 16) + "-" + hex(r, 8) + "-01"),
    ULID(r -> "01" + from(r, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24)),
    SPAN_ID(r -> hex(r, 8)),
    OBJECT_ID(r -> hex(r, 12)),
    KSUID(r -> "1" + from(r, BASE62, 26)),
    NANO_ID(r -> from(r, BASE62 + "_-", 21)),
    SNOWFLAKE(r -> Long.toString(r.nextLong(1L << 60, 5L << 58))),
    POD_NAME(r -> "orders-" + hex(r, 5) + "-" + from(r, "bcdfghjklmnpqrstvwxz2456789", 5)),
    OBJECT_HASH(r -> "com.acme.Order@" + Integer.toHexString(r.nextInt())),
    GIT_HASH(r -> hex(r, 20)),
    SHORT_GIT_HASH(r -> hex(r, 4)),
    SHA_256(r -> hex(r, 32)),
    IMAGE_DIGEST(r -> "sha256:" + hex(r, 32)),
    ISO_TIMESTAMP(r -> Instant.ofEpochMilli(millis(r)).toString()),
    ISO_TIMESTAMP_WITH_OFFSET(
        r ->
            Instant.ofEpochMilli(millis(r))
                .atOffset(ZoneOffset.ofHours(r.nextInt(-12, 13)))
                .toString()),
    DURATION(r -> "PT" + r.nextInt(99) + "H" + r.nextInt(60) + "M" + r.nextInt(60) + ".5S"),
    EPOCH_SECONDS(r -> Long.toString(millis(r) / 1_000)),
    EPOCH_MILLIS(r -> Long.toString(millis(r))),
    EPOCH_MICROS(r -> Long.toString(millis(r) * 1_000 + r.nextInt(1_000))),
    EPOCH_NANOS(r -> Long.toString(millis(r) * 1_000_000 + r.nextInt(1_000_000))),
    IPV4(r -> r.nextInt(256) + "." + r.nextInt(256) + "." + r.nextInt(256) + "." + r.nextInt(256)),
    IPV6(
        r -> {
          StringBuilder out = new StringBuilder("2001:db8");
          for (int i = 0; i < 6; i++) {
            out.append(':').append(Integer.toHexString(r.nextInt(65_536)));
          }
          return out.toString();
        }),
    VERSION(
        r -> r.nextInt(30) + "." + r.nextInt(100) + "." + r.nextInt(1_000) + "-rc." + r.nextInt(9)),
    BLOCK_ID(r -> "blk_" + r.nextLong()),
    HEX_ADDRESS(r -> "0x0000" + hex(r, 6)),
    METRIC_VALUE(r -> String.format(Locale.ROOT, "%.6f", r.nextDouble() * 1_000_000)),
    PROSE_SENTENCE(r -> PROSE[r.nextInt(PROSE.length)].formatted(r.nextInt(1, 1_000)));

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above hold no state
    private final Function<SplittableRandom, String> maker;

    Kind(Function<SplittableRandom, String> maker) {
      this.maker = maker;
    }

    private static long millis(SplittableRandom random) {
      return random.nextLong(1_600_000_000_000L, 1_900_000_000_000L);
    }

    private static String hex(SplittableRandom random, int bytes) {
      byte[] content = new byte[bytes];
      random.nextBytes(content);
      return HexFormat.of().formatHex(content);
    }

    private static String from(SplittableRandom random, String alphabet, int length) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < length; i++) {
        out.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      return out.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void generated_values_stay_in_every_context(Kind kind) {
    long seed = 20261121L + kind.name().hashCode();
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lost = new ArrayList<>();
    int[] lostBy = new int[CONTEXTS.length];
    for (int i = 0; i < EACH * CONTEXTS.length; i++) {
      int context = i % CONTEXTS.length;
      String line = CONTEXTS[context].replace("%s", kind.maker.apply(random));
      String redacted = Redactor.standard().redact(line);
      if (!redacted.equals(line)) {
        lost.add(line + " -> " + redacted);
        lostBy[context]++;
      }
    }
    System.out.printf(
        "| %s | %,d | %d |%n",
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        EACH * CONTEXTS.length,
        lost.size());
    assertThat(lost.stream().limit(5))
        .as("seed %d, lost per context %s", seed, Arrays.toString(lostBy))
        .isEmpty();
  }
}
