package dev.hardening.ratelimit.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names of keys, and that those of one request share a slot. */
class KeySlotsTest {
  private static final KeyNames NAMES = new KeyNames("hrl", null);
  private static final List<RateLimitPolicy> POLICIES =
      List.of(
          RateLimitPolicy.slidingWindow("tenant", 1, Duration.ofMinutes(1)),
          RateLimitPolicy.slidingWindow("endpoint", 1, Duration.ofMinutes(1)));

  /** CRC16-CCITT (XMODEM) of what is between the first brace and the next, modulo 16384. */
  private static int slot(byte[] name) {
    String text = new String(name, US_ASCII);
    int open = text.indexOf('{');
    int close = text.indexOf('}', open + 1);
    String tagged = open >= 0 && close > open + 1 ? text.substring(open + 1, close) : text;
    int crc = 0;
    for (byte b : tagged.getBytes(US_ASCII)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      }
      crc &= 0xffff;
    }
    return crc % 16_384;
  }

  private static String text(byte[] name) {
    return new String(name, US_ASCII);
  }

  @Test
  void the_slot_is_that_of_the_cluster_specification() {
    assertThat(slot("123456789".getBytes(US_ASCII))).isEqualTo(0x31c3);
    assertThat(slot("{user1000}.following".getBytes(US_ASCII)))
        .isEqualTo(slot("{user1000}.followers".getBytes(US_ASCII)));
  }

  @Test
  void names_have_the_documented_form() {
    assertThat(text(NAMES.of("calls", "2001:db8::1"))).isEqualTo("hrl:{2001:db8::1}:calls");
    assertThat(text(NAMES.of("all", "calls", "k"))).isEqualTo("hrl:{all}:calls:k");
    assertThat(text(KeyNames.penalty(NAMES.of("calls", "k")))).isEqualTo("hrl:{k}:calls!p");
    assertThat(text(NAMES.of("a:b{c}!d%", "k"))).isEqualTo("hrl:{k}:a%3ab%7bc%7d%21d%25");
    assertThat(text(NAMES.of("calls", "Ünïcode"))).matches("hrl:\\{#[A-Za-z0-9_-]{22}}:calls");
    assertThat(text(NAMES.of("calls", "k".repeat(65)))).matches("hrl:\\{#[A-Za-z0-9_-]{22}}:calls");
    assertThat(text(NAMES.of("calls", "{}"))).matches("hrl:\\{#[A-Za-z0-9_-]{22}}:calls");
  }

  @Test
  void no_two_limits_and_keys_have_one_name() {
    Set<String> names = new HashSet<>();
    List<String> texts = List.of("a", "b", "a:b", "b:a", "a!p", "a}", "{a", "%3a", "#", "a|b");
    for (String policy : texts) {
      for (String key : texts) {
        byte[] name = NAMES.of(policy, key);
        assertThat(names.add(text(name))).as("%s, %s", policy, key).isTrue();
        assertThat(names.add(text(KeyNames.penalty(name)))).as("%s, %s", policy, key).isTrue();
        assertThat(names.add(text(NAMES.of("all", policy, key))))
            .as("%s, %s", policy, key)
            .isTrue();
      }
    }
  }

  @Test
  void with_a_secret_no_name_shows_its_key_and_the_secret_decides() {
    KeyNames one = new KeyNames("hrl", new byte[16]);
    KeyNames other = new KeyNames("hrl", "another secret, as long".getBytes(US_ASCII));
    assertThat(text(one.of("calls", "joe")))
        .doesNotContain("joe")
        .isNotEqualTo(text(other.of("calls", "joe")));
    assertThat(text(one.of("calls", "joe"))).isEqualTo(text(one.of("calls", "joe")));
    assertThatThrownBy(() -> KeyNames.checkSecret(new byte[15]))
        .hasMessage("secret: 15 bytes (expected: at least 16)");
    assertThatThrownBy(() -> KeyNames.checkPrefix("a{"))
        .hasMessage("prefix: a{ (expected: 1 to 64 letters, digits and . _ : -)");
  }

  @Test
  void a_penalty_lies_beside_its_limit_and_single_limits_spread() {
    Set<Integer> slots = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      byte[] name = NAMES.of("calls", "k" + i);
      assertThat(slot(KeyNames.penalty(name))).isEqualTo(slot(name));
      slots.add(slot(name));
    }
    assertThat(slots).hasSizeGreaterThan(90);
  }

  @Test
  void on_a_cluster_all_keys_share_one_slot_by_a_constant_tag() {
    KeySlots slots = new KeySlots(NAMES, true, null, Map.of(), POLICIES);
    List<Charge> charges = List.of(Charge.of("tenant", "a"), Charge.of("endpoint", "b"));
    String tag = slots.tag(charges);
    assertThat(charges)
        .extracting(charge -> slot(slots.name(tag, charge)))
        .containsOnly(slot("all".getBytes(US_ASCII)));
  }

  @Test
  void sharded_by_a_part_the_keys_of_a_request_share_a_slot_and_requests_spread() {
    KeySlots slots = sharded();
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      List<Charge> charges = charges("t" + i, "t" + i);
      String tag = slots.tag(charges);
      int first = slot(slots.name(tag, charges.get(0)));
      assertThat(slot(slots.name(tag, charges.get(1)))).isEqualTo(first);
      seen.add(first);
    }
    assertThat(seen).hasSizeGreaterThan(90);
  }

  @Test
  void refuses_a_limit_without_the_part_and_charges_of_two_parts() {
    assertThatThrownBy(
            () ->
                new KeySlots(NAMES, true, "tenant", Map.of("tenant", List.of("tenant")), POLICIES))
        .hasMessage(
            "shardBy: tenant (expected: a part of every limit's key, but that of endpoint has [];"
                + " limits without it go into a limiter of their own)");
    KeySlots slots = sharded();
    assertThatThrownBy(() -> slots.tag(charges("t1", "t2")))
        .hasMessage("charges: 2 charges (expected: one tenant for all)");
    assertThatThrownBy(() -> slots.tag(List.of(Charge.of("endpoint", "t"))))
        .hasMessage(
            "key of endpoint: 1 parts (expected: [path, tenant], as RedisMultiRateLimiter.keyOf"
                + " joins them)");
  }

  private static KeySlots sharded() {
    return new KeySlots(
        NAMES,
        true,
        "tenant",
        Map.of("tenant", List.of("tenant"), "endpoint", List.of("path", "tenant")),
        POLICIES);
  }

  private static List<Charge> charges(String tenant, String tenantOfEndpoint) {
    return List.of(
        Charge.of("tenant", RedisMultiRateLimiter.keyOf(tenant)),
        Charge.of("endpoint", RedisMultiRateLimiter.keyOf("/a|b", tenantOfEndpoint)));
  }
}
