package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Clients that try to get more than their limit, or to use up someone else's. */
class HostileClientTest {

  private static final long SEED = 20261121;

  private final Harness harness = new Harness();
  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void ten_thousand_client_ids_get_what_their_one_address_has() {
    RateLimitFilter filter = clientFilter();
    int admitted = 0;
    for (int i = 0; i < 10_000; i++) {
      StubRequest request =
          StubRequest.get("/").from("192.0.2.66").header("X-Client-ID", "made-up-" + i);
      admitted += harness.send(filter, request).status == 200 ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(20);
    assertThat(harness.send(filter, StubRequest.get("/").header("X-Client-ID", "honest")).status)
        .isEqualTo(200);
  }

  @Test
  void a_borrowed_client_id_uses_up_no_more_than_one_addresss_share_of_it() {
    // An id that is not verified can be borrowed. Counted together with the address, the owner
    // keeps all of his own.
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 20))
            .policy(policy("client", 3))
            .fallback(
                RateLimitRule.named("default")
                    .path("/**")
                    .limit("client", KeyPart.client(), KeyPart.address())
                    .limit("default")
                    .build())
            .build();
    RateLimitFilter filter =
        harness
            .filter(rules)
            .unverifiedClientId(request -> request.getHeader("X-Client-ID"))
            .build();
    for (int i = 0; i < 50; i++) {
      harness.send(filter, StubRequest.get("/").from("192.0.2.66").header("X-Client-ID", "victim"));
    }
    assertThat(harness.send(filter, StubRequest.get("/").header("X-Client-ID", "victim")).status)
        .isEqualTo(200);
  }

  @Test
  void a_rotation_of_addresses_within_a_network_gets_what_one_address_has() {
    RateLimitFilter filter = clientFilter();
    int admitted = 0;
    for (int i = 0; i < 5_000; i++) {
      String address =
          String.format(
              "2001:db8:0:7:%x:%x:%x:%x", random.nextInt(65536), random.nextInt(65536), i, 1);
      admitted += harness.send(filter, StubRequest.get("/").from(address)).status == 200 ? 1 : 0;
    }
    assertThat(admitted).as("requests without an id share one").isEqualTo(3);
    assertThat(harness.send(filter, StubRequest.get("/").from("2001:db8:0:8::1")).status)
        .isEqualTo(200);
  }

  /** Who owns a /48 has 65,536 networks to come from; a limit by /48 beside the other ends that. */
  @Test
  void a_rotation_of_networks_gets_what_the_wider_limit_has() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .policy(policy("site", 10))
            .fallback(
                RateLimitRule.named("default")
                    .path("/**")
                    .limit("default")
                    .limit("site", KeyPart.address(48))
                    .build())
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    int admitted = 0;
    for (int i = 0; i < 5_000; i++) {
      String address = String.format("2001:db8:0:%x::%x", i, random.nextInt(65536));
      admitted += harness.send(filter, StubRequest.get("/").from(address)).status == 200 ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(10);
    assertThat(harness.send(filter, StubRequest.get("/").from("2001:db8:1::1")).headers)
        .as("the neighbour has all of both limits")
        .containsEntry("RateLimit", "\"default\";r=2;t=61,\"site\";r=9;t=61");
  }

  @Test
  void what_is_kept_and_told_does_not_grow_with_what_clients_send() {
    RateLimitFilter filter = clientFilter();
    String before = filter.statusJson();
    for (int i = 0; i < 20_000; i++) {
      String address = String.format("2001:db8:%x:%x::1", i >> 8, i & 0xff);
      StubRequest request =
          StubRequest.of("M" + i, "/" + "p".repeat(i % 50) + i)
              .from(address)
              .header("X-Client-ID", "x".repeat(i % 1000) + i);
      harness.send(filter, request);
      harness.send(filter, request);
      harness.send(filter, request);
      harness.send(filter, request);
    }
    assertThat(filter.counters().endpoints()).containsExactly("default");
    assertThat(filter.topOffenders(1_000_000)).hasSizeLessThanOrEqualTo(128);
    assertThat(filter.statusJson().length()).isLessThan(before.length() + 1_500);
  }

  @Test
  void no_forged_header_gets_more_than_the_limit_or_touches_another_caller() {
    RateLimitRules rules = RateLimitRules.builder().policy(policy("default", 5)).build();
    for (ForwardedHeader header : ForwardedHeader.values()) {
      RateLimitFilter filter =
          harness
              .filter(rules)
              .clientAddresses(ClientAddresses.behindProxies(header, "10.0.0.0/8"))
              .build();
      String real = header == ForwardedHeader.FORWARDED ? ", for=192.0.2.66" : ", 192.0.2.66";
      int direct = 0;
      int proxied = 0;
      for (int i = 0; i < 5_000; i++) {
        direct +=
            harness.send(
                            filter,
                            StubRequest.get("/")
                                .from("192.0.2.7")
                                .header(header.fieldName(), forged()))
                        .status
                    == 200
                ? 1
                : 0;
        proxied +=
            harness.send(
                            filter,
                            StubRequest.get("/")
                                .from("10.0.0.1")
                                .header(header.fieldName(), forged() + real))
                        .status
                    == 200
                ? 1
                : 0;
      }
      assertThat(direct).as("seed %s", SEED).isEqualTo(5);
      assertThat(proxied).as("seed %s", SEED).isEqualTo(5);
      assertThat(filter.counters().count(Outcome.FAILED)).isZero();
      String victim = header == ForwardedHeader.FORWARDED ? "for=203.0.113.5" : "203.0.113.5";
      assertThat(
              harness.send(
                      filter,
                      StubRequest.get("/").from("10.0.0.1").header(header.fieldName(), victim))
                  .headers)
          .as("the one whose address was forged")
          .containsEntry("X-RateLimit-Remaining", "4");
    }
  }

  @Test
  void no_spelling_of_a_path_gets_more_than_the_limit() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 1_000_000))
            .policy(policy("export", 2))
            .rule("export", "/v1/export/**", "export")
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    int admitted = 0;
    for (int i = 0; i < 5_000; i++) {
      String spelled = spelled("/v1/export");
      int status = harness.send(filter, StubRequest.get(spelled).servedAs("", "/v1/export")).status;
      admitted += status == 200 ? 1 : 0;
    }
    assertThat(admitted).as("seed %s", SEED).isEqualTo(2);
  }

  private RateLimitFilter clientFilter() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 20))
            .policy(policy("client", 3))
            .fallback(
                RateLimitRule.named("default")
                    .path("/**")
                    .limit("client", KeyPart.client(), KeyPart.address())
                    .limit("default")
                    .build())
            .build();
    return harness
        .filter(rules)
        .unverifiedClientId(request -> request.getHeader("X-Client-ID"))
        .maximumKeys(1000)
        .build();
  }

  private String forged() {
    String alphabet = "0123456789abcdef:.,,;=\"\\[]% for_-";
    StringBuilder text =
        new StringBuilder(random.nextBoolean() ? "203.0.113.5, " : "for=203.0.113.5,");
    for (int length = random.nextInt(30); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /**
   * The same path in another spelling: random letters encoded once or twice, cases, parameters,
   * slashes and dots put in.
   */
  private String spelled(String path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      switch (random.nextInt(12)) {
        case 0 -> text.append(String.format("%%%02x", (int) c));
        case 1 -> text.append(String.format("%%%02X", (int) c));
        case 2 -> text.append(String.format("%%25%02x", (int) c));
        case 3 -> text.append(Character.toUpperCase(c));
        case 4 -> text.append(c == '/' ? "//" : String.valueOf(c));
        case 5 -> text.append(c == '/' ? ";a=b/" : String.valueOf(c));
        case 6 -> text.append(c == '/' ? "/./" : String.valueOf(c));
        case 7 -> text.append(c == '/' ? "/x/../" : String.valueOf(c));
        case 8 -> text.append(c == '/' ? "/x/%2e%2e/" : String.valueOf(c));
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
