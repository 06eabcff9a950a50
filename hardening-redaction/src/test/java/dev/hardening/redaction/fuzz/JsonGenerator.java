package dev.hardening.redaction.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.SplittableRandom;

/**
 * Random documents of JSON with cards and secrets among numbers, texts, arrays and objects: compact
 * or spread over lines, shallow or deep, short or long, and as texts within others.
 */
final class JsonGenerator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] SCALARS = {
    "4111111111111111",
    "5555555555554444",
    "-1.5e3",
    "0",
    "1",
    "123456789",
    "true",
    "false",
    "null",
    "\"joe@x.com\"",
    "\"visa\"",
    "\"\"",
    "\"[\"",
    "\"a, {\"",
    "\":\"",
    "\", 4111111111111111, \"",
    "\"[4111111111111111]\"",
    "\"\\\"\\\\\"",
  };
  private static final String[] NAMES = {
    "\"password\"",
    "\"card\"",
    "\"cvv\"",
    "\"credentials\"",
    "\"x\"",
    "\"\"",
    "\"a:\"",
    "\"b\\\\\"",
    "\"joe@x.com\"",
    "\"it's\"",
    "\"[\"",
  };
  private static final String[] BLANKS = {"", "", "", " ", "\n", "\n  ", "\r\n\t", "            "};

  private final SplittableRandom random;
  private final TextGenerator texts;

  JsonGenerator(SplittableRandom random) {
    this.random = random;
    this.texts = new TextGenerator(random);
  }

  /** An array or object. */
  String document() throws JsonProcessingException {
    return container(random.nextInt(1, 7), random.nextInt(3) > 0);
  }

  private String container(int depth, boolean pretty) throws JsonProcessingException {
    boolean array = random.nextBoolean();
    int size = random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(5);
    StringBuilder text = new StringBuilder(array ? "[" : "{").append(blanks(pretty));
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        text.append(',').append(blanks(pretty));
      }
      if (!array) {
        text.append(NAMES[random.nextInt(NAMES.length)])
            .append(blanks(pretty))
            .append(':')
            .append(blanks(pretty));
      }
      text.append(value(size > 5 ? 0 : depth - 1, pretty)).append(blanks(pretty));
    }
    return text.append(array ? ']' : '}').toString();
  }

  private String value(int depth, boolean pretty) throws JsonProcessingException {
    int kind = random.nextInt(10);
    if (depth > 0 && kind < 5) {
      return container(depth, pretty);
    }
    if (depth > 0 && kind == 5) {
      return JSON.writeValueAsString(TextNode.valueOf(container(depth, pretty)));
    }
    if (kind == 6) {
      return JSON.writeValueAsString(TextNode.valueOf(texts.value()));
    }
    return SCALARS[random.nextInt(SCALARS.length)];
  }

  private String blanks(boolean pretty) {
    return pretty ? BLANKS[random.nextInt(BLANKS.length)] : "";
  }
}
