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
 * and exits with the answer: 0 allow, 1 slow, 2 freeze, 3 when it cannot tell (no usable state, or
 * one older than two hours).
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

  static int run(List<String> directories, Instant now, PrintStream out) {
    List<SloState> states = new ArrayList<>();
    for (String directory : directories) {
      if (!Files.isDirectory(Path.of(directory))) {
        out.println("cannot tell: " + directory + " is no directory");
        return CANNOT_TELL;
      }
      try {
        SnapshotDirectory.Found found = SnapshotDirectory.of(Path.of(directory)).newest();
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
      } catch (IOException e) {
        out.println("cannot tell: " + e);
        return CANNOT_TELL;
      }
    }
    if (states.isEmpty()) {
      out.println("usage: ReleaseGateMain <snapshot directory>...");
      return CANNOT_TELL;
    }
    try {
      ReleaseGate.Answer answer =
          ReleaseGate.standard().ask(states.stream().reduce(SloState::merge).orElseThrow());
      out.println(answer.verdict().label());
      answer.reasons().forEach(out::println);
      return answer.verdict().exitCode();
    } catch (IllegalArgumentException e) {
      out.println("cannot tell: " + e.getMessage());
      return CANNOT_TELL;
    }
  }
}
