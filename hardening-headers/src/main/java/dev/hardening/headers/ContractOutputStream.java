package dev.hardening.headers;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The container's stream; every method that can commit seals the response first. */
final class ContractOutputStream extends ServletOutputStream {
  private final ServletOutputStream delegate;
  private final ContractResponse response;

  ContractOutputStream(ServletOutputStream delegate, ContractResponse response) {
    this.delegate = delegate;
    this.response = response;
  }

  ServletOutputStream delegate() {
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
  public void write(int b) throws IOException {
    if (ready()) {
      delegate.write(b);
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    if (ready()) {
      delegate.write(bytes);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (ready()) {
      delegate.write(bytes, offset, length);
    }
  }

  // Since Servlet 6.1; only a 6.1 container reaches it.
  @Override
  public void write(ByteBuffer buffer) throws IOException {
    if (ready()) {
      delegate.write(buffer);
    } else {
      buffer.position(buffer.limit());
    }
  }

  // The other print and println methods of the superclass end in this one.
  @Override
  public void print(String text) throws IOException {
    if (ready()) {
      delegate.print(text);
    }
  }

  @Override
  public void flush() throws IOException {
    if (ready()) {
      delegate.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (ready()) {
      delegate.close();
    }
  }

  @Override
  public boolean isReady() {
    return delegate.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    delegate.setWriteListener(listener);
  }
}
