package dev.hardening.headers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Random UUIDs (version 4) whose 122 bits come from {@link SecureRandom}, drawn in blocks.
 *
 * <p>{@link java.util.UUID#randomUUID} asks the generator for 16 bytes at a time, under its lock.
 * Here a block of 4 KiB is drawn at once and used up 16 bytes at a time. The blocks lie in one slot
 * per processor (rounded up to a power of two); a thread takes the block out of its slot and puts
 * it back, so no two threads ever read the same bytes. A thread that finds its slot empty draws a
 * small block of its own. Bytes are overwritten once used.
 */
final class RequestIds {
  private static final int BLOCK_BYTES = 4096;
  private static final int SMALL_BLOCK_BYTES = 64;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final SecureRandom random = new SecureRandom();
  private final AtomicReferenceArray<ByteBuffer> slots =
      new AtomicReferenceArray<>(
          Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 2 - 1));

  /** A new id in canonical form: 36 characters, lower case. */
  String next() {
    int slot = (int) Thread.currentThread().getId() & (slots.length() - 1);
    ByteBuffer block = take(slot);
    long high = draw(block);
    long low = draw(block);
    slots.setRelease(slot, block);
    return format((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63));
  }

  /** A new nonce: 128 random bits in base64, 22 characters. */
  String nonce() {
    int slot = (int) Thread.currentThread().getId() & (slots.length() - 1);
    ByteBuffer block = take(slot);
    byte[] bits = new byte[16];
    ByteBuffer.wrap(bits).putLong(draw(block)).putLong(draw(block));
    slots.setRelease(slot, block);
    return Base64.getEncoder().withoutPadding().encodeToString(bits);
  }

  /** The slot's block, or a new one, with at least 16 bytes left. */
  private ByteBuffer take(int slot) {
    ByteBuffer block = slots.getAndSet(slot, null);
    if (block == null) {
      return filled(SMALL_BLOCK_BYTES);
    }
    return block.hasRemaining() ? block : filled(BLOCK_BYTES);
  }

  private static long draw(ByteBuffer block) {
    int at = block.position();
    long bits = block.getLong();
    block.putLong(at, 0);
    return bits;
  }

  private ByteBuffer filled(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static String format(long high, long low) {
    byte[] text = new byte[36];
    hex(text, 0, high >>> 32, 8);
    text[8] = '-';
    hex(text, 9, high >>> 16, 4);
    text[13] = '-';
    hex(text, 14, high, 4);
    text[18] = '-';
    hex(text, 19, low >>> 48, 4);
    text[23] = '-';
    hex(text, 24, low, 12);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void hex(byte[] text, int at, long bits, int digits) {
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = HEX[(int) bits & 0xf];
      bits >>>= 4;
    }
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
