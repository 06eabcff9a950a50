package dev.hardening.redaction.engine;

/**
 * How much a pattern of {@link Regex} matches.
 *
 * @param shortest code units of its shortest match
 * @param bits two to the power of this is at least how many texts it matches
 */
public record Extent(long shortest, double bits) {
  public static Extent of(Regex regex) {
    if (regex instanceof Regex.Chars c) {
      return new Extent(1, log2(Math.max(1, c.set().size())));
    }
    if (regex instanceof Regex.Sequence s) {
      Extent all = new Extent(0, 0);
      for (Regex part : s.parts()) {
        Extent one = of(part);
        all = new Extent(all.shortest + one.shortest, all.bits + one.bits);
      }
      return all;
    }
    if (regex instanceof Regex.Choice c) {
      Extent any = of(c.options().get(0));
      for (Regex option : c.options().subList(1, c.options().size())) {
        Extent one = of(option);
        any = new Extent(Math.min(any.shortest, one.shortest), sum(any.bits, one.bits));
      }
      return any;
    }
    if (regex instanceof Regex.Repeat r) {
      Extent once = of(r.part());
      return new Extent(
          r.minimum() * once.shortest,
          r.maximum() < 0
              ? Double.POSITIVE_INFINITY
              // One text more for each part that may be missing.
              : times(r.minimum(), once.bits)
                  + times(r.maximum() - r.minimum(), sum(once.bits, 0)));
    }
    return new Extent(0, 0);
  }

  /** The product, nothing of infinitely many too. */
  private static double times(int count, double bits) {
    return count == 0 ? 0 : count * bits;
  }

  /** The logarithm of the sum of two numbers, of their logarithms. */
  private static double sum(double a, double b) {
    double more = Math.max(a, b);
    return Double.isInfinite(more) ? more : more + log2(1 + Math.pow(2, Math.min(a, b) - more));
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
