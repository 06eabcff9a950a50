package dev.hardening.headers;

/** The form of the bodies that the filter writes for {@code sendError} and escaping exceptions. */
public enum ErrorFormat {
  /** {@code {"error": "not_found", "message": "...", "request_id": "..."}}, application/json. */
  JSON,

  /** RFC 9457 problem details with {@code request_id} as an extension, application/problem+json. */
  PROBLEM,

  /**
   * {@link #PROBLEM} if the request's Accept header gives application/problem+json more weight than
   * application/json, or names it with the same weight; else {@link #JSON} (RFC 9110, 12.5.1).
   */
  NEGOTIATED,

  /**
   * None: the container's or the application's error pages answer, with the contract's headers.
   * Whether they disclose anything is then theirs to keep.
   */
  CONTAINER
}
