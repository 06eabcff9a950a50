package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.AccessLists;
import dev.hardening.ratelimit.http.AddressRanges;
import dev.hardening.ratelimit.http.BypassTokens;
import dev.hardening.ratelimit.http.IpAddress;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Who is refused or let through before any limit is asked. */
final class Gate {

  private final AccessLists lists;
  private final AddressRanges bypassPeers;
  private final @Nullable String passHeader;
  private final @Nullable BypassTokens passes;
  private final HostFunctions host;

  Gate(
      AccessLists lists,
      AddressRanges bypassPeers,
      @Nullable String passHeader,
      @Nullable BypassTokens passes,
      HostFunctions host) {
    this.lists = lists;
    this.bypassPeers = bypassPeers;
    this.passHeader = passHeader;
    this.passes = passes;
    this.host = host;
  }

  /**
   * Whether anything is on a list or can bypass: without it, callers need not be looked at here.
   */
  boolean isOpenToAll() {
    return passes == null
        && bypassPeers.isEmpty()
        && !lists.namesAddresses()
        && !lists.namesClients();
  }

  /** BLOCKED, BYPASSED, or null for a caller that is limited. */
  @Nullable Outcome outcome(Caller caller) {
    HttpServletRequest request = caller.request();
    if (lists.namesAddresses() && lists.isBlocked(caller.address())) {
      return Outcome.BLOCKED;
    }
    if (lists.namesClients() && lists.isClientBlocked(host.clientId(request))) {
      return Outcome.BLOCKED;
    }
    if (lists.namesAddresses() && lists.isAllowed(caller.address())) {
      return Outcome.BYPASSED;
    }
    if (!bypassPeers.isEmpty()) {
      String peer = request.getRemoteAddr();
      IpAddress address = peer == null ? null : IpAddress.parse(peer);
      if (address != null && bypassPeers.contains(address)) {
        return Outcome.BYPASSED;
      }
    }
    return passes != null
            && passHeader != null
            && passes.holder(request.getHeader(passHeader)) != null
        ? Outcome.BYPASSED
        : null;
  }
}
