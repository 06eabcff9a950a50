package dev.hardening.slo.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page in a real browser, with the headers that it is served with: what the browser made of it,
 * what it looks like in light and dark, and that nothing was blocked or complained about. The
 * pictures are left in target/status-pages.
 *
 * <p>Needs a Chromium on the path.
 */
class StatusPageBrowserTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Server SERVER = new Server();
  private static final ServerConnector CONNECTOR = new ServerConnector(SERVER);

  @TempDir static Path directory;
  private static String browser = "";

  @BeforeAll
  static void a_browser_is_there() throws Exception {
    Optional<String> found =
        NAMES.stream()
            .filter(
                name ->
                    List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
            .findFirst();
    assumeTrue(found.isPresent(), "skipped: none of " + NAMES + " is on the path");
    browser = found.orElseThrow();
    CONNECTOR.setHost("127.0.0.1");
    SERVER.addConnector(CONNECTOR);
    ServletContextHandler context = new ServletContextHandler();
    for (int objectives : new int[] {0, 1, 40}) {
      SloStatusServlet servlet = new SloStatusServlet(StatusPageTest.tracker(objectives, 720));
      context.addServlet(new ServletHolder(servlet), "/" + objectives);
    }
    SERVER.setHandler(context);
    SERVER.start();
  }

  @AfterAll
  static void stop() throws Exception {
    SERVER.stop();
  }

  /**
   * A scheme of colors.
   *
   * @param name of the picture
   * @param setting Chromium's number for it
   * @param background of the page
   */
  private record Scheme(String name, int setting, String background) {}

  /** A browser that looks at a page. */
  private record Look(Scheme scheme, Path picture, Path dom, Path log, Process process) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40})
  void the_page_shows_everything_in_light_and_dark_and_the_browser_has_nothing_to_say(
      int objectives) throws Exception {
    List<Look> looks = new ArrayList<>();
    for (Scheme scheme :
        List.of(new Scheme("light", 1, "f7f8fa"), new Scheme("dark", 0, "14171b"))) {
      looks.add(look(objectives, scheme));
    }
    for (Look look : looks) {
      check(look, objectives);
    }
  }

  private static Look look(int objectives, Scheme scheme) throws IOException {
    String name = objectives + "-" + scheme.name();
    Path picture =
        Files.createDirectories(Path.of("target", "status-pages")).resolve(name + ".png");
    Files.deleteIfExists(picture);
    Path dom = directory.resolve(name + ".dom");
    Path log = directory.resolve(name + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                browser,
                "--headless",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--user-data-dir=" + directory.resolve(name + ".profile"),
                "--enable-logging=stderr",
                "--blink-settings=preferredColorScheme=" + scheme.setting(),
                "--window-size=1000,1200",
                "--screenshot=" + picture.toAbsolutePath(),
                "--dump-dom"));
    if (System.getProperty("user.name").equals("root")) {
      // Its sandbox does not work as root, as which builds in containers often run.
      command.add("--no-sandbox");
    }
    command.add("http://127.0.0.1:" + CONNECTOR.getLocalPort() + "/" + objectives + "?format=html");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    return new Look(scheme, picture, dom, log, process);
  }

  private static void check(Look look, int objectives) throws Exception {
    boolean ended = look.process().waitFor(180, TimeUnit.SECONDS);
    look.process().destroyForcibly();
    String said = Files.readString(look.log(), StandardCharsets.UTF_8);
    assertThat(ended).as(said).isTrue();

    // Errors, warnings and violations of the policy come as lines of the console.
    assertThat(said.lines().filter(line -> line.contains("CONSOLE"))).isEmpty();
    String page = Files.readString(look.dom(), StandardCharsets.UTF_8);
    assertThat(page.split("<svg", -1)).hasSize(2 * objectives + 1);
    assertThat(page.split("<section", -1)).hasSize(Math.max(1, objectives) + 1);
    assertThat(page).contains(objectives == 0 ? "No objectives." : "availability-0");

    Map<Integer, Integer> colors = colors(ImageIO.read(look.picture().toFile()));
    // The style sheet was applied: the corner has the scheme's background, the cards theirs.
    assertThat(Integer.toHexString(colors.getOrDefault(-1, 0)))
        .isEqualTo(look.scheme().background());
    assertThat(colors).hasSizeGreaterThan(objectives == 0 ? 10 : 50);
  }

  /** How many pixels have each color; under -1 the color of the corner. */
  private static Map<Integer, Integer> colors(BufferedImage image) {
    Map<Integer, Integer> colors = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colors.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    colors.put(-1, image.getRGB(0, 0) & 0xffffff);
    return colors;
  }
}
