package dev.hardening.slo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages. */
class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.hardening");

  @Test
  void the_root_package_needs_nothing_but_the_jdk() {
    classes()
        .that()
        .resideInAPackage("dev.hardening.slo")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.hardening.slo", "java..", "org.jspecify..")
        .check(OURS);
  }

  @Test
  void servlet_types_stay_in_their_leaf() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hardening.slo.servlet")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta..")
        .check(OURS);
  }

  @Test
  void micrometer_types_stay_in_their_leaf() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hardening.slo.micrometer")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(OURS);
  }

  @Test
  void yaml_types_stay_in_one_class_of_their_leaf() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.hardening.slo.openslo.Yaml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(OURS);
  }

  @Test
  void only_the_default_of_a_builder_names_the_system_clock() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Builder")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(OURS);
  }
}
