package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a release may go out, judged from budgets, burn rates and firing alerts. Immutable and
 * pure.
 *
 * <pre>{@code
 * ReleaseGate gate = ReleaseGate.standard();       // freeze when a budget is gone or a page fires
 * ReleaseGate.Answer answer = gate.ask(tracker.status());
 * }</pre>
 *
 * @param freezeAtRemaining freeze when the part of a budget that is left is at most this; 0 for
 *     "gone"
 * @param slowAtRemaining slow down when it is at most this; at least {@code freezeAtRemaining}, at
 *     most 1
 * @param slowAboveBurnRate slow down when the last hour burns faster than this
 */
public record ReleaseGate(
    double freezeAtRemaining, double slowAtRemaining, double slowAboveBurnRate) {

  /**
   * Refuses thresholds in the wrong order.
   *
   * @throws IllegalArgumentException naming the field, its value and the bound
   */
  public ReleaseGate {
    if (!(slowAtRemaining <= 1)) {
      throw Checks.refused("slowAtRemaining", slowAtRemaining, "<= 1");
    }
    if (!(freezeAtRemaining <= slowAtRemaining)) {
      throw Checks.refused(
          "freezeAtRemaining", freezeAtRemaining, "<= slowAtRemaining " + slowAtRemaining);
    }
    if (!(slowAboveBurnRate > 0)) {
      throw Checks.refused("slowAboveBurnRate", slowAboveBurnRate, "> 0");
    }
  }

  /**
   * Freezes when a budget is gone, slows at a quarter left or when the last hour burns faster than
   * 1.
   */
  public static ReleaseGate standard() {
    return new ReleaseGate(0, 0.25, 1);
  }

  /** The three answers, from mildest to strictest. */
  public enum Verdict {
    /** Release. */
    ALLOW(0),
    /** Release with care: fixes, small steps. */
    SLOW(1),
    /** Release only what restores reliability. */
    FREEZE(2);

    private final int exitCode;

    Verdict(int exitCode) {
      this.exitCode = exitCode;
    }

    /** What {@link ReleaseGateMain} exits with: 0, 1 or 2. */
    public int exitCode() {
      return exitCode;
    }

    /** In lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The strictest verdict of all objectives, and why.
   *
   * @param verdict the answer
   * @param reasons a sentence for each thing that speaks against a free release; empty if it is
   *     allowed
   */
  public record Answer(Verdict verdict, List<String> reasons) {
    /** Copies the list. */
    public Answer {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * Judges some objectives: a firing page freezes, a firing ticket slows down. Where there are none
   * nothing speaks against a release.
   */
  public Answer ask(List<SloStatus> statuses) {
    Reasons reasons = new Reasons();
    for (SloStatus status : statuses) {
      judge(reasons, status.slo().name(), status.budget(), status.window(Duration.ofHours(1)));
      for (AlertStatus alert : status.alerts()) {
        AlertRule rule = alert.rule();
        judge(reasons, alert.slo(), rule.name(), rule.severity(), alert.state(), alert.since());
      }
    }
    return reasons.answer();
  }

  /**
   * Judges a stored or merged state, as it was when it was taken: budgets and burn rates of all
   * nodes together, and alerts that fired at any of them.
   */
  public Answer ask(SloState state) {
    Reasons reasons = new Reasons();
    for (String name : state.names()) {
      judge(reasons, name, state.budget(name), state.events(name, Duration.ofHours(1)));
    }
    for (SloState.Alert alert : state.alerts()) {
      judge(reasons, alert.slo(), alert.name(), alert.severity(), alert.state(), alert.since());
    }
    return reasons.answer();
  }

  private static void judge(
      Reasons reasons,
      String slo,
      String rule,
      Severity severity,
      AlertState state,
      Instant since) {
    if (state == AlertState.FIRING) {
      reasons.add(
          severity == Severity.PAGE ? Verdict.FREEZE : Verdict.SLOW,
          slo + ": " + rule + " fires since " + since);
    }
  }

  private void judge(Reasons reasons, String name, ErrorBudget budget, ErrorBudget hour) {
    if (budget.remaining() <= slowAtRemaining) {
      reasons.add(
          budget.remaining() <= freezeAtRemaining ? Verdict.FREEZE : Verdict.SLOW,
          String.format(
              Locale.ROOT,
              "%s: %.1f %% of the error budget is left",
              name,
              100 * budget.remaining()));
    }
    if (hour.burnRate() > slowAboveBurnRate) {
      reasons.add(
          Verdict.SLOW,
          String.format(Locale.ROOT, "%s: the last hour burned at %.1f", name, hour.burnRate()));
    }
  }

  private static final class Reasons {
    private final List<String> reasons = new ArrayList<>();
    private Verdict verdict = Verdict.ALLOW;

    void add(Verdict at, String reason) {
      reasons.add(reason);
      verdict = at.compareTo(verdict) > 0 ? at : verdict;
    }

    Answer answer() {
      return new Answer(verdict, reasons);
    }
  }
}
