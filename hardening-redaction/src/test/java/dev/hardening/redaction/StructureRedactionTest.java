package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardening.redaction.json.JsonRedaction;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Maps, lists and what they hold. */
class StructureRedactionTest {
  private static final String PASSWORD = "[REDACTED_PASSWORD]";
  private static final String EMAIL = "[REDACTED_EMAIL]";

  private final Redactor redactor = Redactor.standard();

  /** A class that is not the JDK's. */
  private record Note(String text) {
    @Override
    public String toString() {
      if (text.isEmpty()) {
        throw new IllegalStateException("no text");
      }
      return text;
    }
  }

  private @Nullable Object under(String key, @Nullable Object value) {
    return redactor.redact(Collections.<String, @Nullable Object>singletonMap(key, value)).get(key);
  }

  @Test
  void values_of_every_type_go_under_the_key_of_a_secret() {
    assertThat(under("api_key", "abc".toCharArray())).isEqualTo("[REDACTED_API_KEY]");
    assertThat(under("passwd", "abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(PASSWORD);
    assertThat(under("passwd", Set.of("x1"))).isEqualTo(Set.of(PASSWORD));
    assertThat(under("passwd", new ArrayDeque<>(List.of("x1")))).isEqualTo(List.of(PASSWORD));
    assertThat(under("passwd", new String[] {"x1"})).isEqualTo(new String[] {PASSWORD});
    assertThat(under("passwd", new int[] {12345})).isEqualTo(new Object[] {PASSWORD});
    assertThat(under("passwd", Optional.of("x1"))).isEqualTo(Optional.of(PASSWORD));
    assertThat(under("password", URI.create("urn:x1"))).isEqualTo(PASSWORD);
    assertThat(under("password", LocalDate.of(2026, 1, 2))).isEqualTo(PASSWORD);
    assertThat(under("password", new UUID(1, 2))).isEqualTo(PASSWORD);
    assertThat(under("password", new Note("x1"))).isEqualTo(PASSWORD);
    assertThat(under("password", new Note(""))).isEqualTo("[REDACTED_UNREADABLE]");
  }

  @Test
  void nothing_booleans_and_what_is_empty_stay_as_they_do_in_text() {
    assertThat(under("password", null)).isNull();
    assertThat(under("password", true)).isEqualTo(true);
    assertThat(redactor.redact("{\"password\":true,\"passwd\":null}"))
        .isEqualTo("{\"password\":true,\"passwd\":null}");
    assertThat(under("password", Optional.empty())).isEqualTo(Optional.empty());
    assertThat(under("password", new char[0])).isEqualTo(new char[0]);
  }

  @Test
  void texts_are_found_in_whatever_holds_them() {
    assertThat(under("a", new LinkedHashSet<>(List.of("joe@x.com", "b"))))
        .isEqualTo(Set.of(EMAIL, "b"));
    assertThat(under("a", new Object[] {1, "joe@x.com", null}))
        .isEqualTo(new Object[] {1, EMAIL, null});
    assertThat(under("a", new Integer[][] {{1}, {2}})).isEqualTo(new Integer[][] {{1}, {2}});
    assertThat(under("a", new long[] {1, 4111111111111111L}))
        .isEqualTo(new Object[] {1L, "[REDACTED_CARD]"});
    assertThat(under("a", Optional.of(List.of("joe@x.com"))))
        .isEqualTo(Optional.of(List.of(EMAIL)));
    assertThat(under("a", "to joe@x.com".toCharArray())).isEqualTo("to " + EMAIL);
    assertThat(under("a", "to joe@x.com".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(("to " + EMAIL).getBytes(StandardCharsets.UTF_8));
    assertThat(under("a", URI.create("https://joe:hunter2@x.com")))
        .isEqualTo("https://joe:" + PASSWORD + "@x.com");
  }

  @Test
  void what_is_clean_comes_back_as_the_same_instance() {
    Map<String, Object> clean = new LinkedHashMap<>();
    clean.put("a", new int[] {1, 2});
    clean.put("b", Optional.of(Set.of("x")));
    clean.put("c", new Object[] {new char[] {'y'}, new byte[] {(byte) 0xFF}});
    clean.put("d", new Note("joe@x.com")); // printed it might do anything
    clean.put(null, List.of(1, 2));
    assertThat(redactor.redact(clean)).isSameAs(clean);
  }

  @Test
  void a_null_key_has_no_name() {
    Redactor named = Redactor.builder().rule(Rule.path("n", "N", "null")).build();
    assertThat(named.redact(Collections.singletonMap(null, "x1")))
        .isEqualTo(Collections.singletonMap(null, "x1"));
    assertThat(named.redact(Map.of("null", "x1"))).isEqualTo(Map.of("null", "[REDACTED_N]"));
  }

  @Test
  void redacted_keys_are_texts_and_none_is_lost() throws JsonProcessingException {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("joe@x.com", 1);
    map.put("ann@x.com", 2);
    map.put(EMAIL + " (2)", 3);
    map.put(CharBuffer.wrap("bob@x.com"), 4);
    map.put(4111111111111111L, 5);
    map.put(7, 6);
    Map<Object, Object> expected = new LinkedHashMap<>();
    expected.put(EMAIL, 1);
    expected.put(EMAIL + " (3)", 2);
    expected.put(EMAIL + " (2)", 3);
    expected.put(EMAIL + " (4)", 4);
    expected.put("[REDACTED_CARD]", 5);
    expected.put(7, 6);
    Map<?, ?> redacted = redactor.redact(map);
    assertThat(redacted).isEqualTo(expected);
    assertThat(redactor.redact(redacted)).isSameAs(redacted);

    JsonNode tree = new ObjectMapper().readTree("{\"joe@x.com\":1,\"ann@x.com\":2,\"b\":3}");
    assertThat(JsonRedaction.redact(redactor, tree))
        .hasToString("{\"" + EMAIL + "\":1,\"" + EMAIL + " (2)\":2,\"b\":3}");
  }

  @Test
  void many_keys_of_one_kind_take_linear_time_and_stay_apart() {
    String[] keys = new String[20_000];
    Arrays.setAll(keys, i -> "joe" + i + "@x.com");
    List<String> names = redactor.redactKeys(List.of(keys));
    assertThat(names).hasSize(20_000).doesNotHaveDuplicates().contains(EMAIL + " (20000)");
  }

  @Test
  void bytes_and_objects_in_trees_go_too() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode tree =
        nodes
            .objectNode()
            .<ObjectNode>set("password", nodes.binaryNode(new byte[] {1, 2, 3}))
            .set("x", nodes.pojoNode(new Note("joe@x.com")));
    assertThat(JsonRedaction.redact(redactor, tree))
        .hasToString("{\"password\":\"" + PASSWORD + "\",\"x\":\"" + EMAIL + "\"}");
  }

  @Test
  void what_many_ways_lead_to_is_read_once_for_each_depth() {
    List<Object> node = new ArrayList<>(List.of("joe@x.com"));
    for (int i = 0; i < 60; i++) {
      node = new ArrayList<>(List.of(node, node));
    }
    Object redacted = redactor.redact(node);
    for (int i = 0; i < 60; i++) {
      List<?> both = (List<?>) redacted;
      assertThat(both.get(0) == both.get(1)).isTrue();
      redacted = both.get(0);
    }
    assertThat(redacted).isEqualTo(List.of(EMAIL));

    Map<String, Object> skips = new LinkedHashMap<>(Map.of("a", "joe@x.com"));
    Map<String, Object> next = skips;
    for (int i = 0; i < 60; i++) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("a", skips);
      map.put("b", next);
      next = skips;
      skips = map;
    }
    assertThat(redactor.redact(skips)).isNotSameAs(skips);
  }

  @Test
  void a_clean_structure_with_many_ways_through_it_comes_back_itself() {
    List<Object> node = List.of("clean");
    for (int i = 0; i < 60; i++) {
      node = List.of(node, node);
    }
    assertThat(redactor.redact(node) == node).isTrue();
  }

  @Test
  void what_is_shared_is_a_secret_only_below_the_key_of_one() {
    List<String> shared = List.of("hunter2");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", shared);
    map.put("password", shared);
    map.put("b", Map.of("user", shared));
    map.put("passwd", Map.of("user", shared));
    assertThat(redactor.redact(map))
        .isEqualTo(
            Map.of(
                "a", shared,
                "password", List.of(PASSWORD),
                "b", Map.of("user", shared),
                "passwd", Map.of("user", List.of(PASSWORD))));
    Redactor named = Redactor.builder().rule(Rule.path("own", "OWN", "b.*")).build();
    assertThat(named.redact(Map.of("a", Map.of("c", shared), "b", Map.of("c", shared))))
        .isEqualTo(Map.of("a", Map.of("c", shared), "b", Map.of("c", List.of("[REDACTED_OWN]"))));
  }

  @Test
  void what_holds_itself_is_cut_where_it_does() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    list.add("joe@x.com");
    list.add(list);
    assertThat(redactor.redact(list))
        .isEqualTo(List.of("[REDACTED_CYCLE]", EMAIL, "[REDACTED_CYCLE]"));
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", Optional.of(List.of(map)));
    assertThat(redactor.redact(map))
        .isEqualTo(Map.of("a", Optional.of(List.of("[REDACTED_CYCLE]"))));
  }

  @Test
  void a_hundred_levels_are_read_and_no_more() {
    Object value = "joe@x.com";
    for (int i = 0; i < 100; i++) {
      value = List.of(value);
    }
    assertThat(redactor.redact((List<?>) value).toString()).contains(EMAIL);
    assertThat(redactor.redact(List.of(value)).toString())
        .isEqualTo("[".repeat(100) + "[REDACTED_TOO_DEEP]" + "]".repeat(100));
  }

  @Test
  void what_too_many_sequences_of_keys_lead_to_goes_unseen() {
    RedactorBuilder builder = Redactor.builder().none();
    String[] keys = new String[7];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "own" + (char) ('a' + i) + "key";
      builder.rule(Rule.key("own-" + i, "OWN", keys[i]));
    }
    Object below = List.of("hunter2");
    for (int i = 0; i < keys.length; i++) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (String key : keys) {
        map.put(key, below);
      }
      below = map;
    }
    Redactor own = builder.build();
    Map<?, ?> redacted = own.redact((Map<?, ?>) below);
    assertThat(own.counts().values().stream().mapToLong(n -> n).sum()).isEqualTo(256);
    Object value = redacted;
    while (value instanceof Map<?, ?> map) {
      value = map.get(keys[0]);
    }
    assertThat(value).isEqualTo(List.of("[REDACTED_OWN]"));
  }

  @Test
  void keys_are_read_as_values_are() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(URI.create("https://joe:hunter2@x.com/"), 1);
    map.put(List.of("joe@x.com"), 2);
    map.put(Optional.of("ann@x.com"), 3);
    map.put("to joe@x.com".toCharArray(), 4);
    map.put("to joe@x.com".getBytes(StandardCharsets.UTF_8), 5);
    map.put(new Note("joe@x.com"), 6);
    map.put(List.of("clean"), 7);
    map.put(LocalDate.of(2026, 1, 2), 8);
    Map<Object, Object> expected = new LinkedHashMap<>();
    expected.put("https://joe:" + PASSWORD + "@x.com/", 1);
    expected.put("[REDACTED_KEY]", 2);
    expected.put("[REDACTED_KEY] (2)", 3);
    expected.put("to " + EMAIL, 4);
    expected.put("to " + EMAIL + " (2)", 5);
    expected.put(new Note("joe@x.com"), 6);
    expected.put(List.of("clean"), 7);
    expected.put(LocalDate.of(2026, 1, 2), 8);
    assertThat(redactor.redact(map)).isEqualTo(expected);
    Map<?, ?> secret = redactor.redact(Map.of("password".toCharArray(), "x1"));
    assertThat(secret.values().iterator().next()).isEqualTo(PASSWORD);
  }

  /** A text, number or object whose printing fails. */
  private static final class Unprintable extends Number implements CharSequence {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new IllegalStateException("hunter2");
    }

    @Override
    public int length() {
      return 1;
    }

    @Override
    public char charAt(int index) {
      return 'x';
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return this;
    }

    @Override
    public int intValue() {
      return 0;
    }

    @Override
    public long longValue() {
      return 0;
    }

    @Override
    public float floatValue() {
      return 0;
    }

    @Override
    public double doubleValue() {
      return 0;
    }
  }

  @Test
  void what_throws_when_printed_is_replaced_wherever_it_stands() {
    String unreadable = "[REDACTED_UNREADABLE]";
    assertThat(redactor.redact(List.of(new Unprintable()))).isEqualTo(List.of(unreadable));
    Map<Object, Object> keys = new LinkedHashMap<>();
    keys.put(new Unprintable(), 1);
    keys.put(new Unprintable(), 2);
    keys.put(new Note(""), 3);
    assertThat(redactor.redact(keys))
        .isEqualTo(Map.of(unreadable, 1, unreadable + " (2)", 2, new Note(""), 3));

    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode tree = nodes.arrayNode().add(nodes.pojoNode(new Unprintable()));
    assertThat(JsonRedaction.redact(redactor, tree)).hasToString("[\"" + unreadable + "\"]");
  }

  /** A map of which every reading shows another entry, as one that other threads change may. */
  private static final class Changing extends AbstractMap<String, Object> {
    private int readings;

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      readings++;
      return readings == 1
          ? Set.of(Map.entry("joe@x.com", "a"))
          : Set.of(Map.entry("b", "c"), Map.entry("d", "e"));
    }
  }

  @Test
  void a_map_is_read_once() {
    assertThat(redactor.redact(new Changing())).isEqualTo(Map.of(EMAIL, "a"));
  }

  @Test
  void a_path_followed_key_by_key_is_the_path_compared_whole() {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 20_000; run++) {
      List<String> wanted = keys(random, 1 + random.nextInt(4), "a", "b", "*");
      if (random.nextBoolean()) {
        wanted.add(0, "**");
      }
      List<String> keys = keys(random, random.nextInt(6), "a", "b", "c");
      KeyPath path = KeyPath.parse(String.join(".", wanted));
      long state = KeyPath.START;
      for (String key : keys) {
        state = path.next(state, key);
      }
      assertThat(path.matches(state))
          .as("seed %s, %s at %s", seed, wanted, keys)
          .isEqualTo(matches(wanted, keys));
    }
    KeyPath longest = KeyPath.parse("*" + ".*".repeat(31));
    long state = KeyPath.START;
    for (int i = 0; i < 32; i++) {
      assertThat(longest.matches(state)).isFalse();
      state = longest.next(state, "k");
    }
    assertThat(longest.matches(state)).isTrue();
    assertThat(longest.matches(longest.next(state, "k"))).isFalse();
    assertThat(KeyPath.parse("**").matches(KeyPath.START)).isTrue();
  }

  private static List<String> keys(SplittableRandom random, int size, String... letters) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      keys.add(letters[random.nextInt(letters.length)]);
    }
    return keys;
  }

  private static boolean matches(List<String> wanted, List<String> keys) {
    boolean anywhere = wanted.get(0).equals("**");
    List<String> end = anywhere ? wanted.subList(1, wanted.size()) : wanted;
    if (anywhere ? keys.size() < end.size() : keys.size() != end.size()) {
      return false;
    }
    for (int i = 1; i <= end.size(); i++) {
      String one = end.get(end.size() - i);
      if (!one.equals("*") && !one.equals(keys.get(keys.size() - i))) {
        return false;
      }
    }
    return true;
  }

  @Test
  void null_is_refused_by_name() {
    assertThatThrownBy(() -> redactor.redactAt(Arrays.asList("a", null), "x"))
        .hasMessage("path: null among its keys (expected: texts)");
    assertThatThrownBy(() -> redactor.redactKeys(Arrays.asList("a", null)))
        .hasMessage("keys: null among them (expected: texts)");
  }
}
