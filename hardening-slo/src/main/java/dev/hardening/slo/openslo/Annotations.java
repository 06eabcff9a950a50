package dev.hardening.slo.openslo;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Our annotations of one document; those of others are theirs. */
final class Annotations {
  private final Map<String, Node> ours = new HashMap<>();

  private Annotations() {}

  /** Refuses keys that look like ours and are none of {@code allowed}. */
  static Annotations of(Node document, Set<String> allowed) {
    Annotations annotations = new Annotations();
    document
        .find("metadata")
        .flatMap(metadata -> metadata.find("annotations"))
        .ifPresent(
            all -> {
              for (String key : all.keys()) {
                if (!key.startsWith(OpenSloWriter.PREFIX)) {
                  continue;
                }
                if (!allowed.contains(key)) {
                  throw all.get(key).refused("one of the keys " + new TreeSet<>(allowed));
                }
                annotations.ours.put(key, all.get(key));
              }
            });
    return annotations;
  }

  boolean isEmpty() {
    return ours.isEmpty();
  }

  Optional<Node> find(String key) {
    return Optional.ofNullable(ours.get(key));
  }

  /** Values of annotations are texts. */
  Optional<BigDecimal> number(String key) {
    return find(key)
        .map(
            node -> {
              try {
                return new BigDecimal(node.text());
              } catch (NumberFormatException e) {
                throw node.refused("a number");
              }
            });
  }

  /** The parts of a list written with commas. */
  String[] list(String key) {
    return find(key).map(node -> node.text().split(",", -1)).orElseGet(() -> new String[0]);
  }
}
