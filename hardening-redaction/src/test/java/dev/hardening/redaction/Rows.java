package dev.hardening.redaction;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test for each row: a text and what it becomes, with {@code " => "} between. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(Rows.Provider.class)
public @interface Rows {
  String[] value();

  /** Parts the rows. */
  final class Provider implements ArgumentsProvider, AnnotationConsumer<Rows> {
    private String[] rows = {};

    Provider() {}

    @Override
    public void accept(Rows annotation) {
      rows = annotation.value();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return Stream.of(rows).map(Provider::arguments);
    }

    private static Arguments arguments(String row) {
      String[] parts = row.split(" => ", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            "row: " + row + " (expected: a text => what it becomes)");
      }
      return Arguments.of(parts[0], parts[1]);
    }
  }
}
