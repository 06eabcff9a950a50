package dev.hardening.redaction.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All detectors, in the order in which they win a tie: the more specific first. */
public final class Catalogue {
  private static final List<Entry> ENTRIES = build();

  private Catalogue() {}

  public static List<Entry> entries() {
    return ENTRIES;
  }

  private static List<Entry> build() {
    List<Entry> all = new ArrayList<>();
    add(all, "keys", KeysAndCertificates.entries());
    add(all, "messaging", Messaging.entries());
    add(all, "payments", Payments.entries());
    add(all, "ai", Ai.entries());
    add(all, "cloud", Cloud.entries());
    add(all, "source-control", SourceControl.entries());
    add(all, "registries", Registries.entries());
    add(all, "observability", Observability.entries());
    add(all, "tokens", Tokens.entries());
    add(all, "databases", Databases.entries());
    add(all, "pii", PersonalData.entries());
    add(all, "generic", Generic.entries());
    add(all, "paths", Infrastructure.entries());
    return Collections.unmodifiableList(all);
  }

  private static void add(List<Entry> all, String group, List<Entry> entries) {
    for (Entry entry : entries) {
      all.add(entry.in(group));
    }
  }
}
