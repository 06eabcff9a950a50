package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.ArrayList;
import java.util.List;

/** Tokens of other services, and tokens by their form: JWT, bearer, cookies, sessions. */
final class Tokens {
  private static final String API_KEY = "API_KEY";

  private static final CharSet PERCENT = CharSet.BASE64.or(CharSet.of("%-_.~"));

  private Tokens() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
            "notion-token",
            API_KEY,
            "Notion integration token",
            "https://developers.notion.com/docs/authorization",
            "ntn_[0-9]{11}[0-9A-Za-z]{35}"),
        Entry.token(
            "linear-key",
            API_KEY,
            "Linear API key",
            "https://linear.app/developers",
            "lin_api_[0-9A-Za-z]{40}",
            "lin_oauth_[0-9a-f]{64}"),
        Entry.token(
            "postman-key",
            API_KEY,
            "Postman API key",
            "https://learning.postman.com/docs/developer/postman-api/authentication/",
            "PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
        Entry.token(
                "airtable-token",
                API_KEY,
                "Airtable personal access token",
                "https://airtable.com/developers/web/guides/personal-access-tokens",
                new TokenOptions().common().tail(CharSet.TOKEN.or(CharSet.of("."))),
                "pat[0-9A-Za-z]{14}\\.[0-9a-f]{64}")
            .left("patch", "pattern1234567"),
        Entry.token(
            "onepassword-service-token",
            API_KEY,
            "1Password service account token",
            "https://developer.1password.com/docs/service-accounts/",
            "ops_eyJ[0-9A-Za-z+/=]{100,}"),
        Entry.token(
            "readme-key",
            API_KEY,
            "ReadMe API key",
            "https://docs.readme.com/main/reference/intro/authentication",
            "rdme_[0-9a-z]{70}"),
        Entry.token(
                "harness-token",
                API_KEY,
                "Harness personal or service account token",
                "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
                new TokenOptions().common(),
                "pat\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z]{24}\\.[0-9A-Za-z]{20}",
                "sat\\.[0-9A-Za-z_-]{22}\\.[0-9A-Za-z]{24}\\.[0-9A-Za-z]{20}")
            .left("pat.1234567", "sat.nov"),
        Entry.token(
            "figma-token",
            API_KEY,
            "Figma personal access token",
            "https://www.figma.com/developers/api#access-tokens",
            "figd_[\\w-]{40,}"),
        Entry.token(
            "contentful-token",
            API_KEY,
            "Contentful personal access token",
            "https://www.contentful.com/developers/docs/references/authentication/",
            "CFPAT-[\\w-]{43}"),
        Entry.token(
            "hubspot-token",
            API_KEY,
            "HubSpot private app token",
            "https://developers.hubspot.com/docs/api/private-apps",
            "pat-na1-[0-9a-f-]{36}",
            "pat-na2-[0-9a-f-]{36}",
            "pat-eu1-[0-9a-f-]{36}"),
        Entry.token(
                "dropbox-token",
                API_KEY,
                "Dropbox short-lived token",
                "https://www.dropbox.com/developers/documentation/http/documentation",
                new TokenOptions().common(),
                "sl\\.[\\w-]{130,}")
            .left("sl.1234567"),
        Entry.token(
            "typeform-token",
            API_KEY,
            "Typeform access token",
            "https://www.typeform.com/developers/get-started/personal-access-token/",
            "tfp_[\\w.=-]{44,}"),
        Entry.token(
            "mapbox-secret-token",
            API_KEY,
            "Mapbox secret token",
            "https://docs.mapbox.com/help/getting-started/access-tokens/",
            new TokenOptions().tail(CharSet.TOKEN.or(CharSet.of("."))),
            "sk\\.eyJ[\\w-]{20,}"),
        Entry.token(
                "infracost-key",
                API_KEY,
                "Infracost API key",
                "https://www.infracost.io/docs/",
                new TokenOptions().common(),
                "ico-[0-9A-Za-z]{32}")
            .left("ico-1234567"),
        Entry.token(
            "facebook-page-token",
            "TOKEN",
            "Facebook or Instagram access token",
            "https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
            new TokenOptions().common(),
            "EAAM[0-9A-Za-z]{60,}",
            "EAAC[0-9A-Za-z]{60,}",
            "EAAB[0-9A-Za-z]{60,}",
            "EAAG[0-9A-Za-z]{60,}"),
        Entry.token(
                "launchdarkly-key",
                API_KEY,
                "LaunchDarkly SDK or API key",
                "https://docs.launchdarkly.com/home/account/api",
                new TokenOptions().common().needsDigit(),
                "sdk-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "api-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
            .left("sdk-1234567", "api-gateway-7", "sdk-35-0-0"),
        Entry.token(
                "jwt-header",
                "TOKEN",
                "JSON Web Token, whole or cut short, by the beginning of its header",
                "https://www.rfc-editor.org/rfc/rfc7519",
                new TokenOptions().tail(CharSet.TOKEN.or(CharSet.of(".="))),
                "eyJhbGciOi[\\w-]{10,}",
                "eyJ0eXAiOi[\\w-]{10,}",
                "eyJraWQiOi[\\w-]{10,}",
                "eyJlbmMiOi[\\w-]{10,}",
                "eyJjdHkiOi[\\w-]{10,}")
            .confidence("JOSE header (raises confidence)", SpanCheck.JWT_HEADER),
        Entry.pattern(
                "jwt",
                "TOKEN",
                "JSON Web Token with any header",
                "https://www.rfc-editor.org/rfc/rfc7519",
                CharSet.ALNUM,
                CharSet.NONE,
                null,
                "eyJ[\\w-]{8,300}\\.[\\w-]{4}[\\w.=-]*")
            .left("eyJ", "eyJhbGci."),
        Entry.token(
                "jwt-base64",
                "TOKEN",
                "JSON Web Token that was encoded in base64 once more",
                "https://www.rfc-editor.org/rfc/rfc7519",
                new TokenOptions().common().needsDigit().tail(CharSet.BASE64.or(CharSet.TOKEN)),
                "ZXlK[0-9A-Za-z+/=]{40,}")
            .left("ZXlK", "ZXlKabc123"),
        Entry.token(
            "registry-credentials",
            "PASSWORD",
            "Credentials of container registries as a Kubernetes secret keeps them",
            "https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/",
            new TokenOptions().common().tail(CharSet.BASE64),
            "eyJhdXRocyI6[0-9A-Za-z+/]{20,}"),
        Entry.token(
                "firebase-token",
                "TOKEN",
                "Firebase Cloud Messaging server key or registration token",
                "https://firebase.google.com/docs/cloud-messaging/manage-tokens",
                new TokenOptions().common().needsDigit(),
                "APA91b[\\w-]{100,}")
            .found("fcm dR1x2y:~APA91b" + "aB3-_".repeat(26) + "~"),
        Entry.token(
            "frameio-token",
            API_KEY,
            "Frame.io developer token",
            "https://developer.frame.io/docs/getting-started/authentication",
            "fio-u-[\\w=-]{64}"),
        Entry.token(
            "intra42-secret",
            API_KEY,
            "42 Intra API client secret",
            "https://api.intra.42.fr/apidoc/guides/getting_started",
            "s-s4t2ud-[0-9a-f]{64}",
            "s-s4t2af-[0-9a-f]{64}"),
        Entry.token(
                "settlemint-token",
                API_KEY,
                "SettleMint application, personal or service access token",
                "https://console.settlemint.com/documentation/",
                new TokenOptions().common(),
                "sm_aat_[0-9A-Za-z]{16}",
                "sm_pat_[0-9A-Za-z]{16}",
                "sm_sat_[0-9A-Za-z]{16}")
            .left("sm_pat_1234567"),
        Entry.token(
            "wakatime-key",
            API_KEY,
            "WakaTime API key",
            "https://wakatime.com/developers",
            "waka_[0-9a-f-]{36}"),
        Entry.token(
            "adobe-client-secret",
            API_KEY,
            "Adobe client secret",
            "https://developer.adobe.com/developer-console/docs/guides/authentication/",
            "p8e-[0-9A-Za-z_-]{32}"),
        Entry.token(
                "bearer-token",
                "TOKEN",
                "The credential after Bearer",
                "https://www.rfc-editor.org/rfc/rfc6750",
                new TokenOptions()
                    .ignoreCase()
                    .keepPrefix()
                    .tail(CharSet.BASE64.or(CharSet.of("._~-")))
                    .check(SpanCheck.NO_PAIR),
                "Bearer [0-9A-Za-z._~+/=-]{20,}")
            .left(
                "Bearer authentication failed",
                "a bearer of news",
                "token_type=bearer expires_in=3600"),
        Entry.of(
                "basic-credentials",
                "PASSWORD",
                "The credentials after Basic",
                "https://www.rfc-editor.org/rfc/rfc7617",
                "Basic and base64",
                new TokenOptions()
                    .ignoreCase()
                    .common()
                    .keepPrefix()
                    .tail(CharSet.BASE64)
                    .check(SpanCheck.BASIC_CREDENTIALS)
                    .matcher("Basic ", CharSet.BASE64, 8))
            .validator("base64 of user:password")
            .found("Basic ~dXNlcjpwYXNz~")
            .left("Basic authentication", "basic1234 tests"),
        Entry.keys(
                "authorization-header",
                "TOKEN",
                "The credential of an Authorization header, its scheme kept",
                "https://www.rfc-editor.org/rfc/rfc9110#section-11.6",
                Demand.AUTHORIZATION,
                "authorization",
                "proxy_authorization",
                "x_amz_security_token",
                "x_auth",
                "auth_header")
            .found(
                "Authorization: Token ~abc~",
                "\"authorization\":\"Bearer ~abc~\"",
                "Authorization: ~abcdef123456~")
            .left("authorization: denied", "authorization: required"),
        Entry.of(
                "authorization-parameter",
                "TOKEN",
                "The proof among the parameters of an Authorization header: Digest, Hawk, OAuth 1.0, HTTP signatures",
                "https://www.rfc-editor.org/rfc/rfc7616#section-3.4",
                "response=\"...\", mac=\"...\", signature=\"...\"",
                authorizationParameters())
            .found(
                "Digest username=\"joe\", response=\"~6629fae49393a05397450978507c4ef1~\", qop=auth",
                "{\"h\":\"Digest response=\\\"~6629fae49393a05397450978507c4ef1~\\\"\"}",
                "Hawk id=\"a\", mac=\"~6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=~\"",
                "OAuth oauth_signature=\"~tnnArxj06cWHq44gCs1OSKk%2FjLY%3D~\"")
            .left(
                "response=\"200 OK\"",
                "response=\"a body of thirty-two characters or more\"",
                "mac=\"00:1b:44:11:3a:b7\"",
                "signature=\"none\""),
        Entry.keys(
                "cookie-header",
                "TOKEN",
                "The value of a Cookie or Set-Cookie header",
                "https://www.rfc-editor.org/rfc/rfc6265",
                Demand.COOKIE,
                "cookie",
                "set_cookie")
            .found("Cookie: ~sid=abc; theme=dark~", "{\"cookie\":\"~sid=abc~\"}")
            .left("cookie: none", "cookie: accepted"),
        Entry.keys(
                "session-key",
                "TOKEN",
                "The value of a key that names a session",
                "Names in use in configuration files and payloads",
                Demand.SECRET_LIKE,
                "*session_id",
                "*sessid",
                "*session_token",
                "*session_key",
                "connect.sid",
                "*session_cookie",
                "sid")
            .found("JSESSIONID=~0123456789ABCDEF~", "\"session_id\":\"~a1b2c3d4e5~\"")
            .left("session_id=none", "sid: 12", "sessionid: 0x14ede63a5a70002"),
        Entry.keys(
                "token-key",
                "TOKEN",
                "The value of a key that says what a token is for",
                "Names in use in configuration files and payloads",
                Demand.TOKEN,
                "*auth_token",
                "*authentication_token",
                "*access_token",
                "*refresh_token",
                "id_token",
                "*csrf_token",
                "*xsrf_token",
                "*bearer_token",
                "*api_token",
                "*security_token",
                "*nonce_token",
                "*otp_token",
                "*reset_token",
                "*device_token",
                "*push_token",
                "*remember_token",
                "*token_value",
                "*code_verifier",
                "*device_code",
                "*authorization_code")
            .found(
                "auth_token=~12345678901234567890~",
                "&code_verifier=~dBjftJeZ4CVP-mB92K27uhbU~&x=1",
                "access_token: ~a1b2c3~",
                "OAuth2AccessToken(tokenValue=~abcdef1~, type=Bearer)",
                "\"refreshToken\":\"~abcdef~\"")
            .left(
                "access token: acquired",
                "{\"access_token\":\"expired\"}",
                "access_token=none",
                "access_token=abc",
                "accessToken = getToken()",
                "token_type=bearer",
                "grant_type=authorization_code&x=1",
                "invalid token: 12345678"),
        Entry.keys(
                "saml-response",
                "TOKEN",
                "A SAML response or assertion as a parameter",
                "https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf",
                Demand.SECRET_LIKE,
                "*saml_response",
                "*saml_assertion")
            .found("SAMLResponse=~PHNhbWxwOlJlc3BvbnNl1~&RelayState=x")
            .left("samlResponse=null", "saml_response: received"),
        Entry.of(
                "oauth-code",
                "TOKEN",
                "The code of an OAuth redirect or token request, beside its state or grant type",
                "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2",
                "?code=...&state=...",
                new TokenOptions()
                    .common()
                    .before(CharSet.of("?&#").complement())
                    .keepPrefix()
                    .tail(PERCENT)
                    .check(ContextChecks.OAUTH_CODE)
                    .matcher("code=", PERCENT, 10))
            .validator("mixed characters; 64 of them, or state or grant type in the same query")
            .found(
                "https://x/cb?code=~SplxlOBeZQQYbYS6WxSbIA~&state=xyz",
                "https://x/cb?state=xyz&code=~4/0AX4XfWh-a1~ HTTP/1.1",
                "https://x/cb?code=~0.AXoA".concat("a1B2".repeat(15)).concat("~&x=1"),
                "grant_type=authorization_code&code=~SplxlOBeZQQYbYS6WxSbIA~")
            .left(
                "https://x/e?code=404",
                "https://x/e?code=404&state=xyz",
                "https://x/e?code=unavailable&state=open",
                "https://x/e?code=SplxlOBeZQQYbYS6WxSbIA&statement=1",
                "https://x/e?code=SUMMER2024X"),
        Entry.of(
                "url-signature",
                "SECRET",
                "Signature of a presigned URL (CloudFront, AWS version 2, Google)",
                "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html",
                "&Signature=...",
                new TokenOptions()
                    .ignoreCase()
                    .common()
                    .before(CharSet.of("?&").complement())
                    .keepPrefix()
                    .tail(PERCENT)
                    .check(SpanCheck.MIXED_CHARACTERS)
                    .matcher("signature=", PERCENT, 20))
            .validator("mixed case, or digits")
            .found(
                "https://d.cloudfront.net/x?Expires=1&Signature=~abcDEFx-_abcDEFghiJKL__~&Key-Pair-Id=A",
                "https://b.s3.amazonaws.com/x?AWSAccessKeyId=A&Signature=~vjbyPxybdZaNmGa%2ByT272YEAiv4%3D~&x=1")
            .left(
                "?signature=none",
                "?signature=method_with_a_long_name",
                "a.signature=abcDEFghiJKLmnoPQRstuv1 x"),
        Entry.keys(
                "plain-token-key",
                "TOKEN",
                "The value of a key named token, where it looks like a secret",
                "Names in use in configuration files and payloads",
                Demand.SECRET_LIKE,
                "token",
                "*jwt",
                "auth")
            .found(
                "token=~a1b2c3d4e5~",
                "token=~abcdefghijklmnopqrstuvwxyz~",
                "\"token\":\"~a1b2c3d4e5f6~\"")
            .left(
                "token=-9223372036854775808",
                "token=identifier",
                "token=Token{78af589 u0}",
                "token: expired",
                "input_tokens: 1234567890",
                "activity token: android.os.BinderProxy@2bd79ce",
                "max_tokens=4096"));
  }

  private static Matcher[] authorizationParameters() {
    List<Matcher> matchers = new ArrayList<>();
    addParameter(matchers, "response=", CharSet.HEX, 32);
    addParameter(matchers, "mac=", CharSet.BASE64, 28);
    addParameter(matchers, "signature=", PERCENT, 24);
    return matchers.toArray(new Matcher[0]);
  }

  /** The value of a parameter in quotes, which are escaped where the header is part of a text. */
  private static void addParameter(List<Matcher> matchers, String name, CharSet body, int minimum) {
    TokenOptions options = new TokenOptions().common().keepPrefix().tail(body);
    for (String quote : new String[] {"\"", "\\\"", "\\\\\\\"", "\\\\\\\\\\\\\\\""}) {
      matchers.add(options.matcher(name.concat(quote), body, minimum));
    }
  }
}
