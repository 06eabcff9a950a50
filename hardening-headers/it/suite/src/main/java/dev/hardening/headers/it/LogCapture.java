package dev.hardening.headers.it;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Everything that is logged at WARN or above while it is open, through SLF4J or java.util.logging.
 */
final class LogCapture implements AutoCloseable {
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final java.util.logging.Logger JUL_ROOT = LogManager.getLogManager().getLogger("");

  private static final Formatter FORMATTER = new SimpleFormatter();

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String line =
              event.getLoggerName()
                  + ": "
                  + event.getFormattedMessage()
                  + " "
                  + event.getMDCPropertyMap();
          lines.add(line);
          if (event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.WARN)) {
            warnings.add(line);
          }
        }
      };

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          lines.add(
              event.getLoggerName()
                  + ": "
                  + FORMATTER.formatMessage(event)
                  + " "
                  + event.getThrown());
          if (event.getLevel().intValue() >= Level.WARNING.intValue()) {
            warnings.add(
                event.getLoggerName() + ": " + event.getMessage() + " " + event.getThrown());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  LogCapture() {
    appender.setContext(ROOT.getLoggerContext());
    appender.start();
    ROOT.addAppender(appender);
    JUL_ROOT.addHandler(handler);
  }

  /** Lines at WARN and above. */
  List<String> warnings() {
    return warnings;
  }

  /** All lines, those through SLF4J with their MDC, at the levels that are on. */
  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    ROOT.detachAppender(appender);
    JUL_ROOT.removeHandler(handler);
  }
}
