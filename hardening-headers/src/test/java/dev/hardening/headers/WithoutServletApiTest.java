package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.contract.HeaderContract;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WithoutServletApiTest {
  @Test
  void the_verifier_and_the_presets_load_without_the_servlet_api_and_slf4j() throws Exception {
    try (OnlyOurs loader = new OnlyOurs()) {
      Class<?> contract = loader.loadClass(HeaderContract.class.getName());
      Object standard = contract.getMethod("standard").invoke(null);
      Object violations =
          contract
              .getMethod("verify", int.class, Map.class)
              .invoke(standard, 200, Map.of("Server", List.of("x")));
      assertThat((List<?>) violations).isNotEmpty();
      Class<?> presets = loader.loadClass(SecurityHeaders.class.getName());
      Object modern = presets.getMethod("modern").invoke(null);
      Object builder = presets.getMethod("toBuilder").invoke(modern);
      builder.getClass().getMethod("build").invoke(builder);
    }
  }

  /** Sees the JDK and the classes of this library, and nothing else. */
  private static final class OnlyOurs extends ClassLoader implements AutoCloseable {
    OnlyOurs() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!name.startsWith("dev.hardening.headers.")) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in =
          WithoutServletApiTest.class.getResourceAsStream(
              "/" + name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return WithoutServletApiTest.class.getResourceAsStream("/" + name);
    }

    @Override
    public void close() {}
  }
}
