package dev.hardening.slo.openslo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The only class that knows the YAML library. Reading makes maps, lists, texts, numbers and
 * booleans and nothing else; doubled keys, alias bombs and more than a million characters are
 * refused.
 */
final class Yaml {
  private static final int MAXIMUM_CHARACTERS = 1 << 20;

  private Yaml() {}

  static List<Object> read(String yaml) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(20)
            .setCodePointLimit(MAXIMUM_CHARACTERS)
            .build();
    List<Object> documents = new ArrayList<>();
    try {
      for (Object document : new Load(settings).loadAllFromString(yaml)) {
        if (document != null) {
          documents.add(document);
        }
      }
    } catch (MarkedYamlEngineException e) {
      String line =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
      throw notYaml(documents, line + e.getProblem());
    } catch (YamlEngineException e) {
      throw notYaml(documents, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      // The library follows nesting by recursion and knows no limit of its own.
      throw notYaml(documents, "nested too deep");
    }
    return documents;
  }

  private static OpenSloException notYaml(List<Object> before, String message) {
    String line = message.lines().findFirst().orElse("");
    return new OpenSloException("document " + (before.size() + 1), line, "YAML 1.2");
  }

  static String write(List<Map<String, Object>> documents) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setExplicitStart(true)
            .setIndentWithIndicator(true)
            .setIndicatorIndent(2)
            .setWidth(1000)
            .build();
    return new Dump(settings).dumpAllToString(documents.iterator());
  }
}
