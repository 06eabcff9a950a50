package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Keys of payment and commerce services. */
final class Payments {
  private static final String API_KEY = "API_KEY";

  private Payments() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
                "stripe-secret-key",
                API_KEY,
                "Stripe secret key",
                "https://docs.stripe.com/keys",
                "sk_live_[0-9A-Za-z]{24,}",
                "sk_test_[0-9A-Za-z]{24,}",
                "sk_prod_[0-9A-Za-z]{24,}")
            .left("sk_live_mode"),
        Entry.token(
            "stripe-restricted-key",
            API_KEY,
            "Stripe restricted key",
            "https://docs.stripe.com/keys",
            "rk_live_[0-9A-Za-z]{24,}",
            "rk_test_[0-9A-Za-z]{24,}",
            "rk_prod_[0-9A-Za-z]{24,}"),
        Entry.token(
                "stripe-webhook-secret",
                "WEBHOOK_SECRET",
                "Webhook signing secret of Stripe, Svix and others (Standard Webhooks)",
                "https://docs.stripe.com/webhooks",
                "whsec_[0-9A-Za-z+/=]{32,}")
            .left("whsec_", "whsec_name"),
        Entry.token(
                "square-access-token",
                API_KEY,
                "Square access token",
                "https://developer.squareup.com/docs/build-basics/access-tokens",
                new TokenOptions().common(),
                "EAAA[\\w-]{60}",
                "sq0atp-[\\w-]{22}")
            .left("EAAAB"),
        Entry.token(
            "square-oauth-secret",
            API_KEY,
            "Square OAuth secret",
            "https://developer.squareup.com/docs/oauth-api/overview",
            "sq0csp-[\\w-]{43}",
            "sq0csb-[\\w-]{43}"),
        Entry.token(
            "stripe-ephemeral-key",
            API_KEY,
            "Stripe ephemeral key",
            "https://docs.stripe.com/keys",
            new TokenOptions().common(),
            "ek_live_[0-9A-Za-z]{24,}",
            "ek_test_[0-9A-Za-z]{24,}"),
        Entry.token(
            "easypost-key",
            API_KEY,
            "EasyPost API key",
            "https://docs.easypost.com/docs/authentication",
            "EZAK[0-9A-Za-z]{54}",
            "EZTK[0-9A-Za-z]{54}"),
        Entry.token(
            "shippo-token",
            API_KEY,
            "Shippo API token",
            "https://docs.goshippo.com/",
            "shippo_live_[0-9a-f]{40}",
            "shippo_test_[0-9a-f]{40}"),
        Entry.token(
            "flutterwave-key",
            API_KEY,
            "Flutterwave secret key",
            "https://developer.flutterwave.com/docs",
            "FLWSECK_TEST-[0-9a-hA-H]{12,}",
            "FLWSECK-[0-9a-hA-H]{12,}"),
        Entry.token(
            "razorpay-key",
            API_KEY,
            "Razorpay key id",
            "https://razorpay.com/docs/api/authentication/",
            "rzp_live_[0-9A-Za-z]{14}",
            "rzp_test_[0-9A-Za-z]{14}"),
        Entry.token(
            "braintree-token",
            API_KEY,
            "Braintree or PayPal access token",
            "https://developer.paypal.com/braintree/docs",
            new TokenOptions().tail(CharSet.TOKEN.or(CharSet.of("$"))),
            "access_token\\$production\\$[0-9a-z]{16}",
            "access_token\\$sandbox\\$[0-9a-z]{16}"),
        Entry.token(
            "plaid-access-token",
            API_KEY,
            "Plaid access token",
            "https://plaid.com/docs/",
            "access-sandbox-[0-9a-f-]{36}",
            "access-development-[0-9a-f-]{36}",
            "access-production-[0-9a-f-]{36}"),
        Entry.token(
            "duffel-token",
            API_KEY,
            "Duffel API token",
            "https://duffel.com/docs",
            "duffel_test_[\\w=-]{43}",
            "duffel_live_[\\w=-]{43}"),
        Entry.token(
            "shopify-access-token",
            API_KEY,
            "Shopify access token",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
            "shpat_[0-9a-fA-F]{32}",
            "shpca_[0-9a-fA-F]{32}",
            "shppa_[0-9a-fA-F]{32}",
            "shptka_[0-9a-fA-F]{32}"),
        Entry.token(
            "shopify-shared-secret",
            API_KEY,
            "Shopify shared secret",
            "https://shopify.dev/docs/apps/build/authentication-authorization",
            "shpss_[0-9a-fA-F]{32}"),
        Entry.token(
            "paddle-key",
            API_KEY,
            "Paddle API key",
            "https://developer.paddle.com/api-reference/about/authentication",
            "pdl_live_apikey_[0-9a-z]{26}[\\w]{20,}",
            "pdl_sdbx_apikey_[0-9a-z]{26}[\\w]{20,}"),
        Entry.token(
            "polar-token",
            API_KEY,
            "Polar access token",
            "https://docs.polar.sh/",
            "polar_oat_[0-9A-Za-z_-]{40,}"),
        Entry.of(
                "stripe-client-secret",
                "SECRET",
                "Client secret of a Stripe payment or setup intent",
                "https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret",
                "_secret_...",
                new TokenOptions()
                    .common()
                    .needsDigit()
                    .before(CharSet.ALNUM.complement())
                    .keepPrefix()
                    .matcher("_secret_", CharSet.ALNUM, 24))
            .found("pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_~" + "YrKJUKribcBjcG8HVhf" + "ZluoGH1~ paid")
            .left("client_secret_basic", "client_secret_" + "abcd".repeat(7)));
  }
}
