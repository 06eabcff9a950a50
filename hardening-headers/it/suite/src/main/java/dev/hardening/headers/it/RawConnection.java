package dev.hardening.headers.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * One plain connection to a container, and all that comes back over it. A container that refuses a
 * request before it has read all of it may reset the connection while the client still writes, or
 * after its answer: what it has said by then counts.
 */
final class RawConnection implements AutoCloseable {
  private final Socket socket;
  private @Nullable SocketException refused;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
  }

  void send(byte[] bytes, int from, int to) throws IOException {
    try {
      socket.getOutputStream().write(bytes, from, to - from);
    } catch (SocketException e) {
      refused = e;
    }
  }

  /** Everything until the container closes the connection. */
  byte[] received() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        received.write(buffer, 0, count);
      }
    } catch (SocketException e) {
      refused = e;
    }
    if (refused != null && received.size() == 0) {
      throw refused;
    }
    return received.toByteArray();
  }

  static byte[] exchange(int port, byte[] request) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      connection.send(request, 0, request.length);
      return connection.received();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
