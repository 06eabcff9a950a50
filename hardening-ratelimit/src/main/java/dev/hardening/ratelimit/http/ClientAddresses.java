package dev.hardening.ratelimit.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells which address a request comes from, in a way that the sender of the request can't
 * influence.
 *
 * <p>By default that is the peer of the connection. Behind proxies, {@link #behindProxies} names
 * them by CIDR block and names the one header that they write. The header is read only if the peer
 * is such a proxy, and then from the right, where the nearest proxy wrote: the first address that
 * is not a proxy's is the caller's. Nothing to the left of it is looked at, for anyone can have
 * written it. If an element can't be read as an address (garbage, {@code unknown}, an obfuscated
 * identifier, an empty element), the walk stops and the address of the proxy that vouched for it
 * stands for the caller: such requests share one key, and none gets a key of its own choice.
 *
 * <p>An IPv4 address is a key of its own. Of an IPv6 address the first {@linkplain #withIpv6Prefix
 * 64 bits} are, since a single subscriber owns at least so many addresses. IPv4-mapped, NAT64,
 * Teredo and 6to4 addresses are {@linkplain IpAddress#folded folded} to the IPv4 address in them,
 * zone ids are dropped. No name is ever looked up.
 *
 * <p>Immutable and thread-safe. A key costs one pass over the address and allocates nothing for an
 * IPv4 peer.
 */
public final class ClientAddresses {

  /**
   * The key of every request whose peer has no address that can be read: a Unix domain socket, an
   * empty or a null address.
   */
  public static final String UNKNOWN = "unknown";

  private static final int DEFAULT_IPV6_PREFIX = 64;

  private final ForwardedHeader header;
  private final AddressRanges proxies;
  private final int ipv6Prefix;

  private ClientAddresses(ForwardedHeader header, AddressRanges proxies, int ipv6Prefix) {
    this.header = header;
    this.proxies = proxies;
    this.ipv6Prefix = ipv6Prefix;
  }

  /** The peer of the connection. No header is read. */
  public static ClientAddresses peer() {
    return new ClientAddresses(
        ForwardedHeader.X_FORWARDED_FOR, AddressRanges.none(), DEFAULT_IPV6_PREFIX);
  }

  /**
   * The caller behind these proxies.
   *
   * @param header the header that every one of the proxies appends to or overwrites
   * @param proxies the addresses or CIDR blocks of the proxies, at least one. A block that also
   *     holds callers lets them choose their own key
   * @throws IllegalArgumentException if there is no block or one is malformed
   */
  public static ClientAddresses behindProxies(ForwardedHeader header, Collection<String> proxies) {
    Objects.requireNonNull(header, "header");
    AddressRanges ranges = AddressRanges.of("trustedProxies", proxies);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException(
          "trustedProxies: [] (expected: at least one address or CIDR block)");
    }
    return new ClientAddresses(header, ranges, DEFAULT_IPV6_PREFIX);
  }

  /** {@link #behindProxies(ForwardedHeader, Collection)}. */
  public static ClientAddresses behindProxies(ForwardedHeader header, String... proxies) {
    return behindProxies(header, List.of(proxies));
  }

  /**
   * The same with another number of leading bits that make an IPv6 key.
   *
   * @param bits 16 to 128; 64 is the smallest network that a provider hands out, 56 and 48 are
   *     common for households and firms
   * @throws IllegalArgumentException outside that range
   */
  public ClientAddresses withIpv6Prefix(int bits) {
    return new ClientAddresses(header, proxies, checkedPrefix("ipv6Prefix", bits));
  }

  static int checkedPrefix(String name, int bits) {
    if (bits < 16 || bits > 128) {
      throw new IllegalArgumentException(name + ": " + bits + " (expected: 16 to 128)");
    }
    return bits;
  }

  /** The leading bits of an IPv6 address that make a key. */
  public int ipv6Prefix() {
    return ipv6Prefix;
  }

  /** The header that is read if the peer is a trusted proxy. */
  public ForwardedHeader header() {
    return header;
  }

  /** The proxies whose header is believed; empty if no header is read. */
  public AddressRanges trustedProxies() {
    return proxies;
  }

  /**
   * The key of the caller: a dotted quad, or an IPv6 network such as {@code 2001:db8:1:2::/64}, or
   * {@link #UNKNOWN}.
   *
   * @param peer the address of the connection's other end as the server reports it
   * @param headers gives all lines of a header in order; asked only if the peer is a trusted proxy.
   *     May give null
   */
  public String key(
      @Nullable String peer, Function<String, ? extends @Nullable Enumeration<String>> headers) {
    if (peer == null) {
      return UNKNOWN;
    }
    if (proxies.isEmpty() && IpAddress.parseQuad(peer, 0, peer.length()) >= 0) {
      return peer; // the text of a quad is canonical
    }
    return key(address(peer, headers), ipv6Prefix);
  }

  /** The key of an address, as {@link #key(String, Function)} makes it. */
  public String key(@Nullable IpAddress address) {
    return key(address, ipv6Prefix);
  }

  static String key(@Nullable IpAddress address, int ipv6Prefix) {
    if (address == null) {
      return UNKNOWN;
    }
    IpAddress caller = address.folded();
    if (caller.isV4() || ipv6Prefix == 128) {
      return caller.toString();
    }
    return caller
        .prefix(ipv6Prefix)
        .appendTo(new StringBuilder(24))
        .append('/')
        .append(ipv6Prefix)
        .toString();
  }

  /**
   * The address of the caller as it was written, not folded and in full length.
   *
   * @return null if the peer has no address that can be read
   */
  public @Nullable IpAddress address(
      @Nullable String peer, Function<String, ? extends @Nullable Enumeration<String>> headers) {
    IpAddress nearest = peer == null ? null : IpAddress.parse(peer);
    if (nearest == null || proxies.isEmpty() || !proxies.contains(nearest)) {
      return nearest;
    }
    Enumeration<String> lines = headers.apply(header.fieldName());
    if (lines == null || !lines.hasMoreElements()) {
      return nearest;
    }
    String line = lines.nextElement();
    if (!lines.hasMoreElements()) {
      return walk(line, nearest).address;
    }
    List<String> all = new ArrayList<>();
    all.add(line);
    while (lines.hasMoreElements()) {
      all.add(lines.nextElement());
    }
    Step step = new Step(nearest, true);
    for (int i = all.size() - 1; i >= 0 && step.goOn; i--) {
      step = walk(all.get(i), step.address);
    }
    return step.address;
  }

  /**
   * Where the walk stands: the nearest address that is vouched for, and whether what stands to its
   * left may be read.
   */
  private record Step(IpAddress address, boolean goOn) {}

  private Step walk(String line, IpAddress from) {
    IpAddress nearest = from;
    int end = line.length();
    while (end >= 0) {
      int start =
          header == ForwardedHeader.FORWARDED
              ? Forwarded.elementStart(line, end)
              : line.lastIndexOf(',', end - 1) + 1;
      IpAddress address =
          start < 0
              ? null
              : header == ForwardedHeader.FORWARDED
                  ? Forwarded.address(line, start, end)
                  : Forwarded.node(line, start, end);
      if (address == null) {
        return new Step(nearest, false);
      }
      if (!proxies.contains(address)) {
        return new Step(address, false);
      }
      nearest = address;
      end = start - 1;
    }
    return new Step(nearest, true);
  }

  @Override
  public String toString() {
    return proxies.isEmpty()
        ? "peer, IPv6 by /" + ipv6Prefix
        : header.fieldName() + " from " + proxies + ", IPv6 by /" + ipv6Prefix;
  }
}
