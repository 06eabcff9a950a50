package dev.hardening.slo;

/**
 * How much longer than in the ordinary build random proofs run: {@code -Dslo.proofs=10}, as {@code
 * -Pproofs} sets it.
 */
public final class Proofs {
  /** 1 in the ordinary build. */
  public static final int TIMES = Integer.getInteger("slo.proofs", 1);

  private Proofs() {}
}
