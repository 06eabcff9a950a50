package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.contract.HeaderContract;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** What the host brings along and what throws: counted, and of no effect on the answer. */
class FailingGuestsTest {
  private final MDCAdapter original = MDC.getMDCAdapter();
  private final List<String> failing = new ArrayList<>();
  private final Map<String, String> held = new HashMap<>();
  private final RuntimeException failure = new IllegalStateException("MDC down");
  private final HeaderContractFilter filter = HeaderContractFilter.builder().build();
  private final FakeResponse response = new FakeResponse();

  @BeforeEach
  void installAdapter() throws ReflectiveOperationException {
    set(new FailingAdapter());
  }

  @AfterEach
  void restoreAdapter() throws ReflectiveOperationException {
    set(original);
  }

  /** SLF4J takes its adapter from the provider alone. */
  private static void set(MDCAdapter adapter) throws ReflectiveOperationException {
    Field field = MDC.class.getDeclaredField("MDC_ADAPTER");
    field.setAccessible(true);
    field.set(null, adapter);
  }

  private void run() throws Exception {
    FakeRequest request =
        new FakeRequest().header("X-Client-ID", "billing").header("X-Trace-ID", "abc");
    filter.doFilter(
        request.build(),
        response,
        (req, res) -> {
          res.getWriter().print("served");
          res.getWriter().flush();
        });
    assertThat(response.body()).isEqualTo("served");
    assertThat(
            HeaderContract.of(SecurityHeaders.modern())
                .verify(response.getStatus(), response.received()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "put", "remove"})
  void an_mdc_adapter_that_throws_is_contained_and_counted(String method) throws Exception {
    failing.add(method);
    run();
    assertThat(filter.statistics().foreignFailures()).isPositive();
  }

  @Test
  void an_mdc_key_that_can_not_be_removed_leaves_no_other_behind() throws Exception {
    failing.add("remove request_id");
    run();
    assertThat(filter.statistics().foreignFailures()).isEqualTo(1);
    assertThat(held).containsOnlyKeys("request_id");
  }

  @Test
  void a_working_adapter_counts_nothing() throws Exception {
    run();
    assertThat(filter.statistics().foreignFailures()).isZero();
    assertThat(held).isEmpty();
  }

  @Test
  void a_predicate_that_throws_counts_as_no_trust() throws Exception {
    String id = "123e4567-e89b-42d3-a456-426614174000";
    HeaderContractFilter wary =
        HeaderContractFilter.builder()
            .acceptRequestIdFrom(
                request -> {
                  throw failure;
                })
            .build();
    wary.doFilter(new FakeRequest().header("X-Request-ID", id).build(), response, (req, res) -> {});
    assertThat(response.getHeader("X-Request-ID")).isNotNull().isNotEqualTo(id);
    assertThat(wary.statistics().foreignFailures()).isEqualTo(1);
    assertThat(wary.statistics().requestIdsReplaced()).isEqualTo(1);
  }

  private final class FailingAdapter implements MDCAdapter {
    private void failOn(String method, String key) {
      if (failing.contains(method) || failing.contains(method + " " + key)) {
        throw failure;
      }
    }

    @Override
    public void put(String key, String value) {
      failOn("put", key);
      held.put(key, value);
    }

    @Override
    public @Nullable String get(String key) {
      failOn("get", key);
      return held.get(key);
    }

    @Override
    public void remove(String key) {
      failOn("remove", key);
      held.remove(key);
    }

    @Override
    public void clear() {
      held.clear();
    }

    @Override
    public Map<String, String> getCopyOfContextMap() {
      return new HashMap<>(held);
    }

    @Override
    public void setContextMap(Map<String, String> map) {
      held.clear();
      held.putAll(map);
    }

    @Override
    public void pushByKey(String key, String value) {}

    @Override
    public String popByKey(String key) {
      return "";
    }

    @Override
    public Deque<String> getCopyOfDequeByKey(String key) {
      return new ArrayDeque<>();
    }

    @Override
    public void clearDequeByKey(String key) {}
  }
}
