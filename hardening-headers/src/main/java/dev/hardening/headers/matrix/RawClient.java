package dev.hardening.headers.matrix;

import dev.hardening.headers.contract.ObservedResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One request over one plain socket, and all that comes back until the server closes it. */
final class RawClient {
  private static final int TIMEOUT_MILLIS = 30_000;

  private RawClient() {}

  static ObservedResponse exchange(URI server, byte[] request) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16_384];
      SocketException refused = null;
      try {
        socket.getOutputStream().write(request);
      } catch (SocketException e) {
        // A server may refuse before it has read all; its answer is there nevertheless.
        refused = e;
      }
      try {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          received.write(buffer, 0, count);
        }
      } catch (SocketException e) {
        // A server that refuses a request may reset the connection after its answer.
        refused = e;
      }
      if (refused != null && received.size() == 0) {
        throw refused;
      }
      return ObservedResponse.parse(received.toByteArray(), false);
    }
  }

  static byte[] request(String method, String target, URI server) {
    return (method
            + " "
            + target
            + " HTTP/1.1\r\nHost: "
            + server.getAuthority()
            + "\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
