package dev.hardening.headers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Methods that Servlet 6.1 added: a 6.0 container has none of them. */
  private static final Set<String> SINCE_6_1 =
      Set.of(
          "sendRedirect(java.lang.String, int)",
          "sendRedirect(java.lang.String, boolean)",
          "sendRedirect(java.lang.String, int, boolean)",
          "write(java.nio.ByteBuffer)",
          "read(java.nio.ByteBuffer)",
          "setCharacterEncoding(java.nio.charset.Charset)");

  @Test
  void a_method_of_servlet_6_1_is_called_only_by_the_override_that_only_6_1_reaches() {
    Set<String> calls =
        OURS.stream()
            .filter(from -> !from.getPackageName().endsWith(".matrix")) // left out on 6.0
            .flatMap(from -> from.getMethodCallsFromSelf().stream())
            .filter(call -> isServletType(call.getTargetOwner()))
            .filter(call -> SINCE_6_1.contains(signature(call.getTarget())))
            .map(call -> call.getOrigin().getFullName() + " calls " + signature(call.getTarget()))
            .collect(Collectors.toSet());
    assertThat(calls)
        .containsExactlyInAnyOrder(
            own("ContractResponse", "sendRedirect(java.lang.String, int)"),
            own("ContractResponse", "sendRedirect(java.lang.String, boolean)"),
            own("ContractResponse", "sendRedirect(java.lang.String, int, boolean)"),
            own("ContractOutputStream", "write(java.nio.ByteBuffer)"));
  }

  /** Also one of ours that extends one: {@code super.sendRedirect} names our own superclass. */
  private static boolean isServletType(JavaClass type) {
    return type.getPackageName().startsWith("jakarta.servlet")
        || type.getAllRawSuperclasses().stream()
            .anyMatch(each -> each.getPackageName().startsWith("jakarta.servlet"));
  }

  private static String own(String type, String method) {
    return ROOT + "." + type + "." + method + " calls " + method;
  }

  private static String signature(AccessTarget.MethodCallTarget method) {
    return method.getRawParameterTypes().stream()
        .map(JavaClass::getName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }
}
