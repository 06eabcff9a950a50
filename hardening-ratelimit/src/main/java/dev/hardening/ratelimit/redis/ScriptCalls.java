package dev.hardening.ratelimit.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Runs scripts in Redis: one round trip a call. */
interface ScriptCalls {
  /**
   * Runs a script once or not at all. Completing the stage's future from outside, by cancelling it
   * say, withdraws what was not sent yet.
   *
   * @return the integers that the script answers
   */
  CompletionStage<List<Long>> call(LuaScript script, byte[][] keys, byte[][] arguments);
}
