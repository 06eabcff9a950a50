package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Tokens of source hosts. */
final class SourceControl {
  private static final String API_KEY = "API_KEY";

  private SourceControl() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
                "github-personal-token",
                API_KEY,
                "GitHub personal access token (classic)",
                "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/",
                "ghp_[0-9A-Za-z]{36}")
            .confidence("CRC32 (raises confidence)", SpanCheck.GITHUB_CHECKSUM)
            .left("ghp_", "ghp_name"),
        Entry.token(
                "github-oauth-token",
                API_KEY,
                "GitHub OAuth access token",
                "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/",
                "gho_[0-9A-Za-z]{36}")
            .confidence("CRC32 (raises confidence)", SpanCheck.GITHUB_CHECKSUM)
            .left("gho_", "gho_name"),
        Entry.token(
                "github-user-token",
                API_KEY,
                "GitHub app user access token",
                "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/",
                "ghu_[0-9A-Za-z]{36}")
            .confidence("CRC32 (raises confidence)", SpanCheck.GITHUB_CHECKSUM)
            .left("ghu_", "ghu_name"),
        Entry.token(
                "github-installation-token",
                API_KEY,
                "GitHub app installation token",
                "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/",
                "ghs_[0-9A-Za-z]{36}")
            .confidence("CRC32 (raises confidence)", SpanCheck.GITHUB_CHECKSUM)
            .left("ghs_", "ghs_name"),
        Entry.token(
                "github-refresh-token",
                API_KEY,
                "GitHub app refresh token",
                "https://github.blog/engineering/behind-githubs-new-authentication-token-formats/",
                "ghr_[0-9A-Za-z]{36}")
            .confidence("CRC32 (raises confidence)", SpanCheck.GITHUB_CHECKSUM)
            .left("ghr_", "ghr_name"),
        Entry.token(
            "github-fine-grained-token",
            API_KEY,
            "GitHub fine-grained personal access token",
            "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens",
            "github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}"),
        Entry.token(
            "gitlab-personal-token",
            API_KEY,
            "GitLab personal access token",
            "https://docs.gitlab.com/security/tokens/",
            new TokenOptions().tail(CharSet.TOKEN.or(CharSet.of("."))),
            "glpat-[\\w-]{20}"),
        Entry.token(
            "gitlab-deploy-token",
            API_KEY,
            "GitLab deploy token",
            "https://docs.gitlab.com/security/tokens/",
            "gldt-[\\w-]{20}"),
        Entry.token(
            "gitlab-feed-token",
            API_KEY,
            "GitLab feed token",
            "https://docs.gitlab.com/security/tokens/",
            "glft-[\\w-]{20}"),
        Entry.token(
            "gitlab-runner-token",
            API_KEY,
            "GitLab runner authentication token",
            "https://docs.gitlab.com/security/tokens/",
            "glrt-[\\w-]{20}",
            "glrtr-[\\w-]{20}"),
        Entry.token(
            "gitlab-workspace-token",
            API_KEY,
            "GitLab workspace token",
            "https://docs.gitlab.com/security/tokens/",
            "glwt-[\\w-]{20}"),
        Entry.token(
            "gitlab-scim-token",
            API_KEY,
            "GitLab SCIM token",
            "https://docs.gitlab.com/security/tokens/",
            "glsoat-[\\w-]{20}"),
        Entry.token(
            "gitlab-feature-flag-token",
            API_KEY,
            "GitLab feature flag client token",
            "https://docs.gitlab.com/security/tokens/",
            "glffct-[\\w-]{20}"),
        Entry.token(
            "gitlab-job-token",
            API_KEY,
            "GitLab CI/CD job token",
            "https://docs.gitlab.com/security/tokens/",
            "glcbt-[\\w-]{22}"),
        Entry.token(
            "gitlab-trigger-token",
            API_KEY,
            "GitLab pipeline trigger token",
            "https://docs.gitlab.com/security/tokens/",
            "glptt-[\\w-]{40}"),
        Entry.token(
            "gitlab-oauth-secret",
            API_KEY,
            "GitLab OAuth application secret",
            "https://docs.gitlab.com/security/tokens/",
            "gloas-[\\w-]{64}"),
        Entry.token(
            "gitlab-agent-token",
            API_KEY,
            "GitLab Kubernetes agent token",
            "https://docs.gitlab.com/security/tokens/",
            "glagent-[\\w-]{50}"),
        Entry.token(
            "gitlab-mail-token",
            API_KEY,
            "GitLab incoming mail token",
            "https://docs.gitlab.com/security/tokens/",
            "glimt-[\\w-]{25}"),
        Entry.token(
            "gitlab-registration-token",
            API_KEY,
            "GitLab runner registration token",
            "https://docs.gitlab.com/security/tokens/",
            "GR1348941[\\w-]{20}"),
        Entry.token(
            "gitlab-session",
            "TOKEN",
            "GitLab session cookie",
            "https://docs.gitlab.com/",
            new TokenOptions().keepPrefix(),
            "_gitlab_session=[0-9a-z]{32}"),
        Entry.token(
            "bitbucket-app-password",
            API_KEY,
            "Bitbucket app password",
            "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
            "ATBB[0-9A-Za-z]{32}"),
        Entry.token(
            "atlassian-api-token",
            API_KEY,
            "Atlassian API token",
            "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
            "ATATT3[\\w=-]{100,}"),
        Entry.token(
            "atlassian-access-token",
            API_KEY,
            "Bitbucket repository, project or workspace access token",
            "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
            "ATCTT3[\\w=-]{100,}"),
        Entry.token(
            "sourcegraph-token",
            API_KEY,
            "Sourcegraph access token",
            "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
            "sgp_[0-9a-f_]{40,}"),
        Entry.token(
                "sonarqube-token",
                API_KEY,
                "SonarQube user, project analysis or global analysis token",
                "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
                new TokenOptions().common().needsDigit(),
                "squ_[0-9a-f]{40}",
                "sqp_[0-9a-f]{40}",
                "sqa_[0-9a-f]{40}")
            .left("sqp_encode", "squ_1234567"));
  }
}
