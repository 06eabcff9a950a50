package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
      })
  void a_traceparent_gives_its_trace_id(String header) {
    assertThat(Inbound.traceIdOfTraceparent(header)).isEqualTo(TRACE);
    assertThat(Inbound.traceIdOf(header)).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g"
      })
  void a_malformed_traceparent_gives_none(String header) {
    assertThat(Inbound.traceIdOfTraceparent(header)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "billing-service@eu:1", "A.b_c~d", "123e4567-e89b-42d3-a456-426614174000"})
  void an_id_of_the_allowed_characters_is_well_formed(String id) {
    assertThat(Inbound.isId(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " a", "a b", "a\n", "a,b", "a;b", "\u00e4", "a/b", "<a>", "${a}", "a=b"})
  void an_id_with_any_other_character_is_not(String id) {
    assertThat(Inbound.isId(id)).isFalse();
  }

  @Test
  void an_id_has_at_most_128_characters() {
    assertThat(Inbound.isId("x".repeat(128))).isTrue();
    assertThat(Inbound.isId("x".repeat(129))).isFalse();
  }
}
