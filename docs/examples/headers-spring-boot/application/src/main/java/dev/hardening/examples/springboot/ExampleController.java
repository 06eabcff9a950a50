package dev.hardening.examples.springboot;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import org.springframework.web.servlet.view.RedirectView;

/** One path for each way in which Spring MVC ends a request. */
@RestController
class ExampleController {
  @GetMapping("/json")
  Map<String, String> json() {
    return Map.of("hello", "world");
  }

  @GetMapping("/exception")
  String exception() {
    throw new IllegalStateException("internal-detail-7391");
  }

  @GetMapping("/status-exception")
  String statusException() {
    throw new ResponseStatusException(HttpStatus.CONFLICT, "internal-detail-7391");
  }

  @GetMapping("/annotated-exception")
  String annotatedException() {
    throw new Gone();
  }

  @GetMapping("/own-error")
  ResponseEntity<Map<String, String>> ownError() {
    return ResponseEntity.unprocessableEntity().body(Map.of("field", "name"));
  }

  @GetMapping("/no-content")
  ResponseEntity<Void> noContent() {
    return ResponseEntity.noContent().build();
  }

  @GetMapping("/redirect")
  RedirectView redirect() {
    return new RedirectView("/json");
  }

  @GetMapping("/callable")
  Callable<String> callable() {
    return () -> "later";
  }

  @GetMapping("/callable-exception")
  Callable<String> callableException() {
    return () -> {
      throw new IllegalStateException("internal-detail-7391");
    };
  }

  @GetMapping("/timeout")
  DeferredResult<String> timeout() {
    return new DeferredResult<>(30L);
  }

  @GetMapping("/streaming")
  StreamingResponseBody streaming() {
    return out -> {
      for (int i = 0; i < 1_000; i++) {
        out.write("a line of some length\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    };
  }

  @ResponseStatus(code = HttpStatus.GONE, reason = "internal-detail-7391")
  private static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
