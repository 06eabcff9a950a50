package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Keys and tokens of cloud providers and of the tools that run on them. */
final class Cloud {
  private static final String API_KEY = "API_KEY";

  private Cloud() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
                "aws-access-key-id",
                API_KEY,
                "AWS access key id, long-term",
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
                "AKIA[A-Z0-9]{16}")
            .left("AKIA", "ASIAPACIFIC1"),
        Entry.token(
                "aws-temporary-key-id",
                API_KEY,
                "AWS access key id of a temporary or bearer credential",
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
                new TokenOptions().common(),
                "ASIA[A-Z0-9]{16}",
                "ABIA[A-Z0-9]{16}",
                "ACCA[A-Z0-9]{16}",
                "A3T[A-Z0-9]{17}")
            .left("ASIA2026"),
        Entry.token(
            "aws-mws-token",
            API_KEY,
            "Amazon MWS authentication token",
            "https://developer-docs.amazon.com/sp-api",
            "amzn\\.mws\\.[0-9a-f-]{36}"),
        Entry.token(
            "aws-bedrock-key",
            API_KEY,
            "Amazon Bedrock API key",
            "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
            new TokenOptions().common(),
            "bedrock-api-key-[0-9A-Za-z+/=]{100}",
            "ABSK[0-9A-Za-z+/=]{100}"),
        Entry.token(
                "google-api-key",
                API_KEY,
                "Google API key",
                "https://cloud.google.com/docs/authentication/api-keys",
                "AIza[\\w-]{35}")
            .left("AIza", "AIzawa"),
        Entry.token(
            "google-oauth-access-token",
            "TOKEN",
            "Google OAuth 2.0 access token",
            "https://developers.google.com/identity/protocols/oauth2",
            "ya29\\.[\\w-]{20,}"),
        Entry.token(
                "google-oauth-refresh-token",
                "TOKEN",
                "Google OAuth 2.0 refresh token",
                "https://developers.google.com/identity/protocols/oauth2",
                new TokenOptions().common(),
                "1//0[\\w-]{38,}")
            .left("1//0", "1//08 done"),
        Entry.token(
            "google-oauth-client-secret",
            API_KEY,
            "Google OAuth 2.0 client secret",
            "https://developers.google.com/identity/protocols/oauth2",
            "GOCSPX-[\\w-]{28}"),
        Entry.token(
            "digitalocean-personal-token",
            API_KEY,
            "DigitalOcean personal access token",
            "https://docs.digitalocean.com/reference/api/",
            "dop_v1_[0-9a-f]{64}"),
        Entry.token(
            "digitalocean-oauth-token",
            API_KEY,
            "DigitalOcean OAuth access token",
            "https://docs.digitalocean.com/reference/api/",
            "doo_v1_[0-9a-f]{64}"),
        Entry.token(
            "digitalocean-refresh-token",
            API_KEY,
            "DigitalOcean OAuth refresh token",
            "https://docs.digitalocean.com/reference/api/",
            "dor_v1_[0-9a-f]{64}"),
        Entry.token(
            "heroku-api-key",
            API_KEY,
            "Heroku API key",
            "https://devcenter.heroku.com/articles/platform-api-quickstart",
            "HRKU-AA[\\w-]{58}"),
        Entry.token(
            "fly-access-token",
            API_KEY,
            "Fly.io access token",
            "https://fly.io/docs/security/tokens/",
            new TokenOptions().tail(CharSet.BASE64.or(CharSet.of("-_,"))),
            "fo1_[\\w-]{43}",
            "fm1r_[0-9A-Za-z+/]{100}",
            "fm1a_[0-9A-Za-z+/]{100}",
            "fm2_[0-9A-Za-z+/]{100}"),
        Entry.token(
                "cloudflare-origin-ca-key",
                API_KEY,
                "Cloudflare origin CA key",
                "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
                new TokenOptions().common(),
                "v1\\.0-[0-9a-f]{24}-[0-9a-f]{95}")
            .left("v1.0-rc1", "v1.0-20260101"),
        Entry.token(
            "planetscale-token",
            API_KEY,
            "PlanetScale service token",
            "https://planetscale.com/docs/api/reference/service-tokens",
            "pscale_tkn_[\\w=.-]{32}"),
        Entry.token(
            "planetscale-oauth-token",
            API_KEY,
            "PlanetScale OAuth token",
            "https://planetscale.com/docs/api/reference/oauth",
            "pscale_oauth_[\\w=.-]{32}"),
        Entry.token(
                "pulumi-token",
                API_KEY,
                "Pulumi access token",
                "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
                new TokenOptions().common(),
                "pul-[0-9a-f]{40}")
            .left("pul-request", "pul-1234567"),
        Entry.token(
            "vault-service-token",
            API_KEY,
            "HashiCorp Vault service token",
            "https://developer.hashicorp.com/vault/docs/concepts/tokens",
            "hvs\\.[\\w-]{24,}"),
        Entry.token(
            "vault-batch-token",
            API_KEY,
            "HashiCorp Vault batch token",
            "https://developer.hashicorp.com/vault/docs/concepts/tokens",
            "hvb\\.[\\w-]{24,}"),
        Entry.token(
            "vault-recovery-token",
            API_KEY,
            "HashiCorp Vault recovery token",
            "https://developer.hashicorp.com/vault/docs/concepts/tokens",
            "hvr\\.[\\w-]{24,}"),
        Entry.token(
            "doppler-token",
            API_KEY,
            "Doppler token (personal, service, CLI, service account, SCIM, audit)",
            "https://docs.doppler.com/docs/service-tokens",
            "dp\\.pt\\.[0-9A-Za-z]{43}",
            "dp\\.st\\.[0-9A-Za-z._-]{40}",
            "dp\\.ct\\.[0-9A-Za-z]{40}",
            "dp\\.sa\\.[0-9A-Za-z]{40}",
            "dp\\.scim\\.[0-9A-Za-z]{40}",
            "dp\\.audit\\.[0-9A-Za-z]{40}"),
        Entry.token(
            "prefect-token",
            API_KEY,
            "Prefect API token",
            "https://docs.prefect.io/v3/manage/cloud/manage-users/api-keys",
            "pnu_[0-9A-Za-z]{36}",
            "pnb_[0-9A-Za-z]{36}"),
        Entry.token(
                "scalingo-token",
                API_KEY,
                "Scalingo API token",
                "https://developers.scalingo.com/",
                new TokenOptions().common(),
                "tk-us-[\\w-]{48}")
            .left("tk-us-east-1"),
        Entry.token(
                "openshift-token",
                API_KEY,
                "OpenShift user token",
                "https://docs.openshift.com/container-platform/latest/authentication/",
                "sha256~[\\w-]{43}")
            .left("sha256:abc"),
        Entry.token(
            "alibaba-access-key-id",
            API_KEY,
            "Alibaba Cloud access key id",
            "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
            "LTAI[0-9A-Za-z]{16,}"),
        Entry.token(
            "tencent-secret-id",
            API_KEY,
            "Tencent Cloud secret id",
            "https://www.tencentcloud.com/document/product/598/32675",
            "AKID[0-9A-Za-z]{32}"),
        Entry.token(
            "yandex-api-key",
            API_KEY,
            "Yandex Cloud API key",
            "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
            "AQVN[\\w-]{35}"),
        Entry.token(
            "volcengine-access-key-id",
            API_KEY,
            "Volcano Engine access key id",
            "https://www.volcengine.com/docs/6257/64983",
            new TokenOptions().common().needsDigit(),
            "AKLT[0-9A-Za-z]{30,}"),
        Entry.token(
            "cockroach-key",
            API_KEY,
            "CockroachDB Cloud API key",
            "https://www.cockroachlabs.com/docs/cockroachcloud/managing-access",
            "CCDB1_[0-9A-Za-z]{22}_[0-9A-Za-z]{40}"),
        Entry.token(
            "defined-networking-key",
            API_KEY,
            "Defined Networking API key",
            "https://docs.defined.net/guides/automating-host-creation/",
            "dnkey-[\\w=-]{26}-[\\w=-]{52}"),
        Entry.token(
            "netlify-token",
            API_KEY,
            "Netlify personal access token",
            "https://docs.netlify.com/api/get-started/",
            "nfp_[0-9A-Za-z]{36}"),
        Entry.token(
            "vercel-blob-token",
            API_KEY,
            "Vercel Blob read-write token",
            "https://vercel.com/docs/vercel-blob",
            "vercel_blob_rw_[0-9A-Za-z]{16}_[0-9A-Za-z]{30}"),
        Entry.token(
            "supabase-token",
            API_KEY,
            "Supabase personal access token",
            "https://supabase.com/docs/reference/cli/global-flags",
            "sbp_[0-9a-f]{40}"),
        Entry.token(
            "supabase-secret-key",
            API_KEY,
            "Supabase secret API key",
            "https://supabase.com/docs/guides/api/api-keys",
            "sb_secret_[\\w-]{31}"),
        Entry.token(
            "render-api-key",
            API_KEY,
            "Render API key",
            "https://render.com/docs/api",
            "rnd_[0-9A-Za-z]{32}"),
        Entry.token(
                "databricks-token",
                API_KEY,
                "Databricks personal access token",
                "https://docs.databricks.com/en/dev-tools/auth/pat.html",
                new TokenOptions().common(),
                "dapi[0-9a-f]{32}")
            .left("dapi123", "dapifacade"),
        Entry.token(
            "tailscale-key",
            API_KEY,
            "Tailscale key (auth, API, OAuth client)",
            "https://tailscale.com/kb/1277/key-prefixes",
            "tskey-[0-9A-Za-z]{3,}-[0-9A-Za-z-]{17,}"),
        Entry.pattern(
                "terraform-cloud-token",
                API_KEY,
                "Terraform Cloud or Enterprise API token",
                "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
                CharSet.ALNUM,
                CharSet.NONE,
                null,
                "[0-9A-Za-z]{14}\\.atlasv1\\.[\\w=-]{60,200}")
            .left("x.atlasv1.y", "abcdefghij1234.atlasv2." + "a1".repeat(32)),
        Entry.pattern(
                "azure-client-secret",
                API_KEY,
                "Microsoft Entra ID (Azure AD) client secret",
                "https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app",
                CharSet.TOKEN,
                CharSet.NONE,
                null,
                "[\\w~.]{3}8Q~[\\w~.-]{30,64}",
                "[\\w~.]{3}7Q~[\\w~.-]{30,64}")
            .left("abc8Q~short"),
        Entry.pattern(
                "azure-service-key",
                API_KEY,
                "Azure service key that says what it is: OpenAI, Cognitive Services, DevOps tokens",
                "https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
                CharSet.ALNUM,
                CharSet.NONE,
                null,
                "[0-9A-Za-z]{52}JQQJ99[0-9A-Za-z]{20,40}")
            .left("JQQJ99", "a1".repeat(20) + "JQQJ99" + "a1".repeat(14)),
        Entry.token(
            "amazon-oauth-secret",
            API_KEY,
            "Login with Amazon client secret",
            "https://developer.amazon.com/docs/login-with-amazon/security-profile.html",
            "amzn1\\.oa2-cs\\.v1\\.[0-9a-f]{64}"));
  }
}
