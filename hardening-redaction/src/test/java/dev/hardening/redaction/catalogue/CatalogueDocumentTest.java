package dev.hardening.redaction.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The documentation's table of detectors is the catalogue's. {@code -Dredaction.document=write}
 * writes it anew.
 */
class CatalogueDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "redaction-catalogue.md");

  @Test
  void the_documented_catalogue_is_the_catalogue() throws IOException {
    String document = document();
    if ("write".equals(System.getProperty("redaction.document"))) {
      Files.writeString(DOCUMENT, document);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("run ./mvnw -pl hardening-redaction test -Dredaction.document=write")
        .isEqualTo(document);
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    text.append("# The catalogue of detectors\n\n")
        .append("Made from the code by a test, which also holds it up to date: ")
        .append(Catalogue.entries().size())
        .append(" detectors.\n")
        .append(
            "Formats are patterns of the dialect that `Rule.regex` describes. A detector with a prefix takes a token that is cut short too\n")
        .append(
            "(six characters with a digit among them), unless its prefix also begins ordinary words. The longest match is in characters:\n")
        .append(
            "what runs on further (4096: the format has no end of its own) is recognised by as much, and goes whole under its label.\n");
    String group = "";
    for (Entry e : Catalogue.entries()) {
      if (!e.group().equals(group)) {
        group = e.group();
        text.append("\n## ")
            .append(group)
            .append(
                "\n\n| id | kind | what | format | validator | longest | presets |\n|---|---|---|---|---|---|---|\n");
      }
      text.append("| [`")
          .append(e.id())
          .append("`](")
          .append(e.source().startsWith("http") ? e.source() : "redaction.md")
          .append(") | ")
          .append(e.kind())
          .append(" | ")
          .append(e.description())
          .append(" | `")
          .append(e.form().replace("|", "\\|").replace("-----", "- - -"))
          .append("` | ")
          .append(e.validator())
          .append(" | ")
          .append(e.longest())
          .append(" | ")
          .append(e.isOutputOnly() ? "output" : "standard, output")
          .append(" |\n");
    }
    return text.toString();
  }
}
