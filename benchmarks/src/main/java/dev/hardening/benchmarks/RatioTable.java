package dev.hardening.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Turns a JMH result file ({@code -rf json}) into Markdown: a table for each benchmark class and
 * set of parameters, with the ratio of ours to every row. Ours are the methods whose name starts
 * with {@code hardening}; a ratio below 1 means that ours takes less time, whatever the unit. Where
 * each call was timed ({@code Mode.SampleTime}) the score is the median and has no error.
 */
public final class RatioTable {
  private static final String OURS = "hardening";

  private RatioTable() {}

  /**
   * Prints the tables of the file named by the only argument.
   *
   * @param args the path of a JMH JSON result file
   * @throws IOException when the file can't be read
   */
  public static void main(String... args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: RatioTable <JMH result file written with -rf json -rff FILE>");
      System.exit(2);
    }
    System.out.print(of(Files.readString(Path.of(args[0]))));
  }

  static String of(String json) throws IOException {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (JsonNode result : new ObjectMapper().readTree(json)) {
      groups.computeIfAbsent(group(result), title -> new ArrayList<>()).add(Row.of(result));
    }
    StringBuilder markdown = new StringBuilder();
    groups.forEach((title, rows) -> appendTable(markdown, title, rows));
    return markdown.toString();
  }

  private static void appendTable(StringBuilder markdown, String title, List<Row> rows) {
    List<Row> ours = rows.stream().filter(Row::ours).toList();
    StringJoiner head = new StringJoiner(" | ", "| ", " |\n");
    StringJoiner rule = new StringJoiner("|", "|", "|\n");
    head.add("benchmark").add("score").add("error").add("unit").add("B/op");
    rule.add("---").add("---:").add("---:").add("---").add("---:");
    for (Row row : ours) {
      head.add(row.name() + " / this");
      rule.add("---:");
    }
    markdown.append("### ").append(title).append("\n\n").append(head).append(rule);
    for (Row row : rows) {
      StringJoiner cells = new StringJoiner(" | ", "| ", " |\n");
      cells
          .add(row.name())
          .add(number(row.score()))
          .add("± " + number(row.error()))
          .add(row.unit())
          .add(number(row.bytes()));
      for (Row our : ours) {
        cells.add(our.equals(row) ? "1" : number(our.timeRatioTo(row)));
      }
      markdown.append(cells);
    }
    markdown.append('\n');
  }

  private static String group(JsonNode result) {
    String benchmark = result.path("benchmark").asText();
    String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
    StringBuilder title = new StringBuilder(type.substring(type.lastIndexOf('.') + 1));
    title.append(", ").append(result.path("threads").asInt()).append(" thread(s)");
    result
        .path("params")
        .properties()
        .forEach(
            param ->
                title
                    .append(", ")
                    .append(param.getKey())
                    .append('=')
                    .append(param.getValue().asText()));
    return title.toString();
  }

  /** Three significant figures; a dash where JMH gave no number (one iteration has no error). */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }

  private record Row(
      String name, boolean ours, double score, double error, String unit, double bytes) {

    static Row of(JsonNode result) {
      String benchmark = result.path("benchmark").asText();
      String name = benchmark.substring(benchmark.lastIndexOf('.') + 1);
      JsonNode metric = result.path("primaryMetric");
      JsonNode median = metric.path("scorePercentiles").path("50.0");
      boolean sampled = result.path("mode").asText().equals("sample");
      return new Row(
          name,
          name.startsWith(OURS),
          sampled ? median.asDouble() : metric.path("score").asDouble(),
          // JMH writes "NaN" as text
          sampled ? Double.NaN : metric.path("scoreError").asDouble(Double.NaN),
          metric.path("scoreUnit").asText(),
          result
              .path("secondaryMetrics")
              .path("gc.alloc.rate.norm")
              .path("score")
              .asDouble(Double.NaN));
    }

    /** Time of this row over time of the other: throughput is turned over. */
    double timeRatioTo(Row other) {
      return unit.startsWith("ops/") ? other.score / score : score / other.score;
    }
  }
}
