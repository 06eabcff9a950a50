package dev.hardening.ratelimit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages. */
class ArchitectureTest {
  private static final String ROOT = "dev.hardening.ratelimit";
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void the_root_package_needs_caffeine_and_slf4j_and_no_package_of_ours() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT, "java..", "org.jspecify..", "org.slf4j..", "com.github.benmanes.caffeine..")
        .check(OURS);
  }

  @Test
  void rules_and_client_addresses_need_no_servlet_and_no_json() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".http")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT, ROOT + ".http", "java..", "javax.crypto..", "org.jspecify..")
        .check(OURS);
  }

  @ParameterizedTest
  @CsvSource({
    "json, com.fasterxml..",
    "servlet, jakarta..",
    "micrometer, io.micrometer..",
    "redis, io.lettuce.."
  })
  void a_foreign_library_stays_in_its_leaf(String leaf, String foreign) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + leaf)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(foreign)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "." + leaf)
        .check(OURS);
  }

  @Test
  void no_name_is_looked_up() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.InetAddress")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.InetSocketAddress")
        .check(OURS);
  }

  /** A container that scans for filters and initializers finds nothing of ours. */
  @Test
  void nothing_registers_itself() throws URISyntaxException {
    noClasses()
        .should()
        .beAnnotatedWith("jakarta.servlet.annotation.WebFilter")
        .orShould()
        .beAssignableTo("jakarta.servlet.ServletContainerInitializer")
        .orShould()
        .beAssignableTo("jakarta.servlet.ServletContextListener")
        .orShould()
        .beAssignableTo("jakarta.servlet.ServletRequestListener")
        .check(OURS);
    Path classes =
        Path.of(RateLimiter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(classes.resolve("dev")).isDirectory();
    assertThat(classes.resolve("META-INF/web-fragment.xml")).doesNotExist();
    assertThat(classes.resolve("META-INF/services")).doesNotExist();
  }

  @Test
  void time_is_given_never_asked_for() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(OURS);
  }
}
