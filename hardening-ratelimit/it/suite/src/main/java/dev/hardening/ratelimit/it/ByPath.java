package dev.hardening.ratelimit.it;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Two filters in the place of one: the second is for targets that begin in a certain way. */
final class ByPath implements Filter {
  private final Filter others;
  private final String prefix;
  private final Filter filter;

  ByPath(Filter others, String prefix, Filter filter) {
    this.others = others;
    this.prefix = prefix;
    this.filter = filter;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean named = ((HttpServletRequest) request).getRequestURI().startsWith(prefix);
    (named ? filter : others).doFilter(request, response, chain);
  }
}
