package dev.hardening.slo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An objective: which events are good, which share of them must be, over which period, and which
 * alerts watch it. Immutable.
 *
 * <pre>{@code
 * Slo availability = Slo.availability("availability", 0.999);
 * Slo fast = Slo.latency("fast", 0.95, Duration.ofMillis(100));      // "P95 < 100 ms"
 * Slo strict =
 *     Slo.builder("success", 0.999)
 *         .bad("1xx", "3xx", "4xx", "5xx")                            // the runbook's "2xx / total"
 *         .endpoint("checkout")
 *         .period(SloPeriod.month(ZoneId.of("Europe/Berlin")))
 *         .alert(AlertRule.burnRate("fast-burn", Severity.PAGE, ofHours(1), ofMinutes(5), 14.4))
 *         .build();
 * }</pre>
 *
 * <p>An event that has a bad status, that ended in an exception or a timeout (for objectives on
 * statuses of class 5xx), or that took longer than the threshold is bad; one with an ignored status
 * does not count at all; every other is good. A duration equal to the threshold is good, as
 * Prometheus' inclusive {@code le} has it.
 */
public final class Slo {
  private static final int MOST_ALERTS = 100;

  private final String name;
  private final Objective objective;
  private final List<String> bad;
  private final List<String> ignored;
  private final boolean failuresAreBad;
  private final Optional<Duration> threshold;
  private final boolean custom;
  private final Set<String> endpoints;
  private final SloPeriod period;
  private final BudgetingMethod budgeting;
  private final NoData noData;
  private final List<AlertRule> alerts;

  private Slo(Builder builder) {
    name = builder.name;
    objective = builder.objective;
    bad = List.copyOf(builder.bad);
    ignored = List.copyOf(builder.ignored);
    failuresAreBad = builder.failuresAreBad;
    threshold = Optional.ofNullable(builder.threshold);
    custom = builder.custom;
    endpoints = Set.copyOf(builder.endpoints);
    period = builder.period;
    budgeting = builder.budgeting;
    int[] unused = Series.lengths(period.longest(), budgeting);
    noData = builder.noData;
    alerts = builder.alerts == null ? possibleWorkbookAlerts() : List.copyOf(builder.alerts);
    if (alerts.size() > MOST_ALERTS) {
      throw Checks.refused("alerts of " + name, alerts.size(), "<= " + MOST_ALERTS);
    }
    Set<String> names = new HashSet<>();
    for (AlertRule alert : alerts) {
      if (!names.add(alert.name())) {
        throw Checks.refused("alert", alert.name(), "a name of its own within " + name);
      }
      if (alert.longWindow().compareTo(Duration.ofDays(31)) > 0) {
        throw Checks.refused("longWindow of " + alert.name(), alert.longWindow(), "<= PT744H");
      }
      if (!canFire(alert)) {
        throw Checks.refused(
            "factor of " + alert.name(),
            alert.factor().toPlainString(),
            "< " + objective.maximumBurnRate() + ", the burn rate when every event is bad");
      }
    }
  }

  private List<AlertRule> possibleWorkbookAlerts() {
    Duration length = period.nominal();
    return length.compareTo(Duration.ofDays(3)) <= 0
        ? List.of()
        : AlertRule.workbook(length).stream().filter(this::canFire).toList();
  }

  private boolean canFire(AlertRule alert) {
    return alert.threshold(objective).compareTo(BigDecimal.ONE) < 0;
  }

  /**
   * Requests that are answered: bad are 5xx, escaping exceptions and timeouts; 429 and other 4xx
   * are good, for the service did what it should.
   *
   * @param name 1 to 100 of A-Z a-z 0-9 _ - .
   * @param objective strictly between 0 and 1, such as 0.999
   */
  public static Slo availability(String name, double objective) {
    return builder(name, objective).bad("5xx").build();
  }

  /**
   * Requests answered within a threshold, inclusive. "P95 below 100 ms" is an objective of 0.95
   * with a threshold of 100 ms. A request with an unknown duration doesn't count; a timeout is bad.
   *
   * @param threshold above zero, at most an hour
   */
  public static Slo latency(String name, double objective, Duration threshold) {
    return builder(name, objective).latency(threshold).build();
  }

  /**
   * The runbook's "error rate below 0.1 %" as an objective of 0.999: bad are 5xx and exceptions.
   */
  public static Slo errorRate(String name, double objective) {
    return availability(name, objective);
  }

  /** The runbook's "429s below 1 %" as an objective of 0.99: bad is 429 alone. */
  public static Slo rateLimited(String name, double objective) {
    return builder(name, objective).bad("429").build();
  }

  /**
   * An objective on events that only the host can judge (freshness, durability, jobs), fed by
   * {@link SloTracker#record(String, boolean)}.
   */
  public static Slo custom(String name, double objective) {
    return builder(name, objective).custom().build();
  }

  /**
   * A builder for everything else.
   *
   * @param name 1 to 100 of A-Z a-z 0-9 _ - .
   * @param objective strictly between 0 and 1, at most nine decimals
   */
  public static Builder builder(String name, double objective) {
    return new Builder(name, Objective.of(objective));
  }

  /** The name, unique within a tracker. */
  public String name() {
    return name;
  }

  /** The share of events that must be good. */
  public Objective objective() {
    return objective;
  }

  /** The statuses that make an event bad, as given: {@code 5xx}, {@code 429}. */
  public List<String> badStatuses() {
    return bad;
  }

  /** The statuses that keep an event from counting, as given. */
  public List<String> ignoredStatuses() {
    return ignored;
  }

  /** The longest duration that is good, for an objective on latency. */
  public Optional<Duration> threshold() {
    return threshold;
  }

  /** Whether the host judges the events itself. */
  public boolean isCustom() {
    return custom;
  }

  /** The endpoints whose events count; empty for all. */
  public Set<String> endpoints() {
    return endpoints;
  }

  /** The period that the budget is for. */
  public SloPeriod period() {
    return period;
  }

  /** How the period's events are held against the objective. */
  public BudgetingMethod budgeting() {
    return budgeting;
  }

  /** What a window without events means to the alerts. */
  public NoData noData() {
    return noData;
  }

  /** The alerts, in the order given. */
  public List<AlertRule> alerts() {
    return alerts;
  }

  boolean failuresAreBad() {
    return failuresAreBad;
  }

  /** Everything that tells one objective from another, in a form that is equal by value. */
  private List<Object> parts() {
    return List.of(
        name, objective, bad, ignored, threshold, custom, endpoints, period, budgeting, noData,
        alerts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slo slo && parts().equals(slo.parts());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + objective;
  }

  /** Builds an {@link Slo}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Objective objective;
    private final Set<String> bad = new LinkedHashSet<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private final Set<String> endpoints = new LinkedHashSet<>();
    private boolean failuresAreBad;
    private @Nullable Duration threshold;
    private boolean custom;
    private SloPeriod period = SloPeriod.rolling(Duration.ofDays(30));
    private BudgetingMethod budgeting = BudgetingMethod.occurrences();
    private NoData noData = NoData.GOOD;
    private @Nullable List<AlertRule> alerts;

    private Builder(String name, Objective objective) {
      this.name = Checks.name("slo", name);
      this.objective = objective;
    }

    /**
     * Statuses that make an event bad. With {@code 500} or {@code 5xx} among them, escaping
     * exceptions and timeouts are bad as well.
     *
     * @param statuses {@code 1xx} to {@code 5xx}, or 100 to 599
     */
    public Builder bad(String... statuses) {
      StatusSet set = StatusSet.of(List.of(statuses));
      bad.addAll(List.of(statuses));
      failuresAreBad |= set.contains(500);
      return this;
    }

    /** Statuses whose events don't count, neither good nor bad. */
    public Builder ignore(String... statuses) {
      StatusSet unused = StatusSet.of(List.of(statuses));
      ignored.addAll(List.of(statuses));
      return this;
    }

    /** Events that take longer are bad; above zero, at most an hour. */
    public Builder latency(Duration longestGood) {
      Checks.positive("threshold", longestGood);
      if (longestGood.compareTo(Duration.ofHours(1)) > 0) {
        throw Checks.refused("threshold", longestGood, "<= PT1H");
      }
      threshold = longestGood;
      return this;
    }

    /** The host judges the events itself; excludes statuses, latency and endpoints. */
    public Builder custom() {
      custom = true;
      return this;
    }

    /** Counts only events of these endpoints. An endpoint is the name of a rule, never a path. */
    public Builder endpoint(String... names) {
      for (String endpoint : names) {
        endpoints.add(Checks.name("endpoint", endpoint));
      }
      return this;
    }

    /** The budget's period; 30 days rolling unless said otherwise. */
    public Builder period(SloPeriod newPeriod) {
      period = newPeriod;
      return this;
    }

    /**
     * How the period's events are held against the objective; by occurrences unless said otherwise.
     * Slices are kept one by one for the whole period, 16 bytes each: five minutes over 30 days add
     * 124 kB, a minute 685 kB. At most 45,000 are kept.
     */
    public Builder budgeting(BudgetingMethod method) {
      budgeting = method;
      return this;
    }

    /**
     * What a window without events means to the alerts; {@link NoData#GOOD} unless said otherwise.
     */
    public Builder noData(NoData meaning) {
      noData = meaning;
      return this;
    }

    /**
     * Adds an alert, at most 100. Without any, those of {@link AlertRule#workbook} that can fire
     * are used.
     */
    public Builder alert(AlertRule alert) {
      if (alerts == null) {
        alerts = new ArrayList<>();
      }
      alerts.add(alert);
      return this;
    }

    /** No alerts but those added afterwards. */
    public Builder noAlerts() {
      alerts = new ArrayList<>();
      return this;
    }

    /**
     * The objective.
     *
     * @throws IllegalArgumentException when nothing says which events are bad, when options
     *     contradict each other, or when an alert can never fire
     */
    public Slo build() {
      boolean onRequests = threshold != null || !bad.isEmpty();
      if (custom && (onRequests || !ignored.isEmpty() || !endpoints.isEmpty())) {
        throw Checks.refused("custom", name, "no statuses, latency or endpoints beside it");
      }
      if (!custom && !onRequests) {
        throw Checks.refused("bad", bad, "statuses, a latency threshold, or custom()");
      }
      if (threshold == null && !bad.isEmpty() && !anyCanBeBad()) {
        throw Checks.refused("bad", bad, "at least one status that is not ignored");
      }
      for (String status : ignored) {
        if (bad.contains(status)) {
          throw Checks.refused("ignore", status, "not also in bad");
        }
      }
      return new Slo(this);
    }

    private boolean anyCanBeBad() {
      StatusSet counted = StatusSet.of(bad);
      StatusSet not = StatusSet.of(ignored);
      return IntStream.range(100, 600)
          .anyMatch(status -> counted.contains(status) && !not.contains(status));
    }
  }
}
