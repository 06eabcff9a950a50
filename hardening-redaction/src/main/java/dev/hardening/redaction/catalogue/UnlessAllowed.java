package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejects the whole value of a key on the allow list, and what another check rejects. */
final class UnlessAllowed implements Check {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_SEPARATOR = 16;
  private static final CharSet SEPARATOR = CharSet.of("=: \"'\\");
  private static final CharSet NAME = CharSet.TOKEN.or(CharSet.of("."));

  private final Set<String> names;
  private final @Nullable Check check;

  UnlessAllowed(Set<String> names, @Nullable Check check) {
    this.names = names;
    this.check = check;
  }

  @Override
  public @Nullable String reject(String text, int start, int end) {
    return rejectBehind(text, 0, start, end);
  }

  @Override
  public @Nullable String rejectBehind(String text, int floor, int start, int end) {
    int i = start;
    boolean parted = false;
    while (i > floor && start - i < LONGEST_SEPARATOR && SEPARATOR.contains(text.charAt(i - 1))) {
      i--;
      parted |= text.charAt(i) == '=' || text.charAt(i) == ':';
    }
    int name = i;
    while (name > floor && i - name < LONGEST_NAME && NAME.contains(text.charAt(name - 1))) {
      name--;
    }
    while (name < i && text.charAt(name) == '-') {
      name++;
    }
    if (parted && names.contains(text.substring(name, i).toLowerCase(Locale.ROOT))) {
      return "the key is on the allow list";
    }
    return check == null ? null : check.rejectBehind(text, floor, start, end);
  }
}
