package dev.hardening.ratelimit.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts through Lettuce by their digest, and by their text when Redis does not know the
 * digest yet, and only then: no other failure says that a script did not run.
 */
final class LettuceCalls implements ScriptCalls {
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  /**
   * @param commands of a standalone, Sentinel or cluster connection
   */
  LettuceCalls(RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.commands = commands;
  }

  @Override
  public CompletionStage<List<Long>> call(LuaScript script, byte[][] keys, byte[][] arguments) {
    Call call = new Call(script, keys, arguments);
    call.sent(commands.<List<Long>>evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments));
    return call;
  }

  /** One run: whoever completes it from outside withdraws the command that is under way. */
  private final class Call extends CompletableFuture<List<Long>> {
    private final LuaScript script;
    private final byte[][] keys;
    private final byte[][] arguments;
    private volatile @Nullable Future<?> command;
    private volatile boolean withdrawn;

    Call(LuaScript script, byte[][] keys, byte[][] arguments) {
      this.script = script;
      this.keys = keys;
      this.arguments = arguments;
    }

    void sent(CompletionStage<List<Long>> sent) {
      command = sent.toCompletableFuture();
      var unused = sent.whenComplete(this::answered);
      if (withdrawn) {
        withdraw();
      }
    }

    private void answered(@Nullable List<Long> reply, @Nullable Throwable failure) {
      if (withdrawn) {
        return;
      }
      if (failure instanceof RedisNoScriptException) {
        sendText();
      } else if (failure != null) {
        completeExceptionally(failure);
      } else if (reply != null) {
        complete(reply);
      } else {
        completeExceptionally(new IllegalStateException("reply: nil (expected: integers)"));
      }
    }

    private void sendText() {
      try {
        byte[] text = script.text().getBytes(StandardCharsets.UTF_8);
        sent(commands.<List<Long>>eval(text, ScriptOutputType.MULTI, keys, arguments));
      } catch (RuntimeException e) {
        completeExceptionally(e);
      }
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
      withdraw();
      return super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      withdraw();
      return super.cancel(mayInterruptIfRunning);
    }

    /** Before anybody hears of it: what hangs on this must not keep the command in the queue. */
    private void withdraw() {
      withdrawn = true;
      Future<?> current = command;
      if (current != null) {
        current.cancel(true);
      }
    }
  }
}
