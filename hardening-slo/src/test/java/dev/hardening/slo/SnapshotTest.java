package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  private static final Slo UP = Slo.availability("up", 0.999);
  private static final Slo FAST = Slo.latency("fast", 0.95, Duration.ofMillis(100));

  @TempDir Path directory;
  private final TestTime time = new TestTime("2026-11-21T00:00:03Z");

  @Test
  void a_restart_at_any_point_changes_no_reading() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    SloTracker steady = time.tracker(UP, FAST).build();
    SloTracker restarted = time.tracker(UP, FAST).build();
    for (int step = 0; step < 400; step++) {
      time.advance(Duration.ofSeconds(random.nextInt(1, 20_000)));
      int status = random.nextInt(3) == 0 ? 500 : 200;
      long nanos = random.nextLong(200_000_000);
      steady.record(status, nanos);
      restarted.record(status, nanos);
      if (random.nextInt(5) == 0) {
        byte[] bytes = restarted.snapshot().toBytes();
        time.advance(Duration.ofSeconds(random.nextInt(100_000)));
        restarted = time.tracker(UP, FAST).build();
        assertThat(restarted.restore(SloState.fromBytes(bytes))).isEmpty();
      }
      List<SloStatus> expected = steady.status();
      List<SloStatus> actual = restarted.status();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i).budget())
            .as("seed %s step %s", seed, step)
            .isEqualTo(expected.get(i).budget());
        assertThat(actual.get(i).windows())
            .as("seed %s step %s", seed, step)
            .isEqualTo(expected.get(i).windows());
      }
    }
  }

  @Test
  void merging_nodes_in_any_order_gives_what_one_tracker_would_have_counted() {
    SplittableRandom random = new SplittableRandom(6);
    SloTracker whole = time.tracker(UP, FAST).build();
    List<SloTracker> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      nodes.add(time.tracker(UP, FAST).build());
    }
    List<SloState> states = new ArrayList<>();
    for (int step = 0; step < 2_000; step++) {
      time.advance(Duration.ofSeconds(random.nextInt(1, 3_000)));
      int status = random.nextInt(3) == 0 ? 500 : 200;
      long nanos = random.nextLong(200_000_000);
      whole.record(status, nanos);
      nodes.get(random.nextInt(nodes.size())).record(status, nanos);
    }
    nodes.forEach(node -> states.add(node.snapshot()));
    for (int order = 0; order < 24; order++) {
      Collections.shuffle(states, new Random(order));
      SloState merged = states.stream().reduce(SloState::merge).orElseThrow();
      assertThat(merged).as("order %s", order).isEqualTo(whole.snapshot());
      assertThat(merged.budget("up")).isEqualTo(whole.status("up").budget());
    }
    assertThat(states.get(0).merge(states.get(1).merge(states.get(2))))
        .isEqualTo(states.get(0).merge(states.get(1)).merge(states.get(2)));
  }

  @Test
  void every_torn_or_changed_file_is_refused() {
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(500, 1);
    byte[] bytes = tracker.snapshot().toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] torn = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SloState.fromBytes(torn)).isInstanceOf(SloStateException.class);
    }
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x10;
      assertThatThrownBy(() -> SloState.fromBytes(changed)).isInstanceOf(SloStateException.class);
    }
    byte[] foreign = "not a state at all, but a text".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SloState.fromBytes(foreign))
        .hasMessage("magic: 6e6f7420 (expected: 48534c4f)");
    byte[] future = bytes.clone();
    future[7] = 4;
    assertThatThrownBy(() -> SloState.fromBytes(future)).hasMessage("version: 4 (expected: 3)");
  }

  @Test
  void a_state_of_another_objective_or_from_the_future_is_refused_whole() {
    SloTracker tracker = time.tracker(Slo.availability("up", 0.99)).build();
    SloState other = time.tracker(UP).build().snapshot();
    assertThatThrownBy(() -> tracker.restore(other))
        .hasMessage("objective of up: 0.999 (expected: 0.99)");
    SloState later = time.advance(Duration.ofHours(2)).tracker(UP).build().snapshot();
    time.advance(Duration.ofHours(-2));
    assertThatThrownBy(() -> time.tracker(UP).build().restore(later))
        .hasMessage("taken: 2026-11-21T02:00:03Z (expected: <= 2026-11-21T00:01:03Z)");
    assertThat(time.tracker(FAST).build().restore(other)).containsExactly("up");
  }

  @Test
  void the_newest_168_hours_are_kept_and_a_damaged_file_gives_way_to_the_one_before()
      throws Exception {
    SnapshotDirectory snapshots = SnapshotDirectory.of(directory.resolve("states"));
    assertThat(snapshots.newest().state()).isEmpty();
    SloTracker tracker = time.tracker(UP).build();
    for (int hour = 0; hour < 170; hour++) {
      tracker.record(500, 1);
      snapshots.save(tracker.snapshot());
      time.advance(Duration.ofHours(1));
    }
    assertThat(snapshots.files()).hasSize(168);
    Path newest = snapshots.files().get(0);
    assertThat(newest.getFileName()).hasToString("slo-20261128-01.state");
    Files.write(newest, Arrays.copyOf(Files.readAllBytes(newest), 100));
    SloTracker restored = time.tracker(UP).build();
    SnapshotDirectory.Found found = snapshots.restore(restored);
    assertThat(found.refused())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("slo-20261128-01.state: checksum: ");
    assertThat(restored.status("up").budget().bad()).isEqualTo(169);
    assertThat(snapshots.age(time.instant())).contains(Duration.ofHours(2));
  }

  @Test
  void a_save_that_was_cut_off_anywhere_leaves_the_previous_state() throws Exception {
    SnapshotDirectory snapshots = SnapshotDirectory.of(directory);
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(500, 1);
    Path file = snapshots.save(tracker.snapshot());
    tracker.record(500, 1);
    byte[] next = tracker.snapshot().toBytes();
    Path fresh = SnapshotDirectory.unfinished(file);
    for (int length = 0; length <= next.length; length++) {
      Files.write(fresh, Arrays.copyOf(next, length));
      SnapshotDirectory.Found found = snapshots.newest();
      assertThat(found.state().orElseThrow().budget("up").bad()).isEqualTo(1);
      assertThat(found.refused()).isEmpty();
    }
    Files.write(fresh, new byte[100_000]);
    Path unused = snapshots.save(tracker.snapshot());
    assertThat(snapshots.newest().state().orElseThrow().budget("up").bad()).isEqualTo(2);
  }

  @Test
  void absurd_volumes_are_exact_and_more_than_that_is_refused() {
    SloTracker tracker = time.tracker(Slo.custom("jobs", 0.999)).build();
    long most = (1L << 40) - 1;
    for (int i = 0; i < 1_000; i++) {
      tracker.record("jobs", most - 1, most);
    }
    assertThat(tracker.status("jobs").budget())
        .isEqualTo(ErrorBudget.of(0.999, 1_000 * (most - 1), 1_000 * most));
    assertThatThrownBy(() -> tracker.record("jobs", 1, most + 1))
        .hasMessage("total: 1099511627776 (expected: < 2^40)");
    SloState state = tracker.snapshot();
    for (int doubling = 0; doubling < 11; doubling++) {
      state = state.merge(state);
    }
    assertThat(state.budget("jobs").total()).isEqualTo(2_048_000 * most);
    SloState full = state;
    assertThatThrownBy(() -> full.merge(full))
        .hasMessage("events of jobs: 4503599627366400000 (expected: <= 2^61)");
  }

  /** Saves states of 1, 2, 3 ... bad events in one hour's file until it is killed. */
  public static final class Saver {
    private Saver() {}

    /** Runs until killed. */
    public static void main(String[] arguments) throws Exception {
      SnapshotDirectory snapshots = SnapshotDirectory.of(Path.of(arguments[0]));
      TestTime time = new TestTime("2026-11-21T00:00:03Z");
      SloTracker tracker = time.tracker(UP, FAST).build();
      for (int count = 0; count < 1_000_000; count++) {
        tracker.record(500, 1);
        snapshots.save(tracker.snapshot());
        System.out.print('.');
        System.out.flush();
      }
    }
  }

  @Test
  void a_process_killed_at_any_moment_leaves_the_previous_state_or_the_new_one() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 3 * Proofs.TIMES; round++) {
      Path states = directory.resolve("killed-" + round);
      Path dots = directory.resolve("dots-" + round);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Saver.class.getName(),
                  states.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(dots.toFile())
              .start();
      int enough = random.nextInt(1, 60);
      long moment = random.nextLong(3_000_000);
      while (process.isAlive() && Files.size(dots) < enough) {
        Thread.onSpinWait();
      }
      long kill = System.nanoTime() + moment;
      while (System.nanoTime() < kill) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      long acknowledged = Files.size(dots);
      SnapshotDirectory.Found found = SnapshotDirectory.of(states).newest();
      assertThat(acknowledged).isPositive();
      assertThat(found.refused()).isEmpty();
      assertThat(found.state().orElseThrow().budget("up").bad())
          .as("round %s", round)
          .isBetween(acknowledged, acknowledged + 1);
    }
  }

  @Test
  void the_time_of_a_state_is_that_of_its_tracker() {
    assertThat(time.tracker(UP).build().snapshot().taken())
        .isEqualTo(Instant.parse("2026-11-21T00:00:03Z"));
  }

  @Test
  void a_state_of_a_clock_that_ran_ahead_gives_way_to_the_one_before() throws Exception {
    SnapshotDirectory snapshots = SnapshotDirectory.of(directory);
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(500, 1);
    Path real = snapshots.save(tracker.snapshot());
    time.advance(Duration.ofDays(3650));
    Path ahead = snapshots.save(time.tracker(UP).build().snapshot());
    time.advance(Duration.ofDays(-3650).plusMinutes(5));
    SloTracker restored = time.tracker(UP).build();
    SnapshotDirectory.Found found = snapshots.restore(restored);
    assertThat(found.file()).contains(real);
    assertThat(found.refused())
        .containsExactly(
            ahead.getFileName()
                + ": taken: 2036-11-18T00:00:03Z (expected: <= 2026-11-21T00:06:03Z)");
    assertThat(restored.status("up").budget().bad()).isEqualTo(1);
    assertThat(snapshots.age(time.instant())).contains(Duration.ofMinutes(5));
  }

  @Test
  void a_week_of_files_of_a_clock_that_ran_ahead_pushes_out_nothing_that_is_saved_now()
      throws Exception {
    SnapshotDirectory snapshots = SnapshotDirectory.of(directory);
    for (int hour = 0; hour < SnapshotDirectory.KEPT; hour++) {
      String name = String.format("slo-203601%02d-%02d.state", 1 + hour / 24, hour % 24);
      Files.write(directory.resolve(name), new byte[0]);
    }
    SloTracker tracker = time.tracker(UP).build();
    for (int hour = 0; hour < 170; hour++) {
      assertThat(snapshots.save(tracker.snapshot())).exists();
      time.advance(Duration.ofHours(1));
    }
    assertThat(snapshots.files()).hasSize(2 * SnapshotDirectory.KEPT);
  }

  @Test
  void what_cannot_be_read_at_all_gives_way_to_the_file_before() throws Exception {
    SnapshotDirectory snapshots = SnapshotDirectory.of(directory);
    SloTracker tracker = time.tracker(UP).build();
    Path real = snapshots.save(tracker.snapshot());
    Files.createDirectory(directory.resolve("slo-20261121-01.state"));
    SnapshotDirectory.Found found = snapshots.newest();
    assertThat(found.file()).contains(real);
    assertThat(found.refused()).hasSize(1).first().asString().startsWith("slo-20261121-01.state: ");
  }

  @Test
  void a_save_that_was_cut_off_leaves_nothing_behind_for_good() throws Exception {
    SnapshotDirectory snapshots = SnapshotDirectory.of(directory);
    SloTracker tracker = time.tracker(UP).build();
    for (int hour = 0; hour < 3; hour++) {
      Path file = snapshots.save(tracker.snapshot());
      Files.write(SnapshotDirectory.unfinished(file), new byte[10]);
      time.advance(Duration.ofHours(1));
    }
    try (var all = Files.list(directory)) {
      assertThat(all.toList()).hasSize(4);
    }
  }

  @Test
  void a_state_with_more_in_it_than_it_says_or_of_an_impossible_time_is_refused() throws Exception {
    byte[] bytes = time.tracker(UP).build().snapshot().toBytes();
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    sign(longer);
    assertThatThrownBy(() -> SloState.fromBytes(longer))
        .hasMessage("content: rest: 1 (expected: 0 bytes after the last part) (expected: a state)");
    byte[] never = bytes.clone();
    ByteBuffer.wrap(never).putLong(8, Long.MAX_VALUE / 1_000);
    sign(never);
    assertThatThrownBy(() -> SloState.fromBytes(never)).isInstanceOf(SloStateException.class);
    byte[] year3000 = bytes.clone();
    ByteBuffer.wrap(year3000).putLong(8, Instant.parse("3000-01-01T00:00:00Z").getEpochSecond());
    sign(year3000);
    assertThatThrownBy(() -> SloState.fromBytes(year3000)).isInstanceOf(SloStateException.class);
  }

  private static void sign(byte[] state) {
    CRC32C checksum = new CRC32C();
    checksum.update(state, 0, state.length - Long.BYTES);
    ByteBuffer.wrap(state).putLong(state.length - Long.BYTES, checksum.getValue());
  }

  @Test
  void exclusions_are_bounded_where_they_are_declared_so_that_a_state_can_be_read_back() {
    SloTracker tracker = time.tracker(UP).build();
    Instant later = time.instant().plusSeconds(3_600);
    for (int i = 0; i < 1_000; i++) {
      tracker.exclude(Exclusion.once(later.plusSeconds(i), later.plusSeconds(i + 1)));
    }
    Exclusion more = Exclusion.once(later, later.plusSeconds(2));
    assertThatThrownBy(() -> tracker.exclude(more))
        .hasMessage("exclusions: 1001 (expected: <= 1000)");
    assertThat(tracker.exclusions()).hasSize(1_000);
    SloState state = SloState.fromBytes(tracker.snapshot().toBytes());
    SloTracker other = time.tracker(UP).build();
    other.exclude(more);
    SloState both = other.snapshot();
    assertThatThrownBy(() -> state.merge(both)).hasMessage("exclusions: 1001 (expected: <= 1000)");
    assertThatThrownBy(() -> other.restore(state))
        .hasMessage("exclusions: 1001 (expected: <= 1000)");
  }

  @Test
  void a_state_from_a_little_ahead_shortens_no_window() {
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(500, 1);
    time.advance(Duration.ofHours(1));
    TestTime ahead = new TestTime("2026-11-21T01:01:03Z");
    SloTracker other = ahead.tracker(UP).build();
    other.record(200, 1);
    tracker.restore(other.snapshot());
    assertThat(tracker.status("up").window(Duration.ofHours(1)).bad()).isEqualTo(1);
  }
}
