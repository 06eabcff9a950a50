package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * Holds the Markdown to the code: a {@code java} block stands, but for indentation, in a source
 * that is compiled and run; {@code xml} and {@code json} blocks parse; a link leads somewhere; a
 * type that is named with our package exists.
 */
class DocumentationTest {
  private static final Path ROOT = Path.of(System.getProperty("repository.root")).normalize();
  private static final Path BUILT = Path.of("target");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)");

  @TestFactory
  Stream<DynamicTest> every_block_holds() throws IOException {
    String sources = compiledSources();
    return pages().stream()
        .flatMap(page -> blocks(page).stream())
        .map(block -> dynamicTest(block.name(), () -> check(block, sources)));
  }

  @TestFactory
  Stream<DynamicTest> every_link_leads_somewhere() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(withoutCode(read(page)));
      while (link.find()) {
        String address = link.group(1);
        Path target = page.resolveSibling(address).normalize();
        tests.add(
            dynamicTest(
                ROOT.relativize(page) + " -> " + address,
                () -> assertThat(target).as(address).exists()));
      }
    }
    return tests.stream();
  }

  @Test
  void every_guide_is_reachable_from_the_readme() throws IOException {
    TreeSet<Path> reached = new TreeSet<>();
    reach(ROOT.resolve("README.md"), reached);
    assertThat(reached).containsAll(pages());
  }

  @Test
  void the_install_snippet_names_the_version_of_this_build() throws IOException {
    String bom =
        blocks(ROOT.resolve("README.md")).stream()
            .filter(block -> block.language().equals("xml"))
            .map(Block::text)
            .filter(text -> text.contains("hardening-bom"))
            .findFirst()
            .orElseThrow();
    assertThat(bom).contains("<version>" + System.getProperty("project.version") + "</version>");
  }

  private static void check(Block block, String sources) throws Exception {
    switch (block.language()) {
      case "java" ->
          assertThat(sources.contains(canonical(block.text())))
              .as("no compiled source contains this block:%n%s", block.text())
              .isTrue();
      case "xml" -> checkXml(block.text());
      case "json" -> assertThat(new ObjectMapper().readTree(block.text())).isNotNull();
      default -> assertThat(block.language()).isIn("sh", "text", "yaml", "http", "promql");
    }
  }

  private static void checkXml(String text) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader("<root>" + text + "</root>")));
    NodeList artifacts = document.getElementsByTagName("artifactId");
    for (int i = 0; i < artifacts.getLength(); i++) {
      Element artifact = (Element) artifacts.item(i);
      String name = artifact.getTextContent();
      if (name.startsWith("hardening-")) {
        assertThat(ROOT.resolve(name).resolve("pom.xml")).exists();
      }
    }
  }

  private static String compiledSources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(ROOT.resolve("docs"), ".java")) {
      all.append(canonical(read(file))).append('\n');
    }
    return all.toString();
  }

  /** The text without indentation, trailing blanks and empty lines. */
  private static String canonical(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static List<Block> blocks(Path page) {
    List<Block> blocks = new ArrayList<>();
    String text = read(page);
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      int line = (int) text.substring(0, matcher.start()).lines().count() + 1;
      blocks.add(new Block(ROOT.relativize(page) + ":" + line, matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** A pattern in a span of code may look like a link. */
  private static String withoutCode(String text) {
    return text.replaceAll("`[^`\\n]*`", "");
  }

  private static void reach(Path page, Set<Path> reached) {
    if (!reached.add(page)) {
      return;
    }
    Matcher link = LINK.matcher(withoutCode(read(page)));
    while (link.find()) {
      Path target = page.resolveSibling(link.group(1)).normalize();
      if (target.toString().endsWith(".md") && Files.exists(target)) {
        reach(target, reached);
      }
    }
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    pages.add(ROOT.resolve("README.md"));
    return pages;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.toString().endsWith(ending))
          .filter(path -> StreamSupport.stream(path.spliterator(), false).noneMatch(BUILT::equals))
          .sorted()
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Block(String name, String language, String text) {}
}
