package dev.hardening.ratelimit.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server: cuts connections between what was asked and its answer, and
 * leads to another server when told.
 */
final class LoopbackProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answersToSwallow = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile int target;

  LoopbackProxy(int target) {
    this.target = target;
    try {
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + listening.getLocalPort();
  }

  /** The next answer is not delivered: instead of it, the connection ends. */
  void cutBeforeNextAnswer() {
    answersToSwallow.set(1);
  }

  /** How often a connection was cut before an answer. */
  int cuts() {
    return cuts.get();
  }

  /** Ends all connections, and leads new ones elsewhere. */
  void leadTo(int port) {
    target = port;
    closeAll();
  }

  @Override
  public void close() {
    closeQuietly(listening);
    closeAll();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("threads of the proxy still run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAll() {
    for (Closeable each : open) {
      closeQuietly(each);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        connect(client);
      } catch (IOException e) {
        // closed, or the target is away: the client sees its connection end
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      threads.execute(() -> pump(client, server, false));
      threads.execute(() -> pump(server, client, true));
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (answers && answersToSwallow.compareAndSet(1, 0)) {
          cuts.incrementAndGet();
          break;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // the other side ended
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private void closeQuietly(Closeable closeable) {
    open.remove(closeable);
    try {
      closeable.close();
    } catch (IOException e) {
      // it is gone
    }
  }
}
