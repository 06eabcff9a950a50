package dev.hardening.headers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the packages. */
class ArchitectureTest {
  private static final String ROOT = "dev.hardening.headers";
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void the_root_package_needs_the_servlet_api_and_slf4j() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT,
            ROOT + ".policy",
            "java..",
            "javax.crypto..",
            "org.jspecify..",
            "org.slf4j..",
            "jakarta.servlet..")
        .check(OURS);
  }

  @Test
  void the_verifier_and_the_presets_need_no_servlet_api() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".contract")
        .or()
        .resideInAPackage(ROOT + ".policy")
        .or()
        .haveNameMatching(".*\\.(HeaderValues|Presets)")
        .or()
        .haveNameMatching(".*\\.SecurityHeaders?(\\$.*)?")
        .or()
        .haveSimpleName("DisclosingHeaders")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta..")
        .check(OURS);
  }

  @Test
  void the_types_of_header_values_know_nothing_of_the_rest() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".policy")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + ".policy", "java..", "org.jspecify..")
        .check(OURS);
  }

  @ParameterizedTest
  @CsvSource({
    "tomcat, org.apache..",
    "jetty, org.eclipse.jetty..",
    "undertow, io.undertow..",
    "junit, org.junit..",
    "assertj, org.assertj.."
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
  void time_is_given_never_asked_for() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(OURS);
  }
}
