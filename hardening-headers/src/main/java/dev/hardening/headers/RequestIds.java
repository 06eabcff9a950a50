package dev.hardening.headers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Random UUIDs (version 4) whose 122 bits come from a {@link RandomBlock}, and nonces.
 *
 * <p>There is a block for each processor (rounded up to a power of two). A thread takes one and
 * gives it back, so no two threads ever read the same bytes. A thread that finds its block taken
 * tries the others, and makes one for itself if all are in use.
 */
final class RequestIds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final RandomBlock[] blocks;

  RequestIds() {
    this(Runtime.getRuntime().availableProcessors());
  }

  RequestIds(int processors) {
    blocks = new RandomBlock[Integer.highestOneBit(processors * 2 - 1)];
    Arrays.setAll(blocks, i -> new RandomBlock());
  }

  /** A new id in canonical form: 36 characters, lower case. */
  String next() {
    RandomBlock block = take();
    try {
      long high = block.nextLong();
      long low = block.nextLong();
      byte[] text = block.text;
      format((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63), text);
      return new String(text, StandardCharsets.ISO_8859_1);
    } finally {
      block.release();
    }
  }

  /** A new nonce: 128 random bits in base64, 22 characters. */
  String nonce() {
    byte[] bits = new byte[16];
    RandomBlock block = take();
    try {
      LONGS.set(bits, 0, block.nextLong());
      LONGS.set(bits, 8, block.nextLong());
    } finally {
      block.release();
    }
    return Base64.getEncoder().withoutPadding().encodeToString(bits);
  }

  private RandomBlock take() {
    int mask = blocks.length - 1;
    int first = (int) Thread.currentThread().getId();
    for (int i = 0; i <= mask; i++) {
      RandomBlock block = blocks[(first + i) & mask];
      if (block.tryTake()) {
        return block;
      }
    }
    return new RandomBlock();
  }

  private static void format(long high, long low, byte[] text) {
    LONGS.set(text, 0, hex((int) (high >>> 32)));
    long digits = hex((int) high);
    INTS.set(text, 9, (int) (digits >>> 32));
    INTS.set(text, 14, (int) digits);
    digits = hex((int) (low >>> 32));
    INTS.set(text, 19, (int) (digits >>> 32));
    INTS.set(text, 24, (int) digits);
    LONGS.set(text, 28, hex((int) low));
    text[8] = '-';
    text[13] = '-';
    text[18] = '-';
    text[23] = '-';
  }

  /** The eight hex digits of a number as eight ASCII bytes, the first one highest. */
  private static long hex(int bits) {
    long spread = bits & 0xffff_ffffL;
    spread = (spread | spread << 16) & 0x0000_ffff_0000_ffffL;
    spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ffL;
    spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    // A digit above 9 carries into bit 4 when 6 is added; it is a letter, 39 above its place.
    long letters = ((spread + 0x0606_0606_0606_0606L) >>> 4) & 0x0101_0101_0101_0101L;
    return spread + 0x3030_3030_3030_3030L + letters * 39;
  }

  /** Whether the text is a UUID of any version in canonical form: 36 characters, lower case. */
  static boolean isCanonical(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }
}
