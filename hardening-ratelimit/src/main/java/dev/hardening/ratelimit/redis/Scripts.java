package dev.hardening.ratelimit.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scripts that run in Redis, from the resources beside this class. */
final class Scripts {
  /** Peeks at, charges and settles one or several limits, and leases one. */
  static final LuaScript DECIDE = read("decide.lua");

  private Scripts() {}

  private static LuaScript read(String resource) {
    try (InputStream in = Scripts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + ": missing (expected: beside this class)");
      }
      return LuaScript.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
