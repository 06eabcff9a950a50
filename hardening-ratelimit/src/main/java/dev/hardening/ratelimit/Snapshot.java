package dev.hardening.ratelimit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The saved state of a limiter: for each key that is not fresh its permits and durations, and for
 * each in the penalty box its counts and durations, with the wall time at which they were read.
 *
 * <p>The format: the magic number, the version, the policy, the wall time in nanoseconds since the
 * epoch, the number of entries, the entries, the number of penalties, the penalties, and the
 * CRC-32C of all that; numbers big-endian, texts as by {@link DataOutputStream#writeUTF}.
 */
record Snapshot(String policy, long wallNanos, List<Entry> entries, List<Penalised> penalised) {
  private static final int MAGIC = 0x48524c53; // HRLS
  private static final int VERSION = 3;
  private static final int CHECKSUM_BYTES = 8;

  /**
   * One key.
   *
   * @param policy the policy that the key was under
   * @param held permits held, for when that policy is no more
   * @param state what the policy's algorithm saved
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String key, String policy, long held, long[] state) {}

  /** One key in the penalty box, by {@link Penalty#save}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Penalised(String key, long[] state) {}

  void write(OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(MAGIC);
    data.writeInt(VERSION);
    data.writeUTF(policy);
    data.writeLong(wallNanos);
    data.writeInt(entries.size());
    for (Entry entry : entries) {
      data.writeUTF(entry.key());
      data.writeUTF(entry.policy());
      data.writeLong(entry.held());
      write(data, entry.state());
    }
    data.writeInt(penalised.size());
    for (Penalised one : penalised) {
      data.writeUTF(one.key());
      write(data, one.state());
    }
    data.writeLong(checksum(bytes.toByteArray(), bytes.size()));
    bytes.writeTo(out);
    out.flush();
  }

  static Snapshot read(InputStream in) throws IOException {
    byte[] bytes = in.readAllBytes();
    if (bytes.length < CHECKSUM_BYTES) {
      throw refused(bytes.length + " bytes", "a whole snapshot");
    }
    int length = bytes.length - CHECKSUM_BYTES;
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
    if (data.readInt() != MAGIC) {
      throw refused("unknown format", "a rate limiter's snapshot");
    }
    int version = data.readInt();
    if (version != VERSION) {
      throw refused("version " + version, "version " + VERSION);
    }
    long stored = new DataInputStream(new ByteArrayInputStream(bytes, length, 8)).readLong();
    if (stored != checksum(bytes, length)) {
      throw refused("wrong checksum", "the bytes that were written");
    }
    String policy = data.readUTF();
    long wallNanos = data.readLong();
    int count = data.readInt();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = data.readUTF();
      String keyPolicy = data.readUTF();
      long held = data.readLong();
      entries.add(new Entry(key, keyPolicy, held, readState(data)));
    }
    int penalties = data.readInt();
    List<Penalised> penalised = new ArrayList<>();
    for (int i = 0; i < penalties; i++) {
      penalised.add(new Penalised(data.readUTF(), readState(data)));
    }
    return new Snapshot(policy, wallNanos, entries, penalised);
  }

  private static void write(DataOutputStream data, long[] state) throws IOException {
    data.writeInt(state.length);
    for (long word : state) {
      data.writeLong(word);
    }
  }

  private static long[] readState(DataInputStream data) throws IOException {
    long[] state = new long[data.readInt()];
    for (int word = 0; word < state.length; word++) {
      state[word] = data.readLong();
    }
    return state;
  }

  /** How much wall time has passed since, 0 if the wall clock went back. */
  long elapsed(Instant wall) {
    return Math.max(0, nanos(wall) - wallNanos);
  }

  static long nanos(Instant wall) {
    return wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
  }

  static IllegalArgumentException refused(String what, String expected) {
    return PolicyChecks.wrong("snapshot", what, expected);
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return checksum.getValue();
  }
}
