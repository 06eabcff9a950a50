package dev.hardening.headers;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that may choose request ids, by address.
 *
 * <pre>{@code
 * builder.acceptRequestIdFrom(TrustedPeers.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7"));
 * }</pre>
 *
 * <p>What counts is the peer of the connection, {@code getRemoteAddr()}, and no forwarding header.
 * Where the container rewrites it from such a header (Tomcat's RemoteIpValve, Jetty's
 * ForwardedRequestCustomizer), it is the caller's claim, and this is no protection.
 *
 * <p>The two families are kept apart: {@code ::/0} holds no IPv4 address. IPv4-mapped notation is
 * IPv4. No name is ever resolved. Immutable and thread-safe; a test takes a microsecond at most.
 */
public final class TrustedPeers implements Predicate<HttpServletRequest> {
  /** The longest address is of 45 characters; a zone id may follow. */
  private static final int MAXIMUM_LENGTH = 128;

  private final List<Block> blocks;

  private TrustedPeers(List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  /**
   * The peers in some blocks.
   *
   * @param blocks addresses and CIDR blocks, IPv4 or IPv6, at least one
   * @return the peers
   * @throws IllegalArgumentException if there is none, or one is malformed or has bits set beyond
   *     its prefix (a likely slip)
   */
  public static TrustedPeers of(String... blocks) {
    if (blocks.length == 0) {
      throw new IllegalArgumentException("peers: none (expected: >= 1 address or CIDR block)");
    }
    List<Block> parsed = new ArrayList<>();
    for (String block : blocks) {
      parsed.add(Block.parse(block));
    }
    return new TrustedPeers(parsed);
  }

  @Override
  public boolean test(HttpServletRequest request) {
    return contains(request.getRemoteAddr());
  }

  /**
   * Whether an address is that of a trusted peer.
   *
   * @param address an address in text form, with or without a zone id
   * @return false also for null and for what is no address
   */
  public boolean contains(@Nullable String address) {
    if (address == null) {
      return false;
    }
    int zone = address.indexOf('%');
    byte[] bits = bits(zone < 0 ? address : address.substring(0, zone));
    if (bits == null) {
      return false;
    }
    for (Block block : blocks) {
      if (block.contains(bits)) {
        return true;
      }
    }
    return false;
  }

  /** The 4 or 16 bytes of an address, null if the text is none. */
  private static byte @Nullable [] bits(String text) {
    if (text.isEmpty() || text.length() > MAXIMUM_LENGTH) {
      return null;
    }
    return text.indexOf(':') < 0 ? quad(text) : groups(text);
  }

  private static byte @Nullable [] quad(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return null;
    }
    byte[] bits = new byte[4];
    for (int i = 0; i < 4; i++) {
      int octet = decimal(octets[i], 255);
      if (octet < 0 || (octets[i].length() > 1 && octets[i].charAt(0) == '0')) {
        return null;
      }
      bits[i] = (byte) octet;
    }
    return bits;
  }

  private static byte @Nullable [] groups(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // With these characters alone and a colon among them, InetAddress looks no name up.
      if (c != ':' && c != '.' && (c > 'f' || Character.digit(c, 16) < 0)) {
        return null;
      }
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** The value of one to three digits, or -1. */
  private static int decimal(String digits, int maximum) {
    if (digits.isEmpty() || digits.length() > 3) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value <= maximum ? value : -1;
  }

  private static final class Block {
    private final byte[] first;
    private final int prefix;

    private Block(byte[] first, int prefix) {
      this.first = first;
      this.prefix = prefix;
    }

    static Block parse(String block) {
      int slash = block.indexOf('/');
      byte[] first = bits(slash < 0 ? block : block.substring(0, slash));
      if (first == null) {
        throw refused(
            block, "an IPv4 or IPv6 address, or a CIDR block such as 10.0.0.0/8 or 2001:db8::/32");
      }
      int width = first.length * 8;
      int prefix = slash < 0 ? width : decimal(block.substring(slash + 1), width);
      if (prefix < 0) {
        throw refused(block, "a prefix length from 0 to " + width);
      }
      for (int bit = prefix; bit < width; bit++) {
        if ((first[bit / 8] & 0x80 >>> bit % 8) != 0) {
          throw refused(block, "no bits set beyond the prefix");
        }
      }
      return new Block(first, prefix);
    }

    boolean contains(byte[] address) {
      if (address.length != first.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit++) {
        if (((address[bit / 8] ^ first[bit / 8]) & 0x80 >>> bit % 8) != 0) {
          return false;
        }
      }
      return true;
    }

    private static IllegalArgumentException refused(String block, String expected) {
      String shown = block.length() > 60 ? block.substring(0, 60) + "..." : block;
      return new IllegalArgumentException("peers: \"" + shown + "\" (expected: " + expected + ")");
    }
  }
}
