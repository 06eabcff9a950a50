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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a tracker has counted, by objective, endpoint and slot, what it leaves out, and where its
 * alerts stand: to be kept over a restart, or added to that of other nodes. Immutable; two states
 * are equal if they hold the same.
 *
 * <p>Merging adds slot by slot: exact, and in any order. It is not idempotent: the state of one
 * node must be merged once. Endpoints add up by name; what one node counted without a row for an
 * endpoint stays in {@code default}. Exclusions are united; each has been applied to the counts of
 * the nodes that it was declared at, and to no other's. Of each alert the most urgent state counts,
 * of the changes of states the newest 256. A slot that is older than 32 days before the newest slot
 * of either state is dropped.
 *
 * <p>Form: {@code HSLO}, a version, the counts with only the slots that hold any, exclusions,
 * alerts, and a CRC-32C of all of it.
 */
public final class SloState {
  private static final int MAGIC = 0x48534c4f;
  private static final int VERSION = 3;
  private static final int MAXIMUM = 10_000;
  private static final int MOST_EXCLUSIONS = 1_000;
  private static final List<AlertState> URGENT_FIRST =
      List.of(AlertState.FIRING, AlertState.PENDING, AlertState.RESOLVED, AlertState.INACTIVE);

  /**
   * An alert that was pending, firing or resolved when the state was taken.
   *
   * @param slo the name of the objective
   * @param name the name of the rule
   * @param severity how urgent the rule is
   * @param state its state
   * @param since when it came into this state
   */
  public record Alert(
      String slo, String name, Severity severity, AlertState state, Instant since) {}

  /** A change of an alert's state, as kept for {@link SloTracker#alertHistory}. */
  record Change(String slo, String name, AlertState from, AlertState to, Instant at) {}

  /** The most urgent first; of two nodes' readings of one alert that one counts. */
  static final Comparator<Alert> URGENCY =
      Comparator.comparingInt((Alert alert) -> URGENT_FIRST.indexOf(alert.state()))
          .thenComparing(Alert::since)
          .thenComparing(Alert::severity);

  private static final Comparator<Change> ORDER =
      Comparator.comparing(Change::at)
          .thenComparing(Change::slo)
          .thenComparing(Change::name)
          .thenComparing(Change::from)
          .thenComparing(Change::to);

  /** The counts of one objective, and by endpoint if they were broken down. */
  record Counted(
      Objective objective,
      SloPeriod period,
      BudgetingMethod budgeting,
      Series series,
      TreeMap<String, Series> endpoints) {

    Counted copy() {
      Series copied = new Series(Series.lengths(period.longest(), budgeting));
      copied.addAll(series);
      TreeMap<String, Series> rows = new TreeMap<>();
      endpoints.forEach((name, own) -> addTo(rows, name, own));
      return new Counted(objective, period, budgeting, copied, rows);
    }

    /** Counts without a breakdown belong to the endpoints without a row, so that rows add up. */
    private void add(Counted other) {
      if (!endpoints.isEmpty() || !other.endpoints.isEmpty()) {
        if (endpoints.isEmpty()) {
          addTo(endpoints, Endpoints.OTHER, series);
        }
        if (other.endpoints.isEmpty()) {
          addTo(endpoints, Endpoints.OTHER, other.series);
        }
        other.endpoints.forEach((name, own) -> addTo(endpoints, name, own));
      }
      series.addAll(other.series);
    }

    private void addTo(TreeMap<String, Series> rows, String name, Series own) {
      rows.computeIfAbsent(
              name,
              none -> new Series(Series.lengths(period.longest(), BudgetingMethod.occurrences())))
          .addAll(own);
    }
  }

  private final Instant taken;
  private final TreeMap<String, Counted> counted;

  /** In the order of their texts, so that equal sets are equal bytes. */
  private final List<Exclusion> exclusions;

  /** By objective and rule, those that are not inactive. */
  private final List<Alert> alerts;

  /** Oldest first. */
  private final List<Change> changes;

  SloState(
      Instant taken,
      Map<String, Counted> counted,
      Collection<Exclusion> exclusions,
      Collection<Alert> alerts,
      List<Change> changes) {
    this.taken = taken;
    Map<List<String>, Alert> mostUrgent = new HashMap<>();
    for (Alert alert : alerts) {
      mostUrgent.merge(
          List.of(alert.slo(), alert.name()),
          alert,
          (one, other) -> URGENCY.compare(one, other) <= 0 ? one : other);
    }
    this.alerts =
        mostUrgent.values().stream()
            .sorted(Comparator.comparing(Alert::slo).thenComparing(Alert::name))
            .toList();
    this.changes =
        List.copyOf(
            changes.subList(Math.max(0, changes.size() - Alerts.KEPT_EVENTS), changes.size()));
    this.counted = new TreeMap<>(counted);
    this.exclusions =
        exclusions.stream().distinct().sorted(Comparator.comparing(Object::toString)).toList();
  }

  /** When the state was read from its tracker; of a merged state, the latest. */
  public Instant taken() {
    return taken;
  }

  /** The names of the objectives in it, sorted. */
  public List<String> names() {
    return List.copyOf(counted.keySet());
  }

  /**
   * The exclusions that had been declared; what they cover is no longer among the counts of the
   * tracker that they were declared at.
   */
  public List<Exclusion> exclusions() {
    return exclusions;
  }

  /**
   * The alerts that were pending, firing or resolved, by objective and rule. Of a merged state, for
   * each alert the most urgent of the nodes: firing before pending before resolved, and of two such
   * the one that began first.
   */
  public List<Alert> alerts() {
    return alerts;
  }

  List<Change> changes() {
    return changes;
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
    requireKept(one, window);
    long now = Epoch.nanos(taken);
    return one.series().budget(one.objective(), now - window.toNanos(), now);
  }

  /** The budget of an objective over its period, at {@link #taken}. */
  public ErrorBudget budget(String slo) {
    Counted one = named(slo);
    long start = Epoch.nanos(one.period().start(taken));
    return one.series().budget(one.objective(), one.budgeting(), start, Epoch.nanos(taken));
  }

  /**
   * The events of an objective over the last so long, for each endpoint that had a row, {@code
   * default} standing for all others: they add up to {@link #events}. Empty if nothing was broken
   * down.
   *
   * @param window as in {@link #events}
   * @throws IllegalArgumentException if there is no objective of that name
   */
  public Map<String, ErrorBudget> eventsByEndpoint(String slo, Duration window) {
    Counted one = named(slo);
    requireKept(one, window);
    long now = Epoch.nanos(taken);
    Map<String, ErrorBudget> all = new TreeMap<>();
    one.endpoints()
        .forEach(
            (name, own) -> all.put(name, own.budget(one.objective(), now - window.toNanos(), now)));
    return all;
  }

  private static void requireKept(Counted one, Duration window) {
    Checks.positive("window", window);
    if (window.compareTo(one.series().longest()) > 0) {
      throw Checks.refused("window", window, "<= " + one.series().longest());
    }
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
   * @throws IllegalArgumentException if the two hold one name to different objectives, or more than
   *     1,000 exclusions together
   */
  public SloState merge(SloState other) {
    TreeMap<String, Counted> all = new TreeMap<>();
    counted.forEach((name, one) -> all.put(name, one.copy()));
    other.counted.forEach(
        (name, one) -> {
          Counted mine = all.get(name);
          if (mine == null) {
            all.put(name, one.copy());
            return;
          }
          requireAddable(name, mine, one);
          mine.add(one);
        });
    Set<Exclusion> both = new LinkedHashSet<>(exclusions);
    both.addAll(other.exclusions);
    requireFew(both);
    return new SloState(
        taken.isAfter(other.taken) ? taken : other.taken,
        all,
        both,
        Stream.concat(alerts.stream(), other.alerts.stream()).toList(),
        Stream.concat(changes.stream(), other.changes.stream()).distinct().sorted(ORDER).toList());
  }

  /** What is looked through at the beginning of every slot, and read back from a file. */
  static void requireFew(Set<Exclusion> exclusions) {
    if (exclusions.size() > MOST_EXCLUSIONS) {
      throw Checks.refused("exclusions", exclusions.size(), "<= " + MOST_EXCLUSIONS);
    }
  }

  static void requireAddable(String name, Counted mine, Counted other) {
    if (!mine.objective().equals(other.objective())) {
      throw Checks.refused("objective of " + name, other.objective(), mine.objective().toString());
    }
    if (!mine.period().equals(other.period())) {
      throw Checks.refused("period of " + name, other.period(), mine.period().toString());
    }
    if (!mine.budgeting().equals(other.budgeting())) {
      throw Checks.refused("budgeting of " + name, other.budgeting(), mine.budgeting().toString());
    }
    long together = mine.series().events() + other.series().events();
    if (together > Ring.MOST_EVENTS) {
      throw Checks.refused("events of " + name, together, "<= 2^61");
    }
  }

  /** The state as bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      StateFormat.write(out, taken);
      out.writeInt(counted.size());
      for (Map.Entry<String, Counted> entry : counted.entrySet()) {
        out.writeUTF(entry.getKey());
        StateFormat.write(out, entry.getValue());
      }
      out.writeInt(exclusions.size());
      for (Exclusion exclusion : exclusions) {
        StateFormat.write(out, exclusion);
      }
      StateFormat.write(out, alerts, changes);
      CRC32C checksum = new CRC32C();
      checksum.update(bytes.toByteArray());
      out.writeLong(checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
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
      Instant taken = Epoch.instant(Epoch.nanos(StateFormat.readInstant(in)));
      TreeMap<String, Counted> counted = new TreeMap<>();
      for (int left = StateFormat.size(in, "objectives", MAXIMUM); left > 0; left--) {
        String name = Checks.name("slo", in.readUTF());
        counted.put(name, StateFormat.readCounted(in));
      }
      List<Exclusion> exclusions = new ArrayList<>();
      for (int left = StateFormat.size(in, "exclusions", MOST_EXCLUSIONS); left > 0; left--) {
        exclusions.add(StateFormat.readExclusion(in));
      }
      List<Alert> alerts = new ArrayList<>();
      for (int left = StateFormat.size(in, "alerts", MAXIMUM); left > 0; left--) {
        alerts.add(StateFormat.readAlert(in));
      }
      List<Change> changes = new ArrayList<>();
      for (int left = StateFormat.size(in, "changes", Alerts.KEPT_EVENTS); left > 0; left--) {
        changes.add(StateFormat.readChange(in));
      }
      int rest = in.available() - Long.BYTES;
      if (rest != 0) {
        throw Checks.refused("rest", rest, "0 bytes after the last part");
      }
      return new SloState(taken, counted, exclusions, alerts, changes);
    } catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
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
