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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  void null_is_refused_by_name() {
    assertThatThrownBy(() -> redactor.redactAt(Arrays.asList("a", null), "x"))
        .hasMessage("path: null among its keys (expected: texts)");
    assertThatThrownBy(() -> redactor.redactKeys(Arrays.asList("a", null)))
        .hasMessage("keys: null among them (expected: texts)");
  }
}
