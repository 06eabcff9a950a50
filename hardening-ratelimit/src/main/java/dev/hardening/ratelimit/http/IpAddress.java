package dev.hardening.ratelimit.http;

import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address as 128 bits; an IPv4 address is kept in its IPv4-mapped form ({@code
 * ::ffff:0:0/96}), so that both notations of one address are equal. Never resolves a name.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) {

  private static final long MAPPED = 0xffffL << 32;
  private static final long LOW_32 = 0xffff_ffffL;

  /** Longer text is no address: 45 characters, and room for a zone id. */
  private static final int MAXIMUM_LENGTH = 128;

  /**
   * Reads the strict text forms: a dotted quad of four decimal octets without leading zeros, or RFC
   * 4291 section 2.2 with at most one {@code ::}, an optional IPv4 tail and an optional zone id,
   * which is dropped.
   *
   * @return null for anything else: names, octal, hexadecimal or shortened IPv4, ports, brackets,
   *     spaces
   */
  public static @Nullable IpAddress parse(String text) {
    return parse(text, 0, text.length());
  }

  static @Nullable IpAddress parse(String text, int from, int to) {
    if (to - from > MAXIMUM_LENGTH || from >= to) {
      return null;
    }
    int colon = text.indexOf(':', from);
    if (colon < 0 || colon >= to) {
      long quad = parseQuad(text, from, to);
      return quad < 0 ? null : v4(quad);
    }
    int zone = text.indexOf('%', from);
    return parseGroups(text, from, zone >= 0 && zone < to ? zone : to);
  }

  static IpAddress v4(long bits) {
    return new IpAddress(0, MAPPED | bits);
  }

  /** The 32 bits of a dotted quad, or -1. */
  static long parseQuad(String text, int from, int to) {
    long bits = 0;
    int at = from;
    for (int octets = 1; ; octets++) {
      int start = at;
      int value = 0;
      while (at < to && isDigit(text.charAt(at)) && at - start < 3) {
        value = value * 10 + (text.charAt(at) - '0');
        at++;
      }
      if (at == start || value > 255 || (at - start > 1 && text.charAt(start) == '0')) {
        return -1;
      }
      bits = bits << 8 | value;
      if (octets == 4) {
        return at == to ? bits : -1;
      }
      if (at == to || text.charAt(at) != '.') {
        return -1;
      }
      at++;
    }
  }

  private static @Nullable IpAddress parseGroups(String text, int from, int to) {
    long high = 0;
    long low = 0;
    int groups = 0; // read so far, of 8
    int gap = -1; // groups before the "::"
    int at = from;
    if (to - from >= 2 && text.charAt(at) == ':' && text.charAt(at + 1) == ':') {
      gap = 0;
      at += 2;
    }
    while (at < to) {
      int end = at;
      int value = 0;
      while (end < to && end - at < 4 && hex(text.charAt(end)) >= 0) {
        value = value << 4 | hex(text.charAt(end));
        end++;
      }
      if (end == at || groups == 8) {
        return null;
      }
      if (end < to && text.charAt(end) == '.') {
        long quad = groups > 6 ? -1 : parseQuad(text, at, to);
        if (quad < 0) {
          return null;
        }
        high = high << 32 | low >>> 32;
        low = low << 32 | quad;
        groups += 2;
        break;
      }
      high = high << 16 | low >>> 48;
      low = low << 16 | value;
      groups++;
      if (end == to) {
        break;
      }
      if (text.charAt(end) != ':' || end + 1 == to) {
        return null;
      }
      at = end + 1;
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = groups;
        at++;
      }
    }
    if (gap < 0) {
      return groups == 8 ? new IpAddress(high, low) : null;
    }
    if (groups > 7) {
      return null;
    }
    int tail = 16 * (groups - gap);
    IpAddress read = new IpAddress(high, low);
    IpAddress head = read.shiftedRight(tail).shiftedLeft(128 - 16 * gap);
    IpAddress rest = read.shiftedLeft(128 - tail).shiftedRight(128 - tail);
    return new IpAddress(head.high | rest.high, head.low | rest.low);
  }

  /** Whether this is an IPv4 address, in either notation. */
  public boolean isV4() {
    return high == 0 && low >>> 32 == 0xffffL;
  }

  /**
   * The network of {@code bits} bits (0 to 128) that an IPv6 address lies in; an IPv4 address is
   * returned as it is.
   */
  public IpAddress prefix(int bits) {
    return isV4() ? this : masked(bits);
  }

  IpAddress masked(int bits) {
    IpAddress mask = mask(bits);
    return new IpAddress(high & mask.high, low & mask.low);
  }

  static IpAddress mask(int bits) {
    return new IpAddress(-1, -1).shiftedLeft(128 - bits);
  }

  /**
   * The address of the caller that stands behind a transition mechanism, else this address.
   *
   * <ul>
   *   <li>NAT64, {@code 64:ff9b::/96} (RFC 6052): the IPv4 address in the last 32 bits.
   *   <li>Teredo, {@code 2001::/32} (RFC 4380 section 4): the client's IPv4 address, inverted in
   *       the last 32 bits.
   *   <li>6to4, {@code 2002::/16} (RFC 3056): the IPv4 address after the first 16 bits. One IPv4
   *       address owns 65,536 networks of /64 here, so a prefix alone would not hold it.
   * </ul>
   *
   * Meant for keys only. Whoever decides about trust must not fold: such an address is not the IPv4
   * host that it names.
   */
  public IpAddress folded() {
    if (high == 0x0064_ff9b_0000_0000L && low >>> 32 == 0) {
      return v4(low & LOW_32);
    }
    if (high >>> 32 == 0x2001_0000L) {
      return v4(~low & LOW_32);
    }
    if (high >>> 48 == 0x2002L) {
      return v4(high >>> 16 & LOW_32);
    }
    return this;
  }

  /**
   * The canonical text: a dotted quad, or RFC 5952 (lower case, no leading zeros, the longest run
   * of zeros as {@code ::}).
   */
  @Override
  public String toString() {
    if (isV4()) {
      // One concatenation, which makes nothing but the text: every proxied request asks for it.
      return (low >>> 24 & 0xff)
          + "."
          + (low >>> 16 & 0xff)
          + "."
          + (low >>> 8 & 0xff)
          + "."
          + (low & 0xff);
    }
    return appendTo(new StringBuilder(39)).toString();
  }

  StringBuilder appendTo(StringBuilder text) {
    if (isV4()) {
      return text.append(low >>> 24 & 0xff)
          .append('.')
          .append(low >>> 16 & 0xff)
          .append('.')
          .append(low >>> 8 & 0xff)
          .append('.')
          .append(low & 0xff);
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(i + run) == 0) {
        run++;
      }
      if (run > gapLength) {
        gapStart = i;
        gapLength = run;
      }
      i += run;
    }
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
        continue;
      }
      if (i > 0 && (gapStart < 0 || i != gapStart + gapLength)) {
        text.append(':');
      }
      appendHex(text, group(i));
    }
    return text;
  }

  private int group(int index) {
    return (int) ((index < 4 ? high >>> (48 - 16 * index) : low >>> (112 - 16 * index)) & 0xffff);
  }

  private static void appendHex(StringBuilder text, int group) {
    for (int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;
        shift >= 0;
        shift -= 4) {
      text.append(Character.forDigit(group >>> shift & 0xf, 16));
    }
  }

  private IpAddress shiftedLeft(int bits) {
    if (bits == 0) {
      return this;
    }
    if (bits >= 128) {
      return new IpAddress(0, 0);
    }
    return bits >= 64
        ? new IpAddress(low << (bits - 64), 0)
        : new IpAddress(high << bits | low >>> (64 - bits), low << bits);
  }

  private IpAddress shiftedRight(int bits) {
    if (bits == 0) {
      return this;
    }
    if (bits >= 128) {
      return new IpAddress(0, 0);
    }
    return bits >= 64
        ? new IpAddress(0, high >>> (bits - 64))
        : new IpAddress(high >>> bits, low >>> bits | high << (64 - bits));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
