package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.MultiDecision;
import java.util.List;

/** A decision put as a script: what Redis is asked, and how its answer is read. */
interface Question {
  LuaScript script();

  byte[][] keys();

  byte[][] arguments();

  MultiDecision read(List<Long> reply);
}
