package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The POMs as they would be published: whole, and with the dependencies that are promised. */
class PublishedPomsTest {
  private static final Path ROOT = Path.of(System.getProperty("repository.root"));

  @Test
  void the_published_bom_names_every_library_and_has_no_placeholder() throws IOException {
    String bom = Files.readString(ROOT.resolve("hardening-bom/.flattened-pom.xml"));
    assertThat(bom).doesNotContain("${", "<scope>", "<parent>");

    TreeSet<String> named = new TreeSet<>();
    Matcher artifact = Pattern.compile("<artifactId>([^<]+)</artifactId>").matcher(bom);
    while (artifact.find()) {
      named.add(artifact.group(1));
    }
    TreeSet<String> expected = new TreeSet<>(List.of("hardening-bom"));
    try (Stream<Path> folders = Files.list(ROOT)) {
      folders
          .filter(folder -> Files.isRegularFile(folder.resolve("src/main/java/module-info.java")))
          .forEach(folder -> expected.add(folder.getFileName().toString()));
    }
    assertThat(named).hasSize(5).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      textBlock =
          """
          hardening-ratelimit : caffeine jspecify slf4j-api
          hardening-headers   : jspecify slf4j-api
          hardening-redaction : jspecify
          hardening-slo       : jspecify
          """)
  void a_library_brings_only_the_dependencies_it_promises(String library, String promised)
      throws Exception {
    Path file = ROOT.resolve(library).resolve(".flattened-pom.xml");
    assertThat(file).content().doesNotContain("${");

    Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
    NodeList dependencies = pom.getElementsByTagName("dependency");
    TreeSet<String> mandatory = new TreeSet<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (child(dependency, "scope").equals("compile")
          && !child(dependency, "optional").equals("true")) {
        mandatory.add(child(dependency, "artifactId"));
      }
    }
    assertThat(mandatory).containsExactly(promised.split(" "));
  }

  private static String child(Element parent, String name) {
    NodeList children = parent.getElementsByTagName(name);
    return children.getLength() == 0 ? "" : children.item(0).getTextContent();
  }
}
