package dev.hardening.slo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a tracker has counted, by objective and slot: to be kept over a restart, or added to that of
 * other nodes. Immutable; two states are equal if they hold the same counts.
 *
 * <p>Merging adds slot by slot: exact, and in any order. It is not idempotent: the state of one
 * node must be merged once. A slot that is older than 32 days before the newest slot of either
 * state is dropped.
 *
 * <p>Form: {@code HSLO}, a version, the counts with only the slots that hold any, and a CRC-32C of
 * all of it.
 */
public final class SloState {
  private static final int MAGIC = 0x48534c4f;
  private static final int VERSION = 2;
  private static final int MAXIMUM_SERIES = 100_000;
  private static final long LONGEST_PERIOD = 367 * 86_400L;

  /** The counts of one objective, in four tiers. */
  record Counted(
      Objective objective, long periodSeconds, BudgetingMethod budgeting, Series series) {}

  private final Instant taken;
  private final TreeMap<String, Counted> counted;

  SloState(Instant taken, Map<String, Counted> counted) {
    this.taken = taken;
    this.counted = new TreeMap<>(counted);
  }

  /** When the state was read from its tracker; of a merged state, the latest. */
  public Instant taken() {
    return taken;
  }

  /** The names of the objectives in it, sorted. */
  public List<String> names() {
    return List.copyOf(counted.keySet());
  }

  Map<String, Counted> counted() {
    return counted;
  }

  /**
   * The events of an objective over the last so long before {@link #taken}.
   *
   * @param window at most 32 days, or the objective's period if that is longer
   * @throws IllegalArgumentException if there is no objective of that name
   */
  public ErrorBudget events(String slo, Duration window) {
    Counted one = named(slo);
    Checks.positive("window", window);
    if (window.compareTo(one.series().longest()) > 0) {
      throw Checks.refused("window", window, "<= " + one.series().longest());
    }
    long now = Epoch.nanos(taken);
    return one.series().budget(one.objective(), now - window.toNanos(), now);
  }

  /**
   * The budget of an objective over its period (a calendar period's nominal length), at {@link
   * #taken}.
   */
  public ErrorBudget budget(String slo) {
    Counted one = named(slo);
    long now = Epoch.nanos(taken);
    long start = now - Duration.ofSeconds(one.periodSeconds()).toNanos();
    return one.series().budget(one.objective(), one.budgeting(), start, now);
  }

  private Counted named(String slo) {
    Counted one = counted.get(slo);
    if (one == null) {
      throw Checks.refused("slo", slo, "one of " + counted.keySet());
    }
    return one;
  }

  /**
   * The counts of both. The order does not matter: {@code a.merge(b)} equals {@code b.merge(a)}.
   *
   * @throws IllegalArgumentException if the two hold one name to different objectives
   */
  public SloState merge(SloState other) {
    TreeMap<String, Counted> all = new TreeMap<>();
    counted.forEach((name, one) -> all.put(name, copy(one)));
    other.counted.forEach(
        (name, one) -> {
          Counted mine = all.get(name);
          if (mine == null) {
            all.put(name, copy(one));
            return;
          }
          requireSame(name, mine, one);
          mine.series().addAll(one.series());
        });
    return new SloState(taken.isAfter(other.taken) ? taken : other.taken, all);
  }

  static void requireSame(String name, Counted mine, Counted other) {
    if (!mine.objective().equals(other.objective())) {
      throw Checks.refused("objective of " + name, other.objective(), mine.objective().toString());
    }
    if (mine.periodSeconds() != other.periodSeconds()) {
      throw Checks.refused(
          "period of " + name,
          Duration.ofSeconds(other.periodSeconds()),
          Duration.ofSeconds(mine.periodSeconds()).toString());
    }
    if (!mine.budgeting().equals(other.budgeting())) {
      throw Checks.refused("budgeting of " + name, other.budgeting(), mine.budgeting().toString());
    }
  }

  static Counted copy(Counted one) {
    Series series =
        new Series(Series.lengths(Duration.ofSeconds(one.periodSeconds()), one.budgeting()));
    series.addAll(one.series());
    return new Counted(one.objective(), one.periodSeconds(), one.budgeting(), series);
  }

  /** The state as bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(taken.getEpochSecond());
      out.writeInt(taken.getNano());
      out.writeInt(counted.size());
      for (Map.Entry<String, Counted> entry : counted.entrySet()) {
        Counted one = entry.getValue();
        out.writeUTF(entry.getKey());
        out.writeLong(one.objective().numerator());
        out.writeLong(one.objective().denominator());
        out.writeLong(one.periodSeconds());
        write(out, one.budgeting());
        one.series().write(out);
      }
      CRC32C checksum = new CRC32C();
      checksum.update(bytes.toByteArray());
      out.writeLong(checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, BudgetingMethod method) throws IOException {
    if (method instanceof BudgetingMethod.Timeslices timeslices) {
      out.writeByte(1);
      out.writeLong(timeslices.slice().toSeconds());
      out.writeDouble(timeslices.target());
    } else if (method instanceof BudgetingMethod.RatioTimeslices ratios) {
      out.writeByte(2);
      out.writeLong(ratios.slice().toSeconds());
    } else {
      out.writeByte(0);
    }
  }

  private static BudgetingMethod readBudgeting(DataInputStream in) throws IOException {
    int method = in.readUnsignedByte();
    return switch (method) {
      case 0 -> BudgetingMethod.occurrences();
      case 1 -> {
        Duration slice = Duration.ofSeconds(in.readLong());
        yield BudgetingMethod.timeslices(in.readDouble(), slice);
      }
      case 2 -> BudgetingMethod.ratioTimeslices(Duration.ofSeconds(in.readLong()));
      default -> throw Checks.refused("budgeting", method, "0 to 2");
    };
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws SloStateException if the bytes are foreign, torn, changed or of another version
   */
  public static SloState fromBytes(byte[] bytes) {
    int body = bytes.length - Long.BYTES;
    if (body < 2 * Integer.BYTES) {
      throw new SloStateException("length: " + bytes.length + " (expected: >= 16 bytes)");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int magic = in.readInt();
      if (magic != MAGIC) {
        throw new SloStateException(
            "magic: "
                + Integer.toHexString(magic)
                + " (expected: "
                + Integer.toHexString(MAGIC)
                + ")");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new SloStateException("version: " + version + " (expected: " + VERSION + ")");
      }
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 0, body);
      long written = ByteBuffer.wrap(bytes).getLong(body);
      if (checksum.getValue() != written) {
        throw new SloStateException(
            "checksum: " + written + " (expected: " + checksum.getValue() + ")");
      }
      Instant taken = Instant.ofEpochSecond(in.readLong(), in.readInt());
      int size = in.readInt();
      if (size < 0 || size > MAXIMUM_SERIES) {
        throw new SloStateException(
            "objectives: " + size + " (expected: 0 to " + MAXIMUM_SERIES + ")");
      }
      TreeMap<String, Counted> counted = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        String name = Checks.name("slo", in.readUTF());
        Objective objective = new Objective(in.readLong(), in.readLong());
        long period = in.readLong();
        if (period < 300 || period > LONGEST_PERIOD) {
          throw new SloStateException(
              "period: " + period + " (expected: 300 to " + LONGEST_PERIOD + " seconds)");
        }
        BudgetingMethod budgeting = readBudgeting(in);
        int[] lengths = Series.lengths(Duration.ofSeconds(period), budgeting);
        counted.put(name, new Counted(objective, period, budgeting, Series.read(in, lengths)));
      }
      return new SloState(taken, counted);
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new SloStateException("content: " + e.getMessage() + " (expected: a state)", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SloState state && Arrays.equals(toBytes(), state.toBytes());
  }

  @Override
  public int hashCode() {
    return counted.keySet().hashCode();
  }

  @Override
  public String toString() {
    return "SloState of " + taken + " " + counted.keySet();
  }
}
