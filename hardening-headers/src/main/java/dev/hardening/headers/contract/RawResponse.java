package dev.hardening.headers.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an HTTP/1.1 response from bytes, strictly in the head and as far as it goes in the body.
 */
final class RawResponse {
  private RawResponse() {}

  static ObservedResponse parse(byte[] raw, boolean secure) {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    int start = 0;
    while (true) {
      int end = text.indexOf("\r\n\r\n", start);
      if (end < 0) {
        throw new IllegalArgumentException(
            "raw: " + raw.length + " bytes (expected: a whole HTTP/1.1 response header)");
      }
      String[] lines = text.substring(start, end).split("\r\n", -1);
      int status = status(lines[0]);
      start = end + 4;
      if (status < 200 && status != 101) {
        continue;
      }
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        if (colon <= 0) {
          throw new IllegalArgumentException(
              "header line " + i + ": no name (expected: name: value)");
        }
        headers
            .computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
            .add(lines[i].substring(colon + 1).strip());
      }
      ObservedResponse head = new ObservedResponse(status, headers, null, secure);
      return new ObservedResponse(status, headers, body(head, text.substring(start)), secure);
    }
  }

  private static int status(String line) {
    if (line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      return Integer.parseInt(line.substring(9, 12));
    }
    throw new IllegalArgumentException("status line: not HTTP/1.1 (expected: HTTP/1.1 <status>)");
  }

  private static String body(ObservedResponse head, String rest) {
    String body = rest;
    if ("chunked".equalsIgnoreCase(head.value("Transfer-Encoding"))) {
      body = unchunked(rest);
    } else {
      String length = head.value("Content-Length");
      if (length != null && length.matches("\\d{1,9}")) {
        body = rest.substring(0, Math.min(rest.length(), Integer.parseInt(length)));
      }
    }
    return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String unchunked(String rest) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = rest.indexOf("\r\n", at);
      Integer size = end < 0 ? null : chunkSize(rest.substring(at, end));
      if (size == null || size == 0) {
        return body.toString();
      }
      int from = end + 2;
      int to = Math.min(rest.length(), from + size);
      body.append(rest, from, to);
      at = Math.min(rest.length(), to + 2);
    }
  }

  private static @Nullable Integer chunkSize(String line) {
    String digits = line.split(";", 2)[0].strip();
    return digits.matches("[0-9a-fA-F]{1,7}") ? Integer.valueOf(digits, 16) : null;
  }
}
