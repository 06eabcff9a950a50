package dev.hardening.ratelimit;

/**
 * Something legal but unwise about a configuration, for an operator to read.
 *
 * @param code stable, in upper case: to search for, or to silence
 * @param sentence what is wrong with what
 * @param fix what to do about it
 */
public record Finding(String code, String sentence, String fix) {
  @Override
  public String toString() {
    return code + ": " + sentence + " " + fix;
  }
}
