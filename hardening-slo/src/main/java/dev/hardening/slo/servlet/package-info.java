/** A filter that feeds a tracker, and a servlet that shows it. Needs the Jakarta Servlet API. */
@NullMarked
package dev.hardening.slo.servlet;

import org.jspecify.annotations.NullMarked;
