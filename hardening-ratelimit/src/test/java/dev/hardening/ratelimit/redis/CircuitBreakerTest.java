package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final CircuitBreaker breaker = breaker(3);

  private CircuitBreaker breaker(int threshold) {
    return new CircuitBreaker(
        threshold,
        100,
        now::get,
        new CircuitBreaker.Watcher() {
          @Override
          public void opened(String cause) {
            seen.add("opened: " + cause);
          }

          @Override
          public void closed(long openNanos) {
            seen.add("closed after " + openNanos);
          }
        });
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed(breaker.tryEnter(), "refused");
    }
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void opens_after_so_many_failures_in_a_row() {
    breaker.failed(breaker.tryEnter(), "first");
    breaker.failed(breaker.tryEnter(), "second");
    breaker.succeeded(breaker.tryEnter());
    breaker.failed(breaker.tryEnter(), "third");
    breaker.failed(breaker.tryEnter(), "fourth");
    assertThat(breaker.isOpen()).isFalse();
    breaker.failed(breaker.tryEnter(), "fifth");
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
    assertThat(seen).containsExactly("opened: fifth");
  }

  @Test
  void lets_one_probe_through_each_interval() {
    open();
    now.addAndGet(99);
    assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
    now.addAndGet(1);
    assertThat(breaker.tryEnter()).isNotEqualTo(CircuitBreaker.REFUSED);
    assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
  }

  @Test
  void a_successful_probe_closes_it() {
    open();
    now.addAndGet(250);
    breaker.succeeded(breaker.tryEnter());
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.tryEnter()).isNotEqualTo(CircuitBreaker.REFUSED);
    assertThat(seen).containsExactly("opened: refused", "closed after 250");
  }

  @Test
  void a_failed_probe_leaves_it_open_for_another_interval_and_is_not_told() {
    open();
    now.addAndGet(100);
    long probe = breaker.tryEnter();
    now.addAndGet(50);
    breaker.failed(probe, "again");
    now.addAndGet(99);
    assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
    now.addAndGet(1);
    assertThat(breaker.tryEnter()).isNotEqualTo(CircuitBreaker.REFUSED);
    assertThat(seen).containsExactly("opened: refused");
  }

  @Test
  void a_probe_that_is_never_heard_of_again_is_followed_by_another() {
    open();
    now.addAndGet(100);
    long lost = breaker.tryEnter();
    now.addAndGet(100);
    long next = breaker.tryEnter();
    assertThat(next).isNotEqualTo(CircuitBreaker.REFUSED).isNotEqualTo(lost);
    breaker.succeeded(lost);
    assertThat(breaker.isOpen()).isTrue();
    breaker.succeeded(next);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void what_began_before_the_outage_counts_neither_during_nor_after_it() {
    long early = breaker.tryEnter();
    open();
    breaker.succeeded(early);
    assertThat(breaker.isOpen()).isTrue();
    now.addAndGet(100);
    breaker.succeeded(breaker.tryEnter());
    for (int i = 0; i < 10; i++) {
      breaker.failed(early, "late");
    }
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void a_clock_that_steps_back_delays_the_probe_and_no_more() {
    open();
    now.addAndGet(-1_000);
    assertThat(breaker.tryEnter()).isEqualTo(CircuitBreaker.REFUSED);
    now.addAndGet(1_100);
    assertThat(breaker.tryEnter()).isNotEqualTo(CircuitBreaker.REFUSED);
  }

  @Test
  void threads_that_fail_at_once_open_it_once_and_one_of_them_probes() throws Exception {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 200; round++) {
        CircuitBreaker shared = breaker(1 + random.nextInt(8));
        seen.clear();
        AtomicInteger probes = new AtomicInteger();
        atOnce(threads, () -> shared.failed(shared.tryEnter(), "down"));
        for (int i = 0; i < 8; i++) {
          shared.failed(shared.tryEnter(), "down");
        }
        now.addAndGet(100);
        atOnce(
            threads,
            () -> {
              long period = shared.tryEnter();
              if (period != CircuitBreaker.REFUSED) {
                probes.incrementAndGet();
                shared.succeeded(period);
              }
            });
        assertThat(seen)
            .as("seed %d, round %d", seed, round)
            .containsExactly("opened: down", "closed after 100");
        assertThat(probes).hasPositiveValue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void atOnce(ExecutorService threads, Runnable task) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tasks.add(
          threads.submit(
              () -> {
                start.await();
                task.run();
                return null;
              }));
    }
    start.countDown();
    for (Future<?> each : tasks) {
      each.get();
    }
  }
}
