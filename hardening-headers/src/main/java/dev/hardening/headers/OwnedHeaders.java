package dev.hardening.headers;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A response whose headers have owners: every method that sets a header first asks whose it is. The
 * contract's own are dropped; a security header passes, or not, as the filter was built; one that
 * discloses is dropped and counted; all others are the application's.
 */
abstract class OwnedHeaders extends HttpServletResponseWrapper {
  final Exchange exchange;
  final HeaderPlan plan;

  OwnedHeaders(HttpServletResponse response, Exchange exchange) {
    super(response);
    this.exchange = exchange;
    this.plan = exchange.plan;
  }

  /** Completes the contract's headers, before what could commit the response. */
  abstract void seal();

  @Override
  public void setHeader(String name, @Nullable String value) {
    int owner = plan.ownerOf(name);
    if (isFree(owner) || mayOwn(owner)) {
      super.setHeader(name, singleLine(value));
    }
  }

  @Override
  public void setDateHeader(String name, long date) {
    int owner = plan.ownerOf(name);
    if (isFree(owner) || mayOwn(owner)) {
      super.setDateHeader(name, date);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    int owner = plan.ownerOf(name);
    if (isFree(owner) || mayOwn(owner)) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    int owner = plan.ownerOf(name);
    if (isFree(owner) || (owner >= 0 && isOwnedByApplication(owner))) {
      super.addHeader(name, singleLine(value));
    } else if (mayOwn(owner)) {
      super.setHeader(name, singleLine(value));
    }
  }

  @Override
  public void addDateHeader(String name, long date) {
    int owner = plan.ownerOf(name);
    if (isFree(owner) || (owner >= 0 && isOwnedByApplication(owner))) {
      super.addDateHeader(name, date);
    } else if (mayOwn(owner)) {
      super.setDateHeader(name, date);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    int owner = plan.ownerOf(name);
    if (isFree(owner) || (owner >= 0 && isOwnedByApplication(owner))) {
      super.addIntHeader(name, value);
    } else if (mayOwn(owner)) {
      super.setIntHeader(name, value);
    }
  }

  /**
   * The value with a blank for each CR, LF and NUL, as containers do on HTTP/1.1. On HTTP/2 some
   * cancel the whole response instead. A null, which removes the header since Servlet 6.1, passes.
   */
  private static @Nullable String singleLine(@Nullable String value) {
    if (value == null
        || (value.indexOf('\n') < 0 && value.indexOf('\r') < 0 && value.indexOf('\0') < 0)) {
      return value;
    }
    return value.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
  }

  /**
   * Whether the contract has no say in the header; one that may end the body seals the response.
   */
  private boolean isFree(int owner) {
    if (owner == HeaderPlan.LENGTH) {
      seal();
      return true;
    }
    return owner == NameTable.ABSENT;
  }

  /** Whether the value that the header has now is the contract's. */
  final boolean isOurs(String name) {
    int owner = plan.ownerOf(name);
    return owner == HeaderPlan.CONTRACT || (owner >= 0 && !isOwnedByApplication(owner));
  }

  final boolean isOwnedByApplication(int owner) {
    return (exchange.applicationOwned & (1L << owner)) != 0;
  }

  final void own(int owner) {
    exchange.applicationOwned |= 1L << owner;
  }

  private boolean mayOwn(int owner) {
    if (owner >= 0 && exchange.settings.applicationHeadersWin()) {
      own(owner);
      return true;
    }
    if (owner == HeaderPlan.DISCLOSING) {
      exchange.settings.counters().disclosingHeadersDropped.increment();
    }
    return false;
  }
}
