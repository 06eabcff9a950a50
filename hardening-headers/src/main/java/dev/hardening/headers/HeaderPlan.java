package dev.hardening.headers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is sent on one kind of request (path, secure or not), laid out for the hot path: parallel
 * arrays of names and values, and one table that says of any header name an application sets whose
 * it is. Immutable; free of servlet types.
 */
final class HeaderPlan {
  static final int MAXIMUM_HEADERS = 48;

  static final String REQUEST_ID = "X-Request-ID";
  static final String LATENCY = "X-Latency-MS";

  /** {@link #ownerOf}: the contract's own header, never the application's. */
  static final int CONTRACT = -2;

  /** {@link #ownerOf}: a header that tells what the service is made of. */
  static final int DISCLOSING = -3;

  /** {@link #ownerOf}: Content-Length, which a container may take as the end of the body. */
  static final int LENGTH = -4;

  private static final Set<String> RESERVED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    RESERVED.addAll(
        List.of(
            REQUEST_ID,
            LATENCY,
            "Connection",
            "Content-Encoding",
            "Content-Length",
            "Content-Type",
            "Date",
            "Keep-Alive",
            "Location",
            "Set-Cookie",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade"));
  }

  final String[] names;
  final String[] values;
  final boolean hasNonce;
  private final NameTable owners;

  /**
   * Lays out a set.
   *
   * @param latency whether X-Latency-MS is the contract's
   * @param forbidden the disclosing names; one that the set itself sends is taken as meant
   */
  HeaderPlan(SecurityHeaders headers, boolean secure, boolean latency, Set<String> forbidden) {
    List<SecurityHeader> sent = new ArrayList<>();
    for (SecurityHeader header : headers.headers()) {
      if (secure || !header.secureOnly()) {
        sent.add(header);
      }
    }
    names = sent.stream().map(SecurityHeader::name).toArray(String[]::new);
    values = sent.stream().map(SecurityHeader::value).toArray(String[]::new);
    hasNonce = sent.stream().anyMatch(SecurityHeader::hasNonce);
    Map<String, Integer> table = new HashMap<>();
    forbidden.forEach(name -> table.put(name, DISCLOSING));
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      table.keySet().removeIf(name::equalsIgnoreCase);
      table.put(name, i);
    }
    table.put("Content-Length", LENGTH);
    table.put(REQUEST_ID, CONTRACT);
    if (latency) {
      table.put(LATENCY, CONTRACT);
    }
    owners = new NameTable(table);
  }

  /**
   * Whose a header is: the index of the set's header of that name, or {@link #CONTRACT}, {@link
   * #DISCLOSING}, {@link #LENGTH} or {@link NameTable#ABSENT}.
   */
  int ownerOf(String name) {
    return owners.get(name);
  }

  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }
}
