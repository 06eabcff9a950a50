package dev.hardening.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One burn rate and one verdict over several objectives. Immutable and pure.
 *
 * <p>The weighted burn rate is the weights' sum of the members' burn rates (OpenSLO's composite of
 * occurrences), with weights that add up to 1; the weighted remaining budget is 1 less that over
 * the period. {@code allMet} and {@code anyMet} are the composites by "and" and "or".
 *
 * @param weights the weight of each objective by name, above 0; shares of their sum
 */
public record CompositeSlo(Map<String, Double> weights) {
  /**
   * Copies the weights.
   *
   * @throws IllegalArgumentException if there is none, or one is not above 0
   */
  public CompositeSlo {
    if (weights.isEmpty()) {
      throw Checks.refused("weights", "{}", "at least one");
    }
    weights.forEach(
        (name, weight) -> {
          if (!(weight > 0 && weight < 1e9)) {
            throw Checks.refused("weight of " + name, weight, "> 0 and < 1e9");
          }
        });
    weights = new LinkedHashMap<>(weights);
  }

  @Override
  public Map<String, Double> weights() {
    return Collections.unmodifiableMap(weights);
  }

  /**
   * The members' burn rates, weighted.
   *
   * @param budgets a reading of each member by name, all over the same window
   * @throws IllegalArgumentException if a member is missing
   */
  public double burnRate(Map<String, ErrorBudget> budgets) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal all = BigDecimal.ZERO;
    for (Map.Entry<String, Double> member : weights.entrySet()) {
      BigDecimal weight = BigDecimal.valueOf(member.getValue());
      sum = sum.add(weight.multiply(BigDecimal.valueOf(of(budgets, member.getKey()).burnRate())));
      all = all.add(weight);
    }
    return sum.divide(all, MathContext.DECIMAL64).doubleValue();
  }

  /**
   * The part of the composite budget that is left: 1 less the weighted burn rate over the period.
   */
  public double remaining(Map<String, ErrorBudget> budgets) {
    return 1 - burnRate(budgets);
  }

  /** Whether every member meets its objective. */
  public boolean allMet(Map<String, ErrorBudget> budgets) {
    return members(budgets).stream().allMatch(ErrorBudget::met);
  }

  /** Whether at least one member meets its objective: for redundant ways to one end. */
  public boolean anyMet(Map<String, ErrorBudget> budgets) {
    return members(budgets).stream().anyMatch(ErrorBudget::met);
  }

  private List<ErrorBudget> members(Map<String, ErrorBudget> budgets) {
    return weights.keySet().stream().map(name -> of(budgets, name)).toList();
  }

  private static ErrorBudget of(Map<String, ErrorBudget> budgets, String name) {
    ErrorBudget budget = budgets.get(name);
    if (budget == null) {
      throw Checks.refused("budgets", budgets.keySet(), "also " + name);
    }
    return budget;
  }
}
