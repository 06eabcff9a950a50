package dev.hardening.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LocalRedisTest {
  @Test
  void it_answers_while_it_is_open_and_not_afterwards() throws IOException {
    URI uri;
    try (LocalRedis redis = LocalRedis.start()) {
      uri = URI.create(redis.uri());
      assertThat(ping(uri)).isEqualTo("+PONG");
    }
    assertThatThrownBy(() -> ping(uri)).isInstanceOf(IOException.class);
  }

  private static String ping(URI uri) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    }
  }
}
