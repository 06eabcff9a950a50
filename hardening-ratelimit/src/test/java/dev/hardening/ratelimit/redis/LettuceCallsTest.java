package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class LettuceCallsTest {
  private static final LuaScript SCRIPT = LuaScript.of("return {1}");

  private final List<AsyncCommand<byte[], byte[], List<Object>>> sent = new ArrayList<>();
  private final LettuceCalls calls = new LettuceCalls(commands());

  /** Commands that are never answered unless a test does. */
  @SuppressWarnings("unchecked") // there is no class object of a generic type
  private RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return (RedisClusterAsyncCommands<byte[], byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RedisClusterAsyncCommands.class},
            (proxy, method, arguments) -> {
              CommandType type = CommandType.valueOf(method.getName().toUpperCase(Locale.ROOT));
              sent.add(
                  new AsyncCommand<>(
                      new Command<>(type, new ArrayOutput<>(ByteArrayCodec.INSTANCE))));
              return sent.get(sent.size() - 1);
            });
  }

  private CompletableFuture<List<Long>> call() {
    return calls.call(SCRIPT, new byte[0][], new byte[0][]).toCompletableFuture();
  }

  /** Lettuce does not write a cancelled command that still waits in its queue. */
  @Test
  void a_command_is_withdrawn_before_anybody_hears_of_it() {
    CompletableFuture<List<Long>> late = call();
    CompletableFuture<Boolean> withdrawn =
        late.handle((reply, failure) -> sent.get(0).isCancelled());
    late.completeExceptionally(new TimeoutException());
    assertThat(withdrawn).isCompletedWithValue(true);
    assertThat(late).isCompletedExceptionally().isNotCancelled();

    CompletableFuture<List<Long>> cancelled = call();
    withdrawn = cancelled.handle((reply, failure) -> sent.get(1).isCancelled());
    cancelled.cancel(true);
    assertThat(withdrawn).isCompletedWithValue(true);
    assertThat(cancelled).isCancelled();
  }

  @Test
  void the_text_that_follows_an_unknown_digest_is_withdrawn_too() {
    CompletableFuture<List<Long>> call = call();
    sent.get(0).completeExceptionally(new RedisNoScriptException("NOSCRIPT No matching script."));
    assertThat(sent)
        .extracting(AsyncCommand::getType)
        .containsExactly(CommandType.EVALSHA, CommandType.EVAL);
    assertThat(sent.get(1).isCancelled()).isFalse();
    call.cancel(true);
    assertThat(sent.get(1).isCancelled()).isTrue();
  }

  @Test
  void nothing_is_sent_after_a_call_is_withdrawn() {
    CompletableFuture<List<Long>> call = call();
    call.cancel(true);
    sent.get(0).completeExceptionally(new RedisNoScriptException("NOSCRIPT No matching script."));
    assertThat(sent).hasSize(1);
  }
}
