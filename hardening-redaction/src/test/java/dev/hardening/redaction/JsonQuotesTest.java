package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bare value that becomes a label gets quotes where it stands in JSON, and nowhere else. */
class JsonQuotesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CARD = "4111111111111111";
  private static final String LABEL = "\"[REDACTED_CARD]\"";

  private final Redactor redactor = Redactor.standard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[true,N]}",
        "{\"a\":[[N]]}",
        "{\"a\":[{\"b\":1},N,null]}",
        "{\"a\":\nN}",
        "{\"a\":[\n N\n]}",
        "{\"a\":[\r\n\tN\r\n]}",
        "[N]",
        "[[],[N,{}],N]",
        "[\"[\",N]",
        "[\"\\\\\",N]",
        "{\"a:\":N}",
        "{\"a\\\\\":N}",
        "{\"a\":                    N                    }",
        "{\"it's\":N,\"b\":[N]}",
      })
  void a_number_gets_quotes_in_any_place_of_a_document(String template)
      throws JsonProcessingException {
    String json = template.replace("N", CARD);
    String expected = template.replace("N", LABEL);
    assertThat(redactor.redact(json)).isEqualTo(expected);
    for (int level = 0; level < 6; level++) {
      json = JSON.writeValueAsString(new String[] {"a", json});
      expected = JSON.writeValueAsString(new String[] {"a", expected});
      assertThat(redactor.redact(json)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ids: N, N",
        "[a, N]",
        "[main] N, N",
        "cards: [N]",
        "Order{ids=[N, N], n=1}",
        "{\"m\":\"ids: N, N, x\"}",
        "{\"m\":\":N,\"}",
        "{\"m\":\",N,\"}",
        "{\"m\":\"paid [N]\"}",
        "{\"m\":\"a\\\": N,\"}",
        "{\"a\":[\"b\\\\\",\": N]\"]}",
        "{a=N, b=[N]}",
      })
  void text_that_is_no_json_and_texts_within_it_get_none(String template) {
    assertThat(redactor.redact(template.replace("N", CARD)))
        .isEqualTo(template.replace("N", "[REDACTED_CARD]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\" disk {\"a\":[N]}",
        "2026-01-01 debug [main] said \"hi\" body={\"a\":[N,N]} [x",
        "{\\\"a\\\":[N,N]}",
        "unfinished \"text\n[N]",
      })
  void json_amid_other_text_gets_them_too(String template) {
    String quoted = template.contains("\\\"") ? "\\\"[REDACTED_CARD]\\\"" : LABEL;
    assertThat(redactor.redact(template.replace("N", CARD)))
        .isEqualTo(template.replace("N", quoted));
  }

  @Test
  void neither_long_arrays_nor_long_keys_nor_deep_nesting_hide_where_a_number_stands()
      throws IOException {
    String json =
        "{\""
            + "k".repeat(5_000)
            + "\":"
            + CARD
            + ",\"a\":["
            + "123456,".repeat(5_000)
            + "[".repeat(900)
            + CARD
            + "]".repeat(900)
            + ","
            + CARD
            + "]}";
    String expected = json.replace(CARD, LABEL);
    JSON.readTree(expected);
    assertThat(redactor.redact(json)).isEqualTo(expected);
    StringWriter out = new StringWriter();
    try (Writer writer = redactor.redactingWriter(out)) {
      for (int i = 0; i < json.length(); i++) {
        writer.write(json.charAt(i));
      }
    }
    assertThat(out.toString()).isEqualTo(expected);
  }

  @Test
  void as_many_open_brackets_as_are_counted_are_as_many_as_jackson_reads() {
    assertThat(JsonContext.MAXIMUM_DEPTH)
        .isEqualTo(StreamReadConstraints.defaults().getMaxNestingDepth());
    assertThat(redactor.redact("[".repeat(100_000) + "\n[" + CARD + "]")).endsWith("]");
  }

  @Test
  void a_structure_under_a_key_that_ends_in_a_backslash_gets_quotes_of_its_own_depth() {
    assertThat(redactor.redact("{\"password\\\\\":[\"a1b2c3\"]}"))
        .isEqualTo("{\"password\\\\\":\"[REDACTED_PASSWORD]\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"enter password: \" : \"x1\"}",
        "{\"enter password: \"\n:\"x1\"}",
        "[\"enter password: \" ]",
        "[\"enter password: \"\n, \"x1\"]",
        "{\"m\":\"[\\\"enter password: \\\"\\n, \\\"x1\\\"]\"}",
      })
  void a_text_that_ends_like_a_key_takes_nothing_of_what_follows(String json) {
    assertThat(redactor.redact(json)).isEqualTo(json);
  }
}
