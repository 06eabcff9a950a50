package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutagesTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RedisGuard.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stop() {
    logger.setAdditive(true);
    logger.detachAppender(log);
  }

  @Test
  void entering_and_leaving_an_outage_is_one_line_each() {
    Outages outages = new Outages("api", new OutageListener() {});
    outages.opened("no answer within PT0.05S");
    outages.closed(Duration.ofMinutes(3).toNanos());
    assertThat(log.list)
        .extracting(ILoggingEvent::toString)
        .containsExactly(
            "[ERROR] Redis does not decide for rate limiter api: its outage policy does, from now on (no answer within PT0.05S)",
            "[WARN] Redis decides for rate limiter api again, after PT3M");
    assertThat(outages.stats(false, 0).outages()).isEqualTo(1);
  }

  @Test
  void a_listener_that_fails_is_logged_and_harms_nobody() {
    Outages outages =
        new Outages(
            "api",
            new OutageListener() {
              @Override
              public void entered(String cause) {
                throw new IllegalStateException("a listener that fails");
              }
            });
    outages.opened("away");
    assertThat(log.list)
        .extracting(ILoggingEvent::getMessage)
        .endsWith("An outage listener failed");
  }
}
