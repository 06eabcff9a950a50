package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.IpAddress;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, found out once and only as far as it is asked for. Lives as long as one
 * decision.
 */
final class Caller {

  private final HttpServletRequest request;
  private final ClientAddresses addresses;
  private boolean addressRead;
  private @Nullable IpAddress address;
  private @Nullable String addressKey;

  Caller(HttpServletRequest request, ClientAddresses addresses) {
    this.request = request;
    this.addresses = addresses;
  }

  HttpServletRequest request() {
    return request;
  }

  @Nullable IpAddress address() {
    if (!addressRead) {
      address = addresses.address(request.getRemoteAddr(), request::getHeaders);
      addressRead = true;
    }
    return address;
  }

  String addressKey() {
    String known = addressKey;
    if (known == null) {
      // That of a plain peer is his address as it is written, and need not be read.
      known =
          addressRead
              ? addresses.key(address)
              : addresses.key(request.getRemoteAddr(), request::getHeaders);
      addressKey = known;
    }
    return known;
  }

  String addressKey(int ipv6Prefix) {
    return addresses.withIpv6Prefix(ipv6Prefix).key(address());
  }
}
