package dev.hardening.headers;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole error response that keeps the contract, for a request that never reached the filter. The
 * container adapters write these; an adapter of one's own can as well.
 *
 * @param status the status code
 * @param headers the headers of the contract in the order to send them, by name
 * @param contentType the media type of the body; empty if the status has no body
 * @param body the body, ASCII only; empty if the status has none
 */
public record ContractAnswer(
    int status, Map<String, String> headers, String contentType, String body) {

  /**
   * The body as it goes over the wire.
   *
   * @return a new array
   */
  public byte[] bodyBytes() {
    return body.getBytes(StandardCharsets.US_ASCII);
  }
}
