package dev.hardening.slo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;

/** How the parts of a {@link SloState} are written as bytes, and checked when read. */
final class StateFormat {
  private static final int MAXIMUM_ENDPOINTS = 10_000;

  private StateFormat() {}

  static void write(DataOutputStream out, SloState.Counted one) throws IOException {
    out.writeLong(one.objective().numerator());
    out.writeLong(one.objective().denominator());
    write(out, one.period());
    write(out, one.budgeting());
    one.series().write(out);
    out.writeInt(one.endpoints().size());
    for (var endpoint : one.endpoints().entrySet()) {
      out.writeUTF(endpoint.getKey());
      endpoint.getValue().write(out);
    }
  }

  static SloState.Counted readCounted(DataInputStream in) throws IOException {
    Objective objective = new Objective(in.readLong(), in.readLong());
    SloPeriod period = readPeriod(in);
    BudgetingMethod budgeting = readBudgeting(in);
    Series series = Series.read(in, Series.lengths(period.longest(), budgeting));
    int[] rows = Series.lengths(period.longest(), BudgetingMethod.occurrences());
    TreeMap<String, Series> endpoints = new TreeMap<>();
    for (int left = size(in, "endpoints", MAXIMUM_ENDPOINTS); left > 0; left--) {
      String name = Checks.name("endpoint", in.readUTF());
      endpoints.put(name, Series.read(in, rows));
    }
    return new SloState.Counted(objective, period, budgeting, series, endpoints);
  }

  static int size(DataInputStream in, String name, int maximum) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > maximum) {
      throw Checks.refused(name, size, "0 to " + maximum);
    }
    return size;
  }

  private static void write(DataOutputStream out, SloPeriod period) throws IOException {
    if (period instanceof SloPeriod.Calendar calendar) {
      out.writeByte(1);
      out.writeUTF(calendar.unit().name());
      out.writeUTF(calendar.zone().getId());
    } else {
      out.writeByte(0);
      write(out, period.longest());
    }
  }

  private static SloPeriod readPeriod(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? new SloPeriod.Calendar(SloPeriod.Unit.valueOf(in.readUTF()), ZoneId.of(in.readUTF()))
        : SloPeriod.rolling(readDuration(in));
  }

  private static void write(DataOutputStream out, BudgetingMethod method) throws IOException {
    if (method instanceof BudgetingMethod.Timeslices timeslices) {
      out.writeByte(1);
      write(out, timeslices.slice());
      out.writeDouble(timeslices.target());
    } else if (method instanceof BudgetingMethod.RatioTimeslices ratios) {
      out.writeByte(2);
      write(out, ratios.slice());
    } else {
      out.writeByte(0);
    }
  }

  private static BudgetingMethod readBudgeting(DataInputStream in) throws IOException {
    int method = in.readUnsignedByte();
    return switch (method) {
      case 0 -> BudgetingMethod.occurrences();
      case 1 -> {
        Duration slice = readDuration(in);
        yield BudgetingMethod.timeslices(in.readDouble(), slice);
      }
      case 2 -> BudgetingMethod.ratioTimeslices(readDuration(in));
      default -> throw Checks.refused("budgeting", method, "0 to 2");
    };
  }

  static void write(DataOutputStream out, Exclusion exclusion) throws IOException {
    if (exclusion instanceof Exclusion.Weekly weekly) {
      out.writeByte(1);
      out.writeByte(weekly.day().getValue());
      out.writeLong(weekly.from().toNanoOfDay());
      write(out, weekly.length());
      out.writeUTF(weekly.zone().getId());
    } else if (exclusion instanceof Exclusion.Once once) {
      out.writeByte(0);
      write(out, once.from());
      write(out, once.to());
    }
  }

  static Exclusion readExclusion(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return Exclusion.once(readInstant(in), readInstant(in));
    }
    DayOfWeek day = DayOfWeek.of(in.readUnsignedByte());
    LocalTime from = LocalTime.ofNanoOfDay(in.readLong());
    return Exclusion.weekly(day, from, readDuration(in), ZoneId.of(in.readUTF()));
  }

  static void write(
      DataOutputStream out, List<SloState.Alert> alerts, List<SloState.Change> changes)
      throws IOException {
    out.writeInt(alerts.size());
    for (SloState.Alert alert : alerts) {
      out.writeUTF(alert.slo());
      out.writeUTF(alert.name());
      out.writeUTF(alert.severity().name());
      out.writeUTF(alert.state().name());
      write(out, alert.since());
    }
    out.writeInt(changes.size());
    for (SloState.Change change : changes) {
      out.writeUTF(change.slo());
      out.writeUTF(change.name());
      out.writeUTF(change.from().name());
      out.writeUTF(change.to().name());
      write(out, change.at());
    }
  }

  static SloState.Alert readAlert(DataInputStream in) throws IOException {
    return new SloState.Alert(
        Checks.name("slo", in.readUTF()),
        Checks.name("alert", in.readUTF()),
        Severity.valueOf(in.readUTF()),
        AlertState.valueOf(in.readUTF()),
        readInstant(in));
  }

  static SloState.Change readChange(DataInputStream in) throws IOException {
    return new SloState.Change(
        Checks.name("slo", in.readUTF()),
        Checks.name("alert", in.readUTF()),
        AlertState.valueOf(in.readUTF()),
        AlertState.valueOf(in.readUTF()),
        readInstant(in));
  }

  static void write(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  static Instant readInstant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static void write(DataOutputStream out, Duration duration) throws IOException {
    out.writeLong(duration.getSeconds());
    out.writeInt(duration.getNano());
  }

  private static Duration readDuration(DataInputStream in) throws IOException {
    return Duration.ofSeconds(in.readLong(), in.readInt());
  }
}
