package dev.hardening.headers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the answers to requests that never reached the filter. */
final class ContractAnswers {
  private final ContractSettings settings;
  private final HeaderPlans plans;
  private final RequestIds ids;

  ContractAnswers(ContractSettings settings, HeaderPlans plans, RequestIds ids) {
    this.settings = settings;
    this.plans = plans;
    this.ids = ids;
  }

  /** As {@link HeaderContractFilter#answer} says. */
  ContractAnswer answer(
      int status,
      @Nullable String requestId,
      boolean secure,
      @Nullable String accept,
      long elapsedNanos) {
    String id = requestId != null && RequestIds.isCanonical(requestId) ? requestId : ids.next();
    Map<String, String> headers = headers(plans.standard(secure), id, elapsedNanos);
    settings.counters().errorsAnswered.increment();
    if (!ErrorBody.isAllowed(status)) {
      return new ContractAnswer(status, headers, "", "");
    }
    ErrorBody body = ErrorBody.of(status, settings.errorFormat(), accept, id);
    return new ContractAnswer(status, headers, body.contentType(), body.text());
  }

  private Map<String, String> headers(HeaderPlan plan, String id, long elapsedNanos) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(HeaderPlan.REQUEST_ID, id);
    if (settings.latency().shown()) {
      headers.put(HeaderPlan.LATENCY, Latency.text(settings.latency().millis(elapsedNanos)));
    }
    String nonce = plan.hasNonce ? ids.nonce() : "";
    for (int i = 0; i < plan.names.length; i++) {
      headers.put(plan.names[i], plan.values[i].replace(SecurityHeader.NONCE, nonce));
    }
    return headers;
  }
}
