package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Clients that try to get more than their limit, or to use up someone else's, over real sockets.
 */
public abstract class HostileClientSuite extends ServerFixture {

  /** What is no list of addresses, and what looks like one. */
  private static final String[] MALFORMED = {
    "unknown",
    "",
    ",",
    "192.0.2.10,",
    "::",
    "[",
    "[::1",
    "[::1]]",
    "999.1.1.1",
    "\u00e9\u00e9",
    "a".repeat(3000),
    "1,".repeat(1500),
    "-",
    "%00",
    "192.0.2.1:99999",
    "192.0.2.1.",
    "0x7f.1",
    "1",
    "127.0.0.1",
    "::ffff:127.0.0.1",
    "[::1]:http",
    "fe80::1%lo",
    "for=203.0.113.5",
    "\"203.0.113.5\"",
    "203.0.113.5;by=127.0.0.1",
    "203.0.113.5 203.0.113.6"
  };

  /** One path, and how else it can be written or be got to be read. */
  static final List<String> SPELLINGS =
      List.of(
          "/v1/export",
          "/v1/export/",
          "/v1/export/x",
          "/v1/%65xport",
          "/v1/%65%78%70%6f%72%74",
          "/%76%31/export",
          "/v1%2Fexport",
          "/v1%2fexport",
          "//v1/export",
          "/v1//export",
          "/v1/export//",
          "/v1/export;x=y",
          "/v1;x=y/export",
          "/v1/export;",
          "/v1/;/export",
          "/v1/export%3Bx",
          "/V1/EXPORT",
          "/v1/Export",
          "/v1/./export",
          "/v1/x/../export",
          "/x/../v1/export",
          "/v1/%2e/export",
          "/v1/x/%2e%2e/export",
          "/v1/x/..;/export",
          "/v1/export.",
          "/v1/export..",
          "/v1/export%20",
          "/v1./export",
          "/v1/export%00",
          "/v1/export%00.json",
          "/v1\\export",
          "/v1%5Cexport",
          "/v1/%2565xport",
          "/v1%252Fexport",
          "/v1/export%0a",
          "/v1/export?a=b",
          "/v1/export?a=/healthz",
          "/healthz/../v1/export",
          "/healthz;/../v1/export",
          "/healthz/..;/v1/export",
          "/healthz%2f..%2fv1/export",
          "http://localhost/v1/export",
          "http://localhost//v1/export",
          "/v1/export#x",
          "/v1/export/%2e%2e/export");

  /** One for each spelling, so that nobody has asked before. */
  private final AtomicInteger neighbours = new AtomicInteger();

  /** For subclasses. */
  protected HostileClientSuite() {}

  @ParameterizedTest
  @FieldSource("dev.hardening.ratelimit.it.HostileClientSuite#SPELLINGS")
  void is_not_tricked_by_the_spelling_of_a_path(String target) throws IOException {
    String caller = from("198.51.100.1");
    for (int i = 0; i < 4; i++) {
      get("/v1/export", caller);
    }
    assertThat(get("/v1/export", caller).status()).isEqualTo(429);
    // A server may refuse such a target by itself, or redirect to the plain spelling; what it must
    // not do is serve it.
    assertThat(get(target, caller).status()).as(target).isGreaterThanOrEqualTo(300);
    assertThat(
            get("/v1/export", from("198.51.101." + neighbours.incrementAndGet()))
                .header("X-RateLimit-Remaining"))
        .as("%s took nothing from someone else", target)
        .isEqualTo("2");
  }

  @Test
  void serves_all_spellings_of_a_path_together_as_often_as_the_limit_says() throws IOException {
    int served = 0;
    for (int round = 0; round < 3; round++) {
      for (String target : SPELLINGS) {
        served += get(target, from("198.51.100.2")).status() == 200 ? 1 : 0;
      }
    }
    assertThat(served).isEqualTo(3);
  }

  @Test
  void believes_no_header_but_what_the_proxy_wrote() throws IOException {
    SplittableRandom random = new SplittableRandom(20261121);
    int admitted = 0;
    for (int i = 0; i < 40; i++) {
      String made = "203.0.113." + random.nextInt(256);
      admitted +=
          get(
                          "/three",
                          "X-Forwarded-For: " + made,
                          "X-Forwarded-For: garbage\", " + made + ", 192.0.2.9",
                          "Forwarded: for=" + made,
                          "X-Real-IP: " + made,
                          "X-Client-IP: " + made,
                          "True-Client-IP: " + made,
                          "CF-Connecting-IP: " + made,
                          "X-Client-ID: " + made)
                      .status()
                  == 200
              ? 1
              : 0;
    }
    assertThat(admitted).isEqualTo(3);
  }

  /** Whatever stands left of the address that the proxy saw, by a list and by chance. */
  @ParameterizedTest
  @CsvSource({
    "/three, X-Forwarded-For, 192.0.2.14, 203.0.113.5",
    "/rfc7239, Forwarded, for=192.0.2.14, for=203.0.113.5"
  })
  void gives_no_forger_more_than_the_limit_and_takes_nothing_from_his_victim(
      String path, String header, String real, String victim) throws IOException {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    List<String> forged = new ArrayList<>(List.of(MALFORMED));
    for (int i = 0; i < 300; i++) {
      forged.add(forged(random));
    }
    int admitted =
        admitted(
            path, forged.size(), i -> new String[] {header + ": " + forged.get(i) + ", " + real});
    assertThat(admitted).as("seed %s", seed).isEqualTo(3);
    assertThat(get(path, header + ": " + victim).header("X-RateLimit-Remaining"))
        .as("the victim has all of his limit")
        .isEqualTo("2");
    assertThat(filter.counters().count(Outcome.FAILED)).isZero();
    assertThat(forwardedFilter.counters().count(Outcome.FAILED)).isZero();
  }

  private static String forged(SplittableRandom random) {
    String alphabet = "0123456789abcdef:.,,;=\"\\[]% for_-";
    StringBuilder text =
        new StringBuilder(random.nextBoolean() ? "203.0.113.5, " : "for=203.0.113.5");
    for (int length = random.nextInt(30); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** Forty refused requests drip their bodies, and hold up nobody. */
  @Test
  void serves_others_while_refused_requests_drip_their_bodies() throws IOException {
    String caller = from("192.0.2.15");
    for (int i = 0; i < 3; i++) {
      get("/three", caller);
    }
    List<RawHttp> dripping = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        RawHttp http = new RawHttp(port());
        dripping.add(http);
        http.send("POST", "/three", caller, "Content-Length: 1000000");
        http.write("x");
      }
      assertThat(get("/three", from("192.0.2.16")).header("X-RateLimit-Remaining")).isEqualTo("2");
      for (RawHttp http : dripping) {
        assertThat(http.read(false).status()).isEqualTo(429);
      }
      assertThat(get("/three", from("192.0.2.16")).header("X-RateLimit-Remaining")).isEqualTo("1");
    } finally {
      for (RawHttp http : dripping) {
        http.close();
      }
    }
  }

  @Test
  void takes_a_malformed_header_for_what_it_is() throws IOException {
    for (String value : MALFORMED) {
      assertThat(get("/healthz", "X-Forwarded-For: " + value).status()).as(value).isEqualTo(200);
      assertThat(get("/fifty", "X-Forwarded-For: " + value).status()).as(value).isIn(200, 429);
    }
    assertThat(filter.counters().count(Outcome.FAILED)).isZero();
  }

  @Test
  void counts_a_whole_ipv6_network_as_one_caller() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    int admitted =
        admitted(
            "/three",
            1_000,
            i ->
                new String[] {
                  from(String.format("2001:db8:1:2:%x:%x::%x", i, random.nextInt(65536), i))
                });
    assertThat(admitted).isEqualTo(3);
    assertThat(get("/three", from("2001:db8:1:3::1")).header("X-RateLimit-Remaining"))
        .as("the neighbour has all of his limit")
        .isEqualTo("2");
  }

  @Test
  void gives_ten_thousand_made_up_client_ids_no_more_than_their_address_has() throws IOException {
    int admitted =
        admitted(
            "/client", 10_000, i -> new String[] {from("192.0.2.11"), "X-Client-ID: made-up-" + i});
    assertThat(admitted).isEqualTo(50);
    assertThat(
            get("/client", from("192.0.2.12"), "X-Client-ID: honest")
                .header("X-RateLimit-Remaining"))
        .as("someone else has all of his limits, the tightest of which is his id's")
        .isEqualTo("2");
    assertThat(filter.topOffenders(1_000))
        .as("what is kept of offenders does not grow")
        .hasSizeLessThanOrEqualTo(128);
  }
}
