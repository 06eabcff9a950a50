package dev.hardening.redaction;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages. */
class ArchitectureTest {
  private static final String ROOT = "dev.hardening.redaction";
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void the_redactor_needs_nothing_but_the_jdk() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, ROOT + ".engine", ROOT + ".catalogue")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            ROOT,
            ROOT + ".engine",
            ROOT + ".catalogue",
            "java..",
            "javax.crypto..",
            "org.jspecify..")
        .check(OURS);
  }

  @Test
  void the_engine_knows_no_rule_by_name() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT, ROOT + ".catalogue")
        .check(OURS);
  }

  @Test
  void no_text_is_ever_handed_to_a_backtracking_regex() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".engine")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.regex")
        .check(OURS);
  }

  @Test
  void it_never_logs_through_the_system_that_it_sits_in() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.Logger.class)
        .check(OURS);
  }
}
