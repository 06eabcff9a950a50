package dev.hardening.headers;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The container's writer; every method that can commit seals the response first. Each method hands
 * on to the same method of the container's writer, so that its line ends and its error state stay
 * its own.
 */
final class ContractWriter extends PrintWriter {
  private final PrintWriter delegate;
  private final ContractResponse response;

  ContractWriter(PrintWriter delegate, ContractResponse response) {
    super(delegate);
    this.delegate = delegate;
    this.response = response;
  }

  PrintWriter delegate() {
    return delegate;
  }

  private boolean ready() {
    if (!response.isOpen()) {
      return false;
    }
    response.seal();
    return true;
  }

  @Override
  public boolean checkError() {
    response.seal();
    return delegate.checkError();
  }

  @Override
  public void flush() {
    if (ready()) {
      delegate.flush();
    }
  }

  @Override
  public void close() {
    if (ready()) {
      delegate.close();
    }
  }

  @Override
  public void write(int c) {
    if (ready()) {
      delegate.write(c);
    }
  }

  @Override
  public void write(char[] text) {
    if (ready()) {
      delegate.write(text);
    }
  }

  @Override
  public void write(char[] text, int offset, int length) {
    if (ready()) {
      delegate.write(text, offset, length);
    }
  }

  @Override
  public void write(String text) {
    if (ready()) {
      delegate.write(text);
    }
  }

  @Override
  public void write(String text, int offset, int length) {
    if (ready()) {
      delegate.write(text, offset, length);
    }
  }

  @Override
  public void print(boolean value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(char value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(int value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(long value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(float value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(double value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(char[] value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(@Nullable String value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void print(@Nullable Object value) {
    if (ready()) {
      delegate.print(value);
    }
  }

  @Override
  public void println() {
    if (ready()) {
      delegate.println();
    }
  }

  @Override
  public void println(boolean value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(char value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(int value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(long value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(float value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(double value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(char[] value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(@Nullable String value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public void println(@Nullable Object value) {
    if (ready()) {
      delegate.println(value);
    }
  }

  @Override
  public PrintWriter format(String format, @Nullable Object... arguments) {
    if (ready()) {
      delegate.format(format, arguments);
    }
    return this;
  }

  @Override
  public PrintWriter format(@Nullable Locale locale, String format, @Nullable Object... arguments) {
    if (ready()) {
      delegate.format(locale, format, arguments);
    }
    return this;
  }

  @Override
  public PrintWriter printf(String format, @Nullable Object... arguments) {
    if (ready()) {
      delegate.printf(format, arguments);
    }
    return this;
  }

  @Override
  public PrintWriter printf(@Nullable Locale locale, String format, @Nullable Object... arguments) {
    if (ready()) {
      delegate.printf(locale, format, arguments);
    }
    return this;
  }

  @Override
  public PrintWriter append(@Nullable CharSequence text) {
    if (ready()) {
      delegate.append(text);
    }
    return this;
  }

  @Override
  public PrintWriter append(@Nullable CharSequence text, int start, int end) {
    if (ready()) {
      delegate.append(text, start, end);
    }
    return this;
  }

  @Override
  public PrintWriter append(char c) {
    if (ready()) {
      delegate.append(c);
    }
    return this;
  }
}
