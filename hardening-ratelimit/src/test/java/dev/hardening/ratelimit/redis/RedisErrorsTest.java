package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOADING Redis is loading the dataset in memory",
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "OOM command not allowed when used memory > 'maxmemory'.",
        "ERR Error running script (call to f_0): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.",
        "OOM command not allowed when used memory > 'maxmemory'. script: 0, on @user_script:1.",
        "READONLY You can't write against a read only replica.",
        "ERR Error running script (call to f_0): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
        "NOREPLICAS Not enough good replicas to write.",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "CLUSTERDOWN The cluster is down",
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "NOAUTH Authentication required.",
        "NOPERM this user has no permissions to run the 'evalsha' command",
        "ERR max number of clients reached",
        "ERR Error running script (call to f_0): @user_script:1: Script killed by user with SCRIPT KILL...",
        "ERR Script killed by user with SCRIPT KILL. script: 0, on @user_script:1."
      })
  void a_server_that_cannot_work_is_an_outage(String message) {
    assertThat(RedisErrors.isAboutTheData(new RedisCommandExecutionException(message))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "ERR Error running script (call to f_0): @user_script:1: WRONGTYPE Operation against a key",
        "ERR value is not an integer or out of range",
        "CROSSSLOT Keys in request don't hash to the same slot"
      })
  void a_server_that_works_and_refuses_is_none(String message) {
    assertThat(RedisErrors.isAboutTheData(new RedisCommandExecutionException(message))).isTrue();
  }

  @Test
  void a_lost_connection_is_an_outage() {
    assertThat(RedisErrors.isAboutTheData(new RedisConnectionException("Unable to connect")))
        .isFalse();
  }
}
