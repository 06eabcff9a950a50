package dev.hardening.headers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Gives every request the same bytes for an answer and closes the connection. */
public final class FixedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final byte[] answer;

  public FixedServer(String answer) throws IOException {
    this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "fixed-server");
    thread.setDaemon(true);
    thread.start();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        InputStream in = client.getInputStream();
        // Up to the empty line that ends a request without a body.
        for (int last = 0, each = in.read(); each >= 0; each = in.read()) {
          last = last << 8 | each;
          if (last == 0x0d0a0d0a) {
            break;
          }
        }
        client.getOutputStream().write(answer);
      } catch (IOException e) {
        // The client went, or the server was closed: the loop's condition tells.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
