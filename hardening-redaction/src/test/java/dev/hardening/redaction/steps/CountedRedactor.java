package dev.hardening.redaction.steps;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A preset whose steps are counted. */
public final class CountedRedactor {
  private final MethodHandle redact;

  private CountedRedactor(MethodHandle redact) {
    this.redact = redact;
  }

  /** {@code standard} or {@code output}. */
  public static CountedRedactor of(String preset) {
    try {
      Class<?> type = new CountingLoader().loadClass("dev.hardening.redaction.Redactor");
      Object redactor = type.getMethod(preset).invoke(null);
      return new CountedRedactor(
          MethodHandles.publicLookup()
              .findVirtual(type, "redact", MethodType.methodType(String.class, String.class))
              .bindTo(redactor));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The steps that it takes to redact a text. Of one thread at a time. */
  public long steps(String text) {
    Steps.takeCount();
    try {
      String ignored = (String) redact.invoke(text);
    } catch (Throwable e) {
      throw new IllegalStateException(text, e);
    }
    return Steps.takeCount();
  }
}
