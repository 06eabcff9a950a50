package dev.hardening.headers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
 * <p>Each block begins with the key and the counter of the next one. The cipher takes them as soon
 * as the block is there, so no key outlives the making of its block (fast key erasure), and each
 * number is overwritten once it is drawn: whoever reads the block and the cipher learns nothing
 * about numbers drawn before. After {@value #BLOCKS_A_SEED} blocks the key is drawn from
 * SecureRandom again, which bounds what a copied machine has in common with its original.
 *
 * <p>For the one thread that has {@linkplain #tryTake() taken} it.
 */
final class RandomBlock {
  static final int BLOCKS_A_SEED = 256;
  static final int NUMBERS_A_BLOCK = 512;

  private static final int KEY_BYTES = 32;
  private static final int COUNTER_BYTES = 16;
  private static final int SEED_BYTES = KEY_BYTES + COUNTER_BYTES;
  private static final int BLOCK_BYTES = SEED_BYTES + NUMBERS_A_BLOCK * Long.BYTES;

  /** What the key stream is laid over. */
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private static final SecureRandom SEEDS = new SecureRandom();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle TAKEN;

  static {
    try {
      TAKEN = MethodHandles.lookup().findVarHandle(RandomBlock.class, "taken", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Room for the text of an id, for whoever has taken the block. */
  final byte[] text = new byte[36];

  private final Cipher cipher;
  private final byte[] bytes = new byte[BLOCK_BYTES];
  private int next = BLOCK_BYTES;
  private int blocksLeft;

  @SuppressWarnings("UnusedVariable") // read and written through TAKEN
  private boolean taken;

  RandomBlock() {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Takes the block for this thread, unless another one has it. */
  boolean tryTake() {
    return TAKEN.compareAndSet(this, false, true);
  }

  /** Gives the block back. */
  void release() {
    TAKEN.setRelease(this, false);
  }

  long nextLong() {
    if (next == BLOCK_BYTES) {
      fill();
    }
    long number = (long) LONGS.get(bytes, next);
    LONGS.set(bytes, next, 0L);
    next += Long.BYTES;
    return number;
  }

  private void fill() {
    try {
      if (blocksLeft == 0) {
        byte[] seed = new byte[SEED_BYTES];
        SEEDS.nextBytes(seed);
        keyFrom(seed);
        blocksLeft = BLOCKS_A_SEED;
      }
      blocksLeft--;
      cipher.doFinal(ZEROS, 0, BLOCK_BYTES, bytes, 0);
      keyFrom(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // key, counter and room are as AES wants them
    }
    next = SEED_BYTES;
  }

  /** Keys the cipher anew with the beginning of an array, and wipes it there. */
  private void keyFrom(byte[] seed) throws GeneralSecurityException {
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(seed, 0, KEY_BYTES, "AES"),
        new IvParameterSpec(seed, KEY_BYTES, COUNTER_BYTES));
    Arrays.fill(seed, 0, SEED_BYTES, (byte) 0);
  }
}
