package dev.hardening.ratelimit.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what a request has cost once it has been answered. */
@FunctionalInterface
public interface OutcomeCost {

  /**
   * The permits that the request has cost.
   *
   * @param request the request; its parameters and its body must not be read here
   * @param response the response, most often committed
   * @param failure what escaped from the handler, or null
   * @return 0 or more; what was reserved above it is given back, what it is above the reservation
   *     becomes debt
   */
  long permits(
      HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure);

  /**
   * One permit for a response with one of these statuses, none for any other: 401 to count failed
   * logins, for instance. A failure counts as 500.
   */
  static OutcomeCost ofStatuses(int... statuses) {
    Set<Integer> counted = Arrays.stream(statuses).boxed().collect(Collectors.toUnmodifiableSet());
    return (request, response, failure) ->
        counted.contains(failure == null ? response.getStatus() : 500) ? 1 : 0;
  }

  /**
   * The number that the handler puts in a request attribute, such as the tokens that a model has
   * used.
   *
   * @param name the attribute's name
   * @param otherwise what a request costs whose attribute is missing or is no number of 0 or more
   */
  static OutcomeCost ofAttribute(String name, long otherwise) {
    return (request, response, failure) ->
        request.getAttribute(name) instanceof Number number && number.longValue() >= 0
            ? number.longValue()
            : otherwise;
  }
}
