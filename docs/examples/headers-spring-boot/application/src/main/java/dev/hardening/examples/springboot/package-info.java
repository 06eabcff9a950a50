/** A Spring Boot application within the header contract; the same classes run on 3.5 and 4.1. */
@NullMarked
package dev.hardening.examples.springboot;

import org.jspecify.annotations.NullMarked;
