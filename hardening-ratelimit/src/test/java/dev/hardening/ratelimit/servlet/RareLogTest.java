package dev.hardening.ratelimit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RareLogTest {
  private final AtomicLong now = new AtomicLong(5);
  private final RareLog log = new RareLog(now::get);
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.hardening.test.rare");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  RareLogTest() {
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.ERROR);
    logger.setAdditive(false);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(lines);
  }

  @Test
  void one_line_a_minute_says_how_many_there_would_have_been() {
    for (int i = 0; i < 1_000; i++) {
      log.error(logger, "away", new IllegalStateException("x"));
    }
    now.addAndGet(60_000_000_000L);
    for (int i = 0; i < 1_000; i++) {
      log.error(logger, "away", new IllegalStateException("x"));
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "away (0 more since the last line)", "away (999 more since the last line)");
  }
}
