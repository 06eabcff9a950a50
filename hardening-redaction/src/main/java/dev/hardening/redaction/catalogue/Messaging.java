package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Tokens and webhooks of messaging services. */
final class Messaging {
  private static final String API_KEY = "API_KEY";

  private Messaging() {}

  static List<Entry> entries() {
    return List.of(
        Entry.token(
                "slack-bot-token",
                "SLACK_TOKEN",
                "Slack bot token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxb-[0-9A-Za-z-]{20,}")
            .left("xoxb-abcde"),
        Entry.token(
                "slack-user-token",
                "SLACK_TOKEN",
                "Slack user token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxp-[0-9A-Za-z-]{20,}")
            .left("xoxp-abcde"),
        Entry.token(
                "slack-app-legacy-token",
                "SLACK_TOKEN",
                "Slack workspace access token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxa-[0-9A-Za-z-]{20,}")
            .left("xoxa-abcde"),
        Entry.token(
                "slack-refresh-legacy-token",
                "SLACK_TOKEN",
                "Slack workspace refresh token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxr-[0-9A-Za-z-]{20,}")
            .left("xoxr-abcde"),
        Entry.token(
                "slack-refresh-token",
                "SLACK_TOKEN",
                "Slack refresh token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxe-[0-9A-Za-z-]{20,}")
            .left("xoxe-abcde"),
        Entry.token(
                "slack-session-token",
                "SLACK_TOKEN",
                "Slack session token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxs-[0-9A-Za-z-]{20,}")
            .left("xoxs-abcde"),
        Entry.token(
                "slack-legacy-token",
                "SLACK_TOKEN",
                "Slack legacy token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxo-[0-9A-Za-z-]{20,}")
            .left("xoxo-abcde"),
        Entry.token(
                "slack-client-token",
                "SLACK_TOKEN",
                "Slack client token",
                "https://docs.slack.dev/authentication/tokens",
                "xoxc-[0-9A-Za-z-]{20,}")
            .left("xoxc-abcde"),
        Entry.token(
                "slack-cookie-token",
                "SLACK_TOKEN",
                "Slack client cookie",
                "https://docs.slack.dev/authentication/tokens",
                new TokenOptions().tail(CharSet.TOKEN.or(CharSet.of("%"))),
                "xoxd-[0-9A-Za-z%-]{20,}")
            .left("xoxd-abcde"),
        Entry.token(
            "slack-app-token",
            "SLACK_TOKEN",
            "Slack app-level token",
            "https://docs.slack.dev/authentication/tokens",
            "xapp-[0-9]-[0-9A-Za-z-]{20,}"),
        Entry.token(
            "slack-rotating-token",
            "SLACK_TOKEN",
            "Slack rotating access token",
            "https://docs.slack.dev/authentication/using-token-rotation",
            "xoxe\\.xoxb-[0-9A-Za-z-]{20,}",
            "xoxe\\.xoxp-[0-9A-Za-z-]{20,}"),
        Entry.token(
            "slack-webhook",
            "WEBHOOK_SECRET",
            "Slack incoming webhook, workflow or trigger URL",
            "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
            new TokenOptions().keepPrefix().tail(CharSet.TOKEN.or(CharSet.of("/+"))),
            "hooks\\.slack\\.com/services/[\\w/+]{43,}",
            "hooks\\.slack\\.com/workflows/[\\w/+]{43,}",
            "hooks\\.slack\\.com/triggers/[\\w/+]{43,}"),
        Entry.token(
            "discord-webhook",
            "WEBHOOK_SECRET",
            "Discord webhook URL",
            "https://discord.com/developers/docs/resources/webhook",
            new TokenOptions().keepPrefix().tail(CharSet.TOKEN.or(CharSet.of("/"))),
            discordWebhooks()),
        Entry.token(
            "teams-webhook",
            "WEBHOOK_SECRET",
            "Microsoft Teams incoming webhook URL",
            "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
            new TokenOptions().keepPrefix().tail(CharSet.TOKEN.or(CharSet.of("/@"))),
            "webhook\\.office\\.com/webhookb2/[\\w@/-]{70,}"),
        Entry.token(
            "zapier-webhook",
            "WEBHOOK_SECRET",
            "Zapier catch hook URL",
            "https://zapier.com/help/create/code-webhooks/trigger-zaps-from-webhooks",
            new TokenOptions().keepPrefix().tail(CharSet.TOKEN.or(CharSet.of("/"))),
            "hooks\\.zapier\\.com/hooks/catch/[\\w/]{10,}"),
        Entry.token(
                "sendgrid-key",
                API_KEY,
                "SendGrid API key",
                "https://www.twilio.com/docs/sendgrid/for-developers/sending-email/authentication",
                new TokenOptions().common(),
                "SG\\.[\\w-]{20,24}\\.[\\w-]{39,50}")
            .left("SG.1", "MSG.abcdef123456"),
        Entry.token(
                "mailgun-key",
                API_KEY,
                "Mailgun private API key",
                "https://documentation.mailgun.com/docs/mailgun/api-reference/authentication/",
                new TokenOptions().common(),
                "key-[0-9a-z]{32}")
            .left("key-value", "key-value-1234"),
        Entry.token(
            "brevo-key",
            API_KEY,
            "Brevo (Sendinblue) API key",
            "https://developers.brevo.com/docs/getting-started",
            "xkeysib-[0-9a-f]{64}-[0-9A-Za-z]{16}"),
        Entry.token(
            "brevo-smtp-key",
            API_KEY,
            "Brevo (Sendinblue) SMTP key",
            "https://developers.brevo.com/docs/getting-started",
            "xsmtpsib-[0-9a-f]{64}-[0-9A-Za-z]{16}"),
        Entry.token(
                "resend-key",
                API_KEY,
                "Resend API key",
                "https://resend.com/docs/",
                new TokenOptions().common(),
                "re_[0-9A-Za-z]{8}_[0-9A-Za-z]{24}")
            .left("re_1234567", "re_run"),
        Entry.token(
                "twilio-api-key",
                API_KEY,
                "Twilio API key",
                "https://www.twilio.com/docs/iam/api-keys",
                new TokenOptions().common(),
                "SK[0-9a-f]{32}")
            .left("SKU1234567", "SK0123"),
        Entry.pattern(
                "telegram-bot-token",
                "API_KEY",
                "Telegram bot token",
                "https://core.telegram.org/bots/api#authorizing-your-bot",
                CharSet.ALNUM,
                CharSet.NONE,
                SpanCheck.TELEGRAM,
                "\\d{8}:[\\w-]{30,}",
                "\\d{9}:[\\w-]{30,}",
                "\\d{10}:[\\w-]{30,}",
                "bot\\d{8,10}:[\\w-]{16,}")
            .validator("letters of both cases and a digit")
            .found(
                "~123456789:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1~",
                "call ~bot123456789:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1~",
                "https://api.telegram.org/~bot123456789:" + "AAHdqTcvCH1vGWJxfSeofSAs~/getMe")
            .left(
                "12345678:90",
                "bot12345678:a-worker-that-does-things",
                "x12345678:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
                "SCSI-WWID:01000010:6005-08b4-0001-00c6-0006-3000-003d-0000"),
        Entry.pattern(
                "discord-bot-token",
                "API_KEY",
                "Discord bot token, which begins with a decimal number in Base64",
                "https://discord.com/developers/docs/reference#authentication",
                CharSet.ALNUM,
                CharSet.NONE,
                null,
                "[MNO][DTjz][AEIMQUYcgk][w-z0-5][\\w-]{20,22}\\.[\\w-]{6}\\.[\\w-]{27,}")
            .left(
                "MTIzNDU2Nzg5MDEyMzQ1Njc4." + "abcdef.short",
                "xMTIzNDU2Nzg5MDEyMzQ1Njc4." + "abcdef.abcdefghijklmnopqrstuvwxyz1",
                "MTIz.abcdef.abcdefghijklmnopqrstuvwxyz1",
                "OrderServiceConfigurations." + "submit.with_a_name_of_thirty_letters"),
        Entry.pattern(
                "mailchimp-key",
                "API_KEY",
                "Mailchimp API key",
                "https://mailchimp.com/developer/marketing/docs/fundamentals/",
                CharSet.ALNUM,
                CharSet.ALNUM,
                null,
                "[0-9a-f]{32}-us\\d{1,2}")
            .left("region-us1"),
        Entry.keys(
                "slack-key",
                "SLACK_TOKEN",
                "The value of a key that names a Slack token or signing secret",
                "Names in use in configuration files and payloads",
                Demand.ANY,
                "slack_bot_token",
                "slack_user_token",
                "slack_app_token",
                "slack_api_token",
                "slack_token",
                "slack_signing_secret")
            .found("SLACK_BOT_TOKEN=~abcdefgh~", "{\"slack_token\":\"~abcdefgh~\"}")
            .left("slack_token: missing", "slack_tokens=3", "slack_channel=abcdefgh"),
        Entry.keys(
                "webhook-secret-key",
                "WEBHOOK_SECRET",
                "The value of a key that names a webhook secret",
                "Names in use in configuration files and payloads",
                Demand.ANY,
                "*webhook_secret",
                "*webhook_signing_secret",
                "*webhook_key",
                "*webhook_token",
                "*webhook_password")
            .found("GOVLY_WEBHOOK_SECRET=~abcdefgh~", "STRIPE_WEBHOOK_SECRET: ~abc-def~")
            .left("webhook_secret: unknown", "webhook_keys=3", "webhook_url=abc"));
  }

  /** The path with no version and with each that there is or may soon be. */
  private static String[] discordWebhooks() {
    String[] versions = {"", "v6/", "v7/", "v8/", "v9/", "v10/", "v11/", "v12/"};
    String[] webhooks = new String[2 * versions.length];
    for (int i = 0; i < versions.length; i++) {
      String path = "\\.com/api/".concat(versions[i]).concat("webhooks/[\\w/-]{70,}");
      webhooks[i] = "discord".concat(path);
      webhooks[versions.length + i] = "discordapp".concat(path);
    }
    return webhooks;
  }
}
