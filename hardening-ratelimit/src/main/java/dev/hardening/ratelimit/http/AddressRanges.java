package dev.hardening.ratelimit.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * An immutable set of addresses, given as CIDR blocks.
 *
 * <p>The two families are kept apart: {@code ::/0} holds no IPv4 address. IPv4-mapped notation is
 * IPv4 in blocks and in addresses. A look-up is a binary search over disjoint ranges and allocates
 * nothing.
 */
public final class AddressRanges {

  private static final AddressRanges NONE =
      new AddressRanges(List.of(), new Ranges(List.of()), new Ranges(List.of()));

  private final List<String> blocks;
  private final Ranges v4;
  private final Ranges v6;

  private AddressRanges(List<String> blocks, Ranges v4, Ranges v6) {
    this.blocks = blocks;
    this.v4 = v4;
    this.v6 = v6;
  }

  /** The set that holds no address. */
  public static AddressRanges none() {
    return NONE;
  }

  /**
   * Reads addresses and CIDR blocks, such as {@code 10.0.0.0/8}, {@code 192.0.2.1} or {@code
   * 2001:db8::/32}.
   *
   * @param name what the blocks are for; begins the message of a refusal
   * @throws IllegalArgumentException if a block is malformed, or has bits set beyond its prefix (a
   *     likely slip)
   */
  public static AddressRanges of(String name, Collection<String> blocks) {
    List<Range> four = new ArrayList<>();
    List<Range> six = new ArrayList<>();
    for (String block : blocks) {
      Range range = Range.parse(name, block);
      (range.first.isV4() ? four : six).add(range);
    }
    return new AddressRanges(List.copyOf(blocks), new Ranges(four), new Ranges(six));
  }

  /** Whether the address lies in one of the blocks. */
  public boolean contains(IpAddress address) {
    return (address.isV4() ? v4 : v6).contains(address);
  }

  /** Whether the set holds no address. */
  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Whether every IPv4 or every IPv6 address lies in the set. */
  public boolean holdsAWholeFamily() {
    return v4.covers(IpAddress.v4(0), IpAddress.v4(0xffff_ffffL))
        || v6.covers(new IpAddress(0, 0), new IpAddress(-1, -1));
  }

  /** Whether some address lies in both sets. */
  public boolean overlaps(AddressRanges other) {
    return v4.meets(other.v4) || v6.meets(other.v6);
  }

  /** The blocks as they were given. */
  public List<String> blocks() {
    return blocks;
  }

  @Override
  public String toString() {
    return blocks.toString();
  }

  private static int compare(IpAddress a, IpAddress b) {
    int high = Long.compareUnsigned(a.high(), b.high());
    return high != 0 ? high : Long.compareUnsigned(a.low(), b.low());
  }

  private record Range(IpAddress first, IpAddress last) {

    static Range parse(String name, String block) {
      int slash = block.indexOf('/');
      IpAddress address = IpAddress.parse(slash < 0 ? block : block.substring(0, slash));
      if (address == null || block.indexOf('%') >= 0) {
        throw refused(
            name,
            block,
            "an IPv4 or IPv6 address, or a CIDR block such as 10.0.0.0/8 or 2001:db8::/32");
      }
      boolean dotted = block.indexOf(':') < 0;
      int width = dotted ? 32 : 128;
      int bits = slash < 0 ? width : prefixLength(block.substring(slash + 1));
      if (bits < 0 || bits > width) {
        throw refused(name, block, "a prefix length from 0 to " + width);
      }
      int of128 = dotted ? 96 + bits : bits;
      IpAddress first = address.masked(of128);
      if (!first.equals(address)) {
        throw refused(name, block, "no bits set beyond the prefix, as in " + first + "/" + bits);
      }
      IpAddress mask = IpAddress.mask(of128);
      return new Range(
          first, new IpAddress(first.high() | ~mask.high(), first.low() | ~mask.low()));
    }

    private static int prefixLength(String digits) {
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
      return value;
    }

    private static IllegalArgumentException refused(String name, String block, String expected) {
      return new IllegalArgumentException(
          name + ": \"" + block + "\" (expected: " + expected + ")");
    }
  }

  /** Disjoint ranges in ascending order. */
  private static final class Ranges {
    private final IpAddress[] first;
    private final IpAddress[] last;

    Ranges(List<Range> ranges) {
      List<Range> sorted = new ArrayList<>(ranges);
      sorted.sort(
          Comparator.comparing(Range::first, AddressRanges::compare)
              .thenComparing(Range::last, (a, b) -> compare(b, a)));
      IpAddress[] from = new IpAddress[sorted.size()];
      IpAddress[] to = new IpAddress[sorted.size()];
      int count = 0;
      for (Range range : sorted) {
        // CIDR blocks are disjoint or nested, never partly overlapping; the widest comes first.
        if (count == 0 || compare(range.first, to[count - 1]) > 0) {
          from[count] = range.first;
          to[count] = range.last;
          count++;
        }
      }
      this.first = Arrays.copyOf(from, count);
      this.last = Arrays.copyOf(to, count);
    }

    boolean contains(IpAddress address) {
      int low = 0;
      int high = first.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (compare(address, first[middle]) < 0) {
          high = middle - 1;
        } else if (compare(address, last[middle]) > 0) {
          low = middle + 1;
        } else {
          return true;
        }
      }
      return false;
    }

    /** Of two blocks that overlap one holds the other, and so its first address. */
    boolean meets(Ranges other) {
      return Arrays.stream(first).anyMatch(other::contains)
          || Arrays.stream(other.first).anyMatch(this::contains);
    }

    boolean covers(IpAddress from, IpAddress to) {
      return first.length > 0
          && compare(first[0], from) <= 0
          && joinedUntil() >= 0
          && compare(last[joinedUntil()], to) >= 0;
    }

    /** The last range that adjoins its predecessors without a gap. */
    private int joinedUntil() {
      int index = 0;
      while (index + 1 < first.length && next(last[index]).equals(first[index + 1])) {
        index++;
      }
      return index;
    }

    private static IpAddress next(IpAddress address) {
      return new IpAddress(
          address.low() == -1 ? address.high() + 1 : address.high(), address.low() + 1);
    }
  }
}
