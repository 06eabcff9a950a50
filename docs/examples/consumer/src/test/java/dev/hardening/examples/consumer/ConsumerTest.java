package dev.hardening.examples.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardening.headers.SecurityHeaders;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.redaction.Redactor;
import dev.hardening.slo.ErrorBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a modular host gets: each library by one call, and no optional dependency. */
class ConsumerTest {
  @Test
  void each_library_answers_one_call() {
    assertTrue(Consumer.admit("192.0.2.1"));
    assertFalse(Consumer.violationsOfAnEmptyResponse() == 0);
    assertTrue(Consumer.preset() instanceof SecurityHeaders);
    assertEquals("mail [REDACTED_EMAIL]", Consumer.clean("mail joe.nolan@redriver.com"));
    assertTrue(Consumer.budget() != null);
  }

  @Test
  void each_library_is_a_named_module_with_a_descriptor_of_its_own() {
    for (Class<?> type :
        List.of(RateLimiter.class, SecurityHeaders.class, Redactor.class, ErrorBudget.class)) {
      Module module = type.getModule();
      assertEquals(type.getPackageName(), module.getName());
      assertFalse(module.getDescriptor().isAutomatic(), module.getName());
      assertTrue(Consumer.class.getModule().canRead(module), module.getName());
    }
  }
}
