package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key in the penalty box, to the nanosecond. */
class PenaltyTest {
  private static final long SECOND = 1_000_000_000L;

  private final Penalty penalty = new Penalty();

  private static PenaltyBox box(int refusals, int longestSeconds) {
    return new PenaltyBox(
        refusals,
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(longestSeconds),
        Duration.ofSeconds(60));
  }

  @Test
  void blocks_at_the_last_of_the_refusals_within_the_time() {
    PenaltyBox box = box(3, 100);
    penalty.refused(box, 0);
    penalty.refused(box, 1);
    assertThat(penalty.blockedFor(1)).isZero();
    penalty.refused(box, 10 * SECOND - 1);

    assertThat(penalty.blockedFor(10 * SECOND - 1)).isEqualTo(3 * SECOND);
    assertThat(penalty.blockedFor(13 * SECOND - 2)).isEqualTo(1);
    assertThat(penalty.blockedFor(13 * SECOND - 1)).isZero();
  }

  @Test
  void counts_what_lies_within_the_time_up_to_the_latest() {
    PenaltyBox box = box(3, 100);
    penalty.refused(box, 0);
    penalty.refused(box, 1);
    penalty.refused(box, 10 * SECOND);

    assertThat(penalty.blockedFor(10 * SECOND)).isZero();
    assertThat(penalty.worth(box, 10 * SECOND)).isEqualTo(2);
    penalty.refused(box, 10 * SECOND);
    assertThat(penalty.blockedFor(10 * SECOND)).isEqualTo(3 * SECOND);
  }

  /** More than sixteen are counted in sixteenths of the time: up to two of them longer. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16, 17, 40, 200})
  void blocks_at_so_many_refusals_in_any_stretch_of_the_time_and_at_no_fewer(int refusals) {
    PenaltyBox box = box(refusals, 3);
    long within = 10 * SECOND;
    long loose = refusals <= 16 ? within : within + within / 8;
    SplittableRandom random = new SplittableRandom(refusals);
    List<Long> times = new ArrayList<>();
    int blocks = 0;
    long now = 1_000 * SECOND;
    for (int i = 0; i < 20_000; i++) {
      now +=
          random.nextLong(random.nextInt(2 * refusals + 2) == 0 ? within : 2 * within / refusals);
      if (penalty.blockedFor(now) > 0) {
        continue;
      }
      long at = now;
      times.add(at);
      penalty.refused(box, at);
      boolean blocked = penalty.blockedFor(at) > 0;
      long strict = times.stream().filter(time -> at - time < within).count();
      long most = times.stream().filter(time -> at - time < loose).count();
      assertThat(blocked || strict < refusals).as("%s within, refusal %s", strict, i).isTrue();
      assertThat(!blocked || most >= refusals).as("%s within, refusal %s", most, i).isTrue();
      times.removeIf(time -> at - time >= loose);
      if (blocked) {
        blocks++;
        times.clear();
      }
    }
    assertThat(blocks).isPositive();
  }

  @Test
  void doubles_up_to_the_longest_block() {
    PenaltyBox box = box(1, 13);
    long now = 0;
    for (long seconds : new long[] {3, 6, 12, 13, 13, 13}) {
      penalty.refused(box, now);
      assertThat(penalty.blockedFor(now)).isEqualTo(seconds * SECOND);
      now += seconds * SECOND;
    }
  }

  @Test
  void stops_doubling_at_a_longest_block_that_doubling_meets() {
    PenaltyBox box = box(1, 6);
    long now = 0;
    for (long seconds : new long[] {3, 6, 6}) {
      penalty.refused(box, now);
      assertThat(penalty.blockedFor(now)).isEqualTo(seconds * SECOND);
      now += seconds * SECOND;
    }
  }

  @Test
  void forgets_after_the_quiet_time_and_not_a_nanosecond_before() {
    PenaltyBox box = box(1, 100);
    penalty.refused(box, 0);
    penalty.refused(box, 63 * SECOND - 1);
    assertThat(penalty.blockedFor(63 * SECOND - 1)).isEqualTo(6 * SECOND);

    penalty.refused(box, 129 * SECOND - 1);
    assertThat(penalty.blockedFor(129 * SECOND - 1)).isEqualTo(3 * SECOND);
  }

  @Test
  void a_block_is_worth_all_a_past_block_more_than_refusals_and_nothing_when_forgotten() {
    PenaltyBox box = box(2, 100);
    assertThat(penalty.worth(box, 0)).isZero();
    penalty.refused(box, 0);
    assertThat(penalty.worth(box, 10 * SECOND - 1)).isEqualTo(1);
    assertThat(penalty.worth(box, 10 * SECOND)).isZero();

    penalty.refused(box, 1);
    assertThat(penalty.worth(box, 3 * SECOND)).isEqualTo(Long.MAX_VALUE);
    assertThat(penalty.worth(box, 3 * SECOND + 1)).isEqualTo(1L << 32);
    penalty.refused(box, 4 * SECOND);
    assertThat(penalty.worth(box, 4 * SECOND)).isEqualTo((1L << 32) + 1);
    assertThat(penalty.worth(box, 64 * SECOND - 1)).isEqualTo(1L << 32);
    assertThat(penalty.worth(box, 64 * SECOND)).isZero();
  }

  @Test
  void doubles_to_the_nanosecond_below_a_longest_block_that_is_odd() {
    PenaltyBox box =
        new PenaltyBox(
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofNanos(6 * SECOND + 1),
            Duration.ofSeconds(60));
    penalty.refused(box, 0);
    penalty.refused(box, 3 * SECOND);
    assertThat(penalty.blockedFor(3 * SECOND)).isEqualTo(6 * SECOND);

    penalty.refused(box, 9 * SECOND);
    assertThat(penalty.blockedFor(9 * SECOND)).isEqualTo(6 * SECOND + 1);
  }

  @Test
  void is_saved_as_counts_and_durations_and_goes_on_from_there() {
    PenaltyBox box = box(3, 100);
    for (long now : new long[] {4, 5, 6}) {
      penalty.refused(box, now * SECOND);
    }
    penalty.refused(box, 10 * SECOND);
    penalty.refused(box, 11 * SECOND);

    long[] saved = penalty.save(13 * SECOND);
    assertThat(saved).containsExactly(2 * SECOND, 1, -4 * SECOND, 3 * SECOND, 1, 2 * SECOND, 1);
    assertThat(Penalty.load(saved, 100 * SECOND, 5 * SECOND).save(100 * SECOND))
        .containsExactly(7 * SECOND, 1, -9 * SECOND, 8 * SECOND, 1, 7 * SECOND, 1);
    assertThat(new Penalty().save(1)).hasSize(3).endsWith(0, 0);
  }

  @Test
  void no_more_penalties_are_kept_than_keys_and_the_slightest_goes() {
    Penalties penalties = new Penalties(box(3, 100), 2);
    assertThat(penalties.refused("twice", 0)).isZero();
    assertThat(penalties.refused("twice", 0)).isZero();
    for (int key = 0; key < 20; key++) {
      assertThat(penalties.refused("once-" + key, 1)).isZero();
    }

    assertThat(penalties.save(1))
        .extracting(Snapshot.Penalised::key)
        .containsExactlyInAnyOrder("twice", "once-19");
    assertThat(penalties.refused("twice", 2)).isEqualTo(3 * SECOND);
  }

  @Test
  void a_block_makes_room_for_nobody_until_its_end() {
    Penalties penalties = new Penalties(box(1, 100), 2);
    for (String key : new String[] {"a", "b"}) {
      assertThat(penalties.refused(key, 0)).isEqualTo(3 * SECOND);
    }
    assertThat(penalties.refused("late", 1)).isZero();
    penalties.load("late", new long[] {0, 1, SECOND}, 1, 0);
    assertThat(penalties.blockedFor("late", 1)).isZero();
    penalties.load("a", new long[] {0, 1, 9 * SECOND}, 1, 0);
    assertThat(penalties.blockedFor("a", 1)).isEqualTo(9 * SECOND);
    assertThat(penalties.blockedFor("b", 1)).isEqualTo(3 * SECOND - 1);

    assertThat(penalties.refused("late", 4 * SECOND)).isEqualTo(3 * SECOND);
    assertThat(penalties.save(4 * SECOND))
        .extracting(Snapshot.Penalised::key)
        .containsExactlyInAnyOrder("a", "late");
  }
}
