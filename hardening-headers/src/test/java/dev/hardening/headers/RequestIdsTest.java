package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  private final RequestIds ids = new RequestIds();

  @Test
  void an_id_is_a_canonical_uuid_of_version_4() {
    for (int i = 0; i < 2000; i++) {
      String id = ids.next();
      UUID parsed = UUID.fromString(id);
      assertThat(parsed).hasToString(id);
      assertThat(parsed.version()).isEqualTo(4);
      assertThat(parsed.variant()).isEqualTo(2);
      assertThat(RequestIds.isCanonical(id)).isTrue();
    }
  }

  @Test
  void every_one_of_the_122_random_bits_takes_both_values() {
    long highOnes = 0;
    long highZeros = 0;
    long lowOnes = 0;
    long lowZeros = 0;
    for (int i = 0; i < 2000; i++) {
      UUID id = UUID.fromString(ids.next());
      highOnes |= id.getMostSignificantBits();
      highZeros |= ~id.getMostSignificantBits();
      lowOnes |= id.getLeastSignificantBits();
      lowZeros |= ~id.getLeastSignificantBits();
    }
    assertThat(highOnes & highZeros).isEqualTo(~0xf000L);
    assertThat(lowOnes & lowZeros).isEqualTo(~0L >>> 2);
  }

  @Test
  void threads_never_share_an_id() {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 100_000).parallel().forEach(i -> seen.add(ids.next()));
    assertThat(seen).hasSize(100_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "123e4567-e89b-42d3-a456-42661417400",
        "123E4567-e89b-42d3-a456-426614174000",
        "123e4567-e89b-42d3-a456-4266141740001",
        "123e4567xe89b-42d3-a456-426614174000",
        "123e4567-e89b-42d3-a456-42661417400\n"
      })
  void text_that_is_no_canonical_uuid_is_none(String text) {
    assertThat(RequestIds.isCanonical(text)).isFalse();
  }
}
