package dev.hardening.headers.it;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;

/**
 * One GET over HTTP/2 without TLS, known beforehand, and its trailers, of which java.net.http tells
 * nothing.
 *
 * @param status the status code
 * @param trailers the trailing field lines by name, empty if there are none
 */
record Http2Exchange(int status, Map<String, List<String>> trailers) {
  private static final int TIMEOUT_SECONDS = 30;

  static Http2Exchange get(URI uri) throws Exception {
    HTTP2Client client = new HTTP2Client();
    client.start();
    try {
      Session session =
          client
              .connect(
                  new InetSocketAddress(uri.getHost(), uri.getPort()), new Session.Listener() {})
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      MetaData.Request request =
          new MetaData.Request("GET", HttpURI.from(uri), HttpVersion.HTTP_2, HttpFields.EMPTY);
      Answer answer = new Answer();
      session
          .newStream(new HeadersFrame(request, null, true), answer)
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return answer.whole.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } finally {
      client.stop();
    }
  }

  private static final class Answer implements Stream.Listener {
    private final CompletableFuture<Http2Exchange> whole = new CompletableFuture<>();
    private int status;

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
      Map<String, List<String>> trailers = new LinkedHashMap<>();
      if (frame.getMetaData() instanceof MetaData.Response response) {
        status = response.getStatus();
      } else {
        for (HttpField field : frame.getMetaData().getHttpFields()) {
          trailers
              .computeIfAbsent(field.getLowerCaseName(), name -> new ArrayList<>())
              .add(field.getValue());
        }
      }
      if (frame.isEndStream()) {
        whole.complete(new Http2Exchange(status, trailers));
      } else {
        stream.demand();
      }
    }

    @Override
    public void onDataAvailable(Stream stream) {
      Stream.Data data = stream.readData();
      if (data == null) {
        stream.demand();
        return;
      }
      boolean last = data.frame().isEndStream();
      data.release();
      if (last) {
        whole.complete(new Http2Exchange(status, Map.of()));
      } else {
        stream.demand();
      }
    }

    @Override
    public void onReset(Stream stream, ResetFrame frame, org.eclipse.jetty.util.Callback callback) {
      whole.completeExceptionally(new IllegalStateException("reset: " + frame));
      callback.succeeded();
    }
  }
}
