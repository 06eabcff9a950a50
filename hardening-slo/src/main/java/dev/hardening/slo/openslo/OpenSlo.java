package dev.hardening.slo.openslo;

import dev.hardening.slo.Slo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Objectives as <a href="https://github.com/OpenSLO/OpenSLO">OpenSLO</a> v1 documents. Immutable.
 *
 * <pre>{@code
 * String yaml = OpenSlo.of("shop", RunbookObjectives.all()).toYaml();
 * List<Slo> slos = OpenSlo.read(yaml).slos();          // equal to what was written
 * }</pre>
 *
 * <p><b>Out.</b> One SLO document per objective: a ratio metric of {@code bad} to {@code total}
 * over the counters that {@link dev.hardening.slo.prometheus.PrometheusText} exposes, the time
 * window, the budgeting method, and one inline alert policy per alert. What OpenSLO has no word for
 * (which statuses are bad, a latency threshold, endpoints, an alert's short window and guards)
 * stands in annotations whose keys begin with {@code hardening.dev/}. Times that are not whole
 * minutes are refused.
 *
 * <p><b>In.</b> SLO documents with their SLIs, alert policies and conditions, inline or referred to
 * within the same text. An indicator with our annotations becomes an objective on requests; any
 * other, whatever its source, becomes a {@linkplain Slo#custom custom} objective that the host
 * feeds, for nothing in this process can run its query. Services, data sources and notification
 * targets are kept and not interpreted. With several objectives in one document each is named
 * {@code name-1}, {@code name-2}. Everything else that is not supported is refused with an {@link
 * OpenSloException} that names the place, the value and what is: among it calendars that do not
 * begin at a midnight, comparisons other than {@code gt} in alerts (an alert fires strictly above
 * its threshold), raw ratios, which hold no counts, and composites.
 *
 * <p>Needs {@code org.snakeyaml:snakeyaml-engine}, and {@code requires org.snakeyaml.engine;} in a
 * modular application.
 */
public final class OpenSlo {
  private final List<Map<String, Object>> documents;
  private final List<Slo> slos;

  OpenSlo(List<Map<String, Object>> documents, List<Slo> slos) {
    this.documents = List.copyOf(documents);
    this.slos = List.copyOf(slos);
  }

  /**
   * The documents of some objectives.
   *
   * @param service the name of the service that they belong to
   * @throws OpenSloException if a window is not in whole minutes
   */
  public static OpenSlo of(String service, List<Slo> slos) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Slo slo : slos) {
      documents.add(OpenSloWriter.document(service, slo));
    }
    return new OpenSlo(documents, slos);
  }

  /**
   * Reads a text of one or more YAML documents, at most a million characters.
   *
   * @throws OpenSloException if it is no YAML, or says something that is not supported
   * @throws IllegalStateException if the YAML library is missing; the message says what to add
   */
  public static OpenSlo read(String yaml) {
    try {
      return OpenSloReader.read(Yaml.read(yaml));
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  /** The objectives, in the order of the documents. */
  public List<Slo> slos() {
    return slos;
  }

  /**
   * The documents as YAML; those that were read come back as they were, comments apart.
   *
   * @throws IllegalStateException if the YAML library is missing; the message says what to add
   */
  public String toYaml() {
    try {
      return Yaml.write(documents);
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(NoClassDefFoundError cause) {
    return new IllegalStateException(
        "SnakeYAML Engine is missing: add org.snakeyaml:snakeyaml-engine, and in a module"
            + " \"requires org.snakeyaml.engine;\"",
        cause);
  }
}
