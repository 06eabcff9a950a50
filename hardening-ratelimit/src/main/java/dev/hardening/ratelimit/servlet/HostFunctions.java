package dev.hardening.ratelimit.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the host tells about a request. */
final class HostFunctions {

  private final KeyHash hash;
  private final Map<String, Function<? super HttpServletRequest, ? extends @Nullable String>>
      functions;
  private final @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> clientId;
  private final @Nullable Function<? super String, ? extends @Nullable String> tierOfClient;

  HostFunctions(
      KeyHash hash,
      Map<String, Function<? super HttpServletRequest, ? extends @Nullable String>> functions,
      @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> clientId,
      @Nullable Function<? super String, ? extends @Nullable String> tierOfClient) {
    this.hash = hash;
    this.functions = Map.copyOf(functions);
    this.clientId = clientId;
    this.tierOfClient = tierOfClient;
  }

  KeyHash hash() {
    return hash;
  }

  Function<? super HttpServletRequest, ? extends @Nullable String> function(String name) {
    var function = functions.get(name);
    if (function == null) {
      throw new IllegalArgumentException(
          "key function: \""
              + name
              + "\" (expected: one of "
              + functions.keySet()
              + ", bound by keyFunction(...))");
    }
    return function;
  }

  /** The id that the request carries, or null. */
  @Nullable String clientId(HttpServletRequest request) {
    String id = clientId == null ? null : clientId.apply(request);
    return id == null || id.isEmpty() ? null : id;
  }

  /** The tier of the request's verified client, or null. */
  @Nullable String tier(HttpServletRequest request) {
    String id = tierOfClient == null ? null : clientId(request);
    return id == null || tierOfClient == null ? null : tierOfClient.apply(id);
  }

  /** Whether any request can have a tier. */
  boolean knowsTiers() {
    return tierOfClient != null;
  }
}
