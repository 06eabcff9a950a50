package dev.hardening.headers;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random numbers that nobody can tell from true ones, a block at a time: AES-256 in counter mode,
 * keyed by {@link SecureRandom}.
 *
 * <p>Each block begins with the key and the counter of the next one, so a key is used once and then
 * forgotten (fast key erasure), and each number is overwritten once it is drawn: whoever reads the
 * memory learns nothing about numbers drawn before. After {@value #BLOCKS_A_SEED} blocks the key is
 * drawn from SecureRandom again, which bounds what a copied machine has in common with its
 * original.
 *
 * <p>For one thread at a time.
 */
final class RandomBlock {
  private static final int KEY_BYTES = 32;
  private static final int COUNTER_BYTES = 16;
  private static final int SEED_BYTES = KEY_BYTES + COUNTER_BYTES;
  private static final int BLOCK_BYTES = SEED_BYTES + 4096;
  static final int BLOCKS_A_SEED = 256;

  private static final SecureRandom SEEDS = new SecureRandom();

  /** Where it lies while no thread has it. */
  final int slot;

  private final Cipher cipher;
  private final byte[] bytes = new byte[BLOCK_BYTES];
  private final ByteBuffer numbers = ByteBuffer.wrap(bytes).limit(0);
  private int blocksLeft;

  RandomBlock(int slot) {
    this.slot = slot;
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  long nextLong() {
    if (!numbers.hasRemaining()) {
      fill();
    }
    int at = numbers.position();
    long number = numbers.getLong();
    numbers.putLong(at, 0);
    return number;
  }

  private void fill() {
    if (blocksLeft == 0) {
      byte[] seed = new byte[SEED_BYTES];
      SEEDS.nextBytes(seed);
      System.arraycopy(seed, 0, bytes, 0, SEED_BYTES);
      Arrays.fill(seed, (byte) 0);
      blocksLeft = BLOCKS_A_SEED;
    }
    blocksLeft--;
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(bytes, 0, KEY_BYTES, "AES"),
          new IvParameterSpec(bytes, KEY_BYTES, COUNTER_BYTES));
      // The key stream itself: what it is laid over must be zero.
      Arrays.fill(bytes, (byte) 0);
      cipher.doFinal(bytes, 0, BLOCK_BYTES, bytes, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // key, counter and room are as AES wants them
    }
    numbers.clear().position(SEED_BYTES);
  }
}
