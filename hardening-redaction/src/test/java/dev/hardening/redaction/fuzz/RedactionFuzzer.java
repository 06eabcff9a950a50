package dev.hardening.redaction.fuzz;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Jazzer calls in {@code -Pfuzz}, led by the branches that an input takes. It looks for a
 * method of this name; nothing here needs it to compile.
 */
public final class RedactionFuzzer {
  private static final Invariants STANDARD = Invariants.standard();
  private static final Invariants OUTPUT = Invariants.output();

  private RedactionFuzzer() {}

  /** The first two bytes say which preset, and where a stream is split. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    String text = new String(input, 2, input.length - 2, StandardCharsets.UTF_8);
    int split = (input[0] & 0x7F) << 8 | (input[1] & 0xFF);
    (input[0] < 0 ? OUTPUT : STANDARD).check(text, split % (text.length() + 1));
  }

  /** Writes the catalogue's examples into a folder, for Jazzer to begin with. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Entry entry : Catalogue.entries()) {
      int i = 0;
      for (String example : entry.examples()) {
        Files.writeString(folder.resolve(entry.id() + "-" + i++), "  " + example.replace("~", ""));
      }
    }
  }
}
