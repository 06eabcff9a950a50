package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Keys of monitoring and build services. */
final class Observability {
  private static final String API_KEY = "API_KEY";

  private Observability() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
            "grafana-service-account-token",
            API_KEY,
            "Grafana service account token",
            "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
            "glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}"),
        Entry.token(
            "grafana-cloud-token",
            API_KEY,
            "Grafana Cloud access policy token",
            "https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/",
            "glc_[0-9A-Za-z+/=]{32,}"),
        Entry.token(
            "grafana-api-key",
            API_KEY,
            "Grafana API key (legacy)",
            "https://grafana.com/docs/grafana/latest/administration/api-keys/",
            new TokenOptions().tail(CharSet.BASE64),
            "eyJrIjoi[0-9A-Za-z]{60,}"),
        Entry.token(
            "sentry-user-token",
            API_KEY,
            "Sentry user token",
            "https://docs.sentry.io/account/auth-tokens/",
            "sntryu_[0-9a-f]{64}"),
        Entry.token(
            "sentry-org-token",
            API_KEY,
            "Sentry organisation token",
            "https://docs.sentry.io/account/auth-tokens/",
            new TokenOptions().tail(CharSet.BASE64.or(CharSet.of("_-"))),
            "sntrys_[0-9A-Za-z+/=]{40,}"),
        Entry.token(
            "datadog-app-key",
            API_KEY,
            "Datadog application key",
            "https://docs.datadoghq.com/account_management/api-app-keys/",
            "ddapp_[\\w]{34}"),
        Entry.token(
            "newrelic-user-key",
            API_KEY,
            "New Relic user key",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
            "NRAK-[0-9A-Z]{27}"),
        Entry.token(
            "newrelic-insights-key",
            API_KEY,
            "New Relic Insights insert or query key",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
            "NRII-[\\w-]{32}",
            "NRIQ-[\\w-]{32}"),
        Entry.token(
            "newrelic-browser-key",
            API_KEY,
            "New Relic browser key",
            "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
            "NRJS-[0-9a-f]{19}"),
        Entry.token(
            "dynatrace-token",
            API_KEY,
            "Dynatrace token",
            "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
            new TokenOptions().tail(CharSet.TOKEN.or(CharSet.of("."))),
            "dt0c01\\.[0-9A-Z]{24}\\.[0-9A-Z]{64}",
            "dt0s01\\.[0-9A-Z]{24}\\.[0-9A-Z]{64}",
            "dt0s16\\.[0-9A-Z]{24}\\.[0-9A-Z]{64}"),
        Entry.token(
            "honeycomb-ingest-key",
            API_KEY,
            "Honeycomb ingest key",
            "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
            "hcaik_[0-9a-z]{58}",
            "hcbik_[0-9a-z]{58}"),
        Entry.token(
            "posthog-personal-key",
            API_KEY,
            "PostHog personal API key",
            "https://posthog.com/docs/api",
            "phx_[0-9A-Za-z]{43}"),
        Entry.token(
            "axiom-token",
            API_KEY,
            "Axiom API or personal token",
            "https://axiom.co/docs/reference/tokens",
            "xaat-[0-9a-f-]{36}",
            "xapt-[0-9a-f-]{36}"),
        Entry.token(
            "circleci-token",
            API_KEY,
            "CircleCI personal or project token",
            "https://circleci.com/docs/managing-api-tokens/",
            "CCIPAT_[\\w]{40,}",
            "CCIPRJ_[\\w]{40,}"),
        Entry.token(
            "buildkite-token",
            API_KEY,
            "Buildkite user access token",
            "https://buildkite.com/docs/apis/managing-api-tokens",
            "bkua_[0-9a-f]{40}"),
        Entry.token(
            "logfire-token",
            API_KEY,
            "Pydantic Logfire token",
            "https://logfire.pydantic.dev/docs/",
            "pylf_v1_[0-9A-Za-z]{2}_[0-9A-Za-z]{43}",
            "pylf_v2_[0-9A-Za-z]{2}_[0-9A-Za-z]{43}"),
        Entry.pattern(
                "newrelic-license-key",
                API_KEY,
                "New Relic license key",
                "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
                CharSet.ALNUM,
                CharSet.ALNUM,
                null,
                "[0-9a-z]{36}NRAL")
            .left("NRAL", "a1".repeat(17) + "NRAL"));
  }
}
