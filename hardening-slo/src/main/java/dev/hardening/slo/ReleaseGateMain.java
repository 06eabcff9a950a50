package dev.hardening.slo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks {@link ReleaseGate#standard} about the newest states in snapshot directories, one per node,
 * and exits with the answer: 0 allow, 1 slow, 2 freeze, 3 when it cannot tell (no usable state,
 * none younger than two hours, or no objectives in them).
 *
 * <pre>{@code
 * java -cp hardening-slo.jar dev.hardening.slo.ReleaseGateMain /var/lib/shop/slo-node1 /var/lib/shop/slo-node2
 * }</pre>
 */
public final class ReleaseGateMain {
  private static final Duration OLDEST = Duration.ofHours(2);
  private static final int CANNOT_TELL = 3;

  private ReleaseGateMain() {}

  /** Runs and exits. */
  public static void main(String[] directories) {
    System.exit(run(List.of(directories), Instant.now(), System.out));
  }

  /** An uncaught exception would end the process with 1, which says slow. */
  static int run(List<String> directories, Instant now, PrintStream out) {
    try {
      return ask(directories, now, out);
    } catch (IOException | RuntimeException e) {
      out.println("cannot tell: " + e);
      return CANNOT_TELL;
    }
  }

  private static int ask(List<String> directories, Instant now, PrintStream out)
      throws IOException {
    List<SloState> states = new ArrayList<>();
    for (String directory : directories) {
      if (!Files.isDirectory(Path.of(directory))) {
        out.println("cannot tell: " + directory + " is no directory");
        return CANNOT_TELL;
      }
      SnapshotDirectory.Found found =
          SnapshotDirectory.of(Path.of(directory)).newest(now.plus(SloTracker.AHEAD));
      found.refused().forEach(refused -> out.println("unusable: " + refused));
      Optional<SloState> state = found.state();
      if (state.isEmpty() || state.get().taken().isBefore(now.minus(OLDEST))) {
        out.println(
            "cannot tell: no state in "
                + directory
                + " is younger than "
                + OLDEST.toHours()
                + " h");
        return CANNOT_TELL;
      }
      states.add(state.get());
    }
    if (states.isEmpty()) {
      out.println("usage: ReleaseGateMain <snapshot directory>...");
      return CANNOT_TELL;
    }
    SloState together = states.stream().reduce(SloState::merge).orElseThrow();
    if (together.names().isEmpty()) {
      out.println("cannot tell: no objectives in " + directories);
      return CANNOT_TELL;
    }
    ReleaseGate.Answer answer = ReleaseGate.standard().ask(together);
    out.println(answer.verdict().label());
    answer.reasons().forEach(out::println);
    return answer.verdict().exitCode();
  }
}
