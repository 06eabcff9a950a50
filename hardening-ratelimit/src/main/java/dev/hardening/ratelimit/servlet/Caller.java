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
    return addresses.key(address());
  }

  String addressKey(int ipv6Prefix) {
    return addresses.withIpv6Prefix(ipv6Prefix).key(address());
  }
}
