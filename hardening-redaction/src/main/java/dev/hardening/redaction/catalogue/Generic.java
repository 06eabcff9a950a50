package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.OptionMatcher;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Secrets known by the name of their key. */
final class Generic {
  private static final CharSet URL = CharSet.TOKEN.or(CharSet.of("./:?&=%+~"));

  private Generic() {}

  static List<Entry> entries() {
    return List.of(
        Entry.keys(
                "password-key",
                "PASSWORD",
                "The value of a key that names a password",
                "Names in use in configuration files and payloads",
                Demand.PASSWORD,
                "*password",
                "*passwd",
                "*passphrase",
                "*passcode",
                "*passwort",
                "*contrasena",
                "*mot_de_passe",
                "*senha",
                "*pass_phrase",
                "*password_confirm",
                "*password_confirmation",
                "*password_repeat",
                "*password_again",
                "*password_verify",
                "*password_new",
                "*password_old",
                "*password_current",
                "*password_plain",
                "*db_pass",
                "*database_pass",
                "*jdbc_pass",
                "*mysql_pass",
                "*postgres_pass",
                "*pg_pass",
                "*mongo_pass",
                "*redis_pass",
                "*rabbitmq_pass",
                "*user_pass",
                "*admin_pass",
                "*root_pass",
                "*login_pass",
                "*sudo_pass",
                "*become_pass",
                "*ldap_pass",
                "*smtp_pass",
                "*mail_pass",
                "*ftp_pass",
                "*http_pass",
                "*auth_pass",
                "*wifi_pass",
                "*vault_pass",
                "*key_pass",
                "*store_pass")
            .found(
                "password=~hunter2~",
                "password: ~hunter2~ ok",
                "{\"password\":\"~hunter2~\"}",
                "{\"msg\":\"{\\\"password\\\":\\\"~hunter2~\\\"}\"}",
                "PGPASSWORD=~hunter2~",
                "password\t=\t~hunter2~",
                "?password=~x~&a=b",
                "User{name=joe, password=~x~}",
                "User{passwords=1, password=~[a, b]~}",
                "<password>~hunter2~</password>",
                "password2: ~hunter2~",
                "newPassword1=~x~",
                "PASSWORD_2=~x~",
                "passwordConfirmation=~x~",
                "{\"password_confirm\":\"~x~\"}",
                "DB_PASS=~hunter2~",
                "smtpPass: ~x~",
                "jdbc:sqlserver://h:1433;user=sa;password=~{my;pa}}ss}~;encrypt=true",
                "password=~(hunter2)~",
                "password=~<hunter2>~",
                "SET PASSWORD = PASSWORD('~hunter2~')",
                "password = \"~a b c~\"")
            .left(
                "Failed password for root from 10.0.0.1",
                "password: incorrect",
                "Invalid password: try again",
                "password: null",
                "password=${DB_PASSWORD}",
                "password=[REDACTED_PASSWORD]",
                "{\"password\":null}",
                "show_password=off",
                "forgot_password=clicked",
                "hasPassword=since",
                "password: 3 characters missing",
                "password-1234=x",
                "password-policy=x",
                "password={DB_PASSWORD}",
                "x;password={your_password};y=1",
                "password=<your-password>",
                "password=(required)",
                "password: please enter it now",
                "password: changed via web console",
                "{\"password\":[null, \"\"]}",
                "{\"password\":[]}",
                "{\"password\":{\"type\":\"string\",\"minLength\":8}}",
                "{\"password\":{\"required\":true,\"hint\":null}}",
                "\"password\":\"\""),
        Entry.keys(
                "pwd-key",
                "PASSWORD",
                "The value of a key that abbreviates password",
                "Names in use in configuration files and payloads",
                Demand.NOT_PATH,
                "*pwd")
            .found("MYSQL_PWD=~hunter2~")
            .left("PWD=/home/joe", "OLDPWD=/"),
        Entry.keys(
                "pass-key",
                "PASSWORD",
                "The value of a key named pass, where it looks like a secret",
                "Names in use in configuration files and payloads",
                Demand.MIXED,
                "pass")
            .found(
                "X_PASS=~hunter2345~",
                "pass=~hunter2~",
                "{\"pass\":\"~hunter2~\"}",
                "pass: ~Str0ng-P4ss~")
            .left(
                "pass=12",
                "pass: true",
                "pass=12ms",
                "pass=10/12",
                "pass=inline",
                "first pass: 1200ms",
                "bypass=hunter2345"),
        Entry.keys(
                "passwords-key",
                "PASSWORD",
                "All that stands under a key that names several passwords or API keys; alone, a value that looks like one",
                "Names in use in configuration files and payloads",
                Demand.CREDENTIALS,
                "*passwords",
                "*passphrases",
                "*api_keys",
                "*secret_keys",
                "*access_keys")
            .found("{\"passwords\":\"~a1b2c3d4e5~\"}", "apiKeys=~a1b2c3d4e5~")
            .left("passwords=1", "api_keys=3", "{\"passwords\":{\"minLength\":8}}"),
        Entry.keys(
                "one-time-code",
                "PASSWORD",
                "The number under a key that names a PIN or one-time code",
                "Names in use in configuration files and payloads",
                Demand.DIGITS,
                "pin",
                "*pin_code",
                "*pin_number",
                "*card_pin",
                "otp",
                "*otp_code",
                "*totp_code",
                "*mfa_code",
                "*one_time_code",
                "*verification_code",
                "*security_code")
            .lowEntropy()
            .found("\"pin\":\"~1234~\"", "otp=~123456~", "verificationCode: ~90210~")
            .left("pin=13", "spin=1234", "\"pin\":true", "pin: none"),
        Entry.keys(
                "api-key-key",
                "API_KEY",
                "The value of a key that names an API key",
                "Names in use in configuration files and payloads",
                Demand.ANY,
                "*api_key",
                "*access_key",
                "*access_key_secret",
                "*secret_access_key",
                "*secret_key",
                "*app_key",
                "*application_key",
                "*consumer_key",
                "*subscription_key",
                "*functions_key",
                "*auth_key",
                "*service_key",
                "*master_key",
                "*signing_key",
                "*encryption_key",
                "*admin_key",
                "*license_key",
                "*hmac_key",
                "*crypto_key",
                "*aes_key",
                "*shared_key",
                "*webhook_key")
            .found(
                "OPENAI_API_KEY=~abc~",
                "x-api-key: ~abc-def~",
                "\"apiKey\":\"~abc~\"",
                "STRIPE_SECRET_KEY: ~abc~",
                "HMAC_KEY=~abc~",
                "api_key_2=~abc~")
            .left(
                "api_key: missing",
                "monkey=1",
                "primary_key=12",
                "api_keys=3",
                "api key: required",
                "api key: 3 found"),
        Entry.keys(
                "secret-key",
                "SECRET",
                "The value of a key that names a secret",
                "Names in use in configuration files and payloads",
                Demand.ANY,
                "secret",
                "*client_secret",
                "*app_secret",
                "*consumer_secret",
                "*shared_secret",
                "*signing_secret",
                "*jwt_secret",
                "*secret_token",
                "*secret_value",
                "*secret_key_base",
                "*secret_id")
            .found(
                "SECRET1=~abc~",
                "APP_SECRET_1=~abc~",
                "SECRET_KEY_BASE=~abc~",
                "CLIENT_SECRET=~abc~",
                "\"client_secret\":\"~abc~\"",
                "NAME_SECRET: ~abc~")
            .left("secret: unknown", "secretary=joe"),
        Entry.keys(
                "credentials-key",
                "SECRET",
                "All that stands under a key that names credentials; alone, a value that looks like one",
                "Names in use in configuration files and payloads",
                Demand.CREDENTIALS,
                "*credentials",
                "*credential")
            .found("credentials=~ab12cd34ef~", "\"credential\":\"~ab12cd34ef~\"")
            .left(
                "credentials=include",
                "credentials: same-origin",
                "{\"withCredentials\":true}",
                "{\"credentials\":{}}",
                "{\"credentials\":{\"status\":\"missing\",\"ttl\":60}}",
                "Bad credentials: joe"),
        Entry.options(
                "cli-secret",
                "PASSWORD",
                "The argument of a command line option that names a secret",
                "Names in use in configuration files and payloads",
                "*password",
                "*passwd",
                "*passphrase",
                "*pwd",
                "*storepass",
                "*keypass",
                "secret",
                "*secret_key",
                "*access_key",
                "*auth_key",
                "*account_key",
                "*master_key",
                "*license_key",
                "*api_key",
                "*apikey",
                "token")
            .found(
                "mysql --password ~hunter2~ -h db",
                "mysql --password \"~a b~\" -h db",
                "x --token '~abc~'",
                "x --db-password ~x~",
                "x --auth-token ~x~",
                "x -api-key ~abc~ y",
                "keytool -storepass ~changeit~ -list",
                "[\"--password\",\"~hunter2~\"]",
                "[\n  \"--password\",\n  \"~hunter2~\"\n]",
                "[mysql, --password, ~hunter2~, -v]",
                "[\"run\", \"--client-secret\", \"~a \\\" b~\", \"x\"]",
                "{\"args\":\"[\\\"--token\\\",\\\"~abc~\\\"]\"}")
            .left(
                "--password-file x",
                "--password --user joe",
                "use --password to set it",
                "the --token option",
                "give --user, --password, --host",
                "give --password, please",
                "- --password\n- The password\n",
                "use the --token option.",
                "--password $DB_PASSWORD",
                "--password \"$DB_PASSWORD\"",
                "--token <token>",
                "pre-secret x",
                "a - password x",
                "{\"hint\":\"--password\",\"next\":\"x\"}",
                "{\"m\":\"see --password\",\"next\":\"x\"}"),
        Entry.of(
                "cli-user-password",
                "PASSWORD",
                "The password behind the user's name in an option of curl",
                "https://curl.se/docs/manpage.html#-u",
                "curl -u user:password",
                OptionMatcher.ofUser(List.of("u", "user", "proxy_user"), "curl"))
            .found(
                "curl -u admin:~hunter2~ https://x",
                "curl -sS --user 'joe:~a b~' https://x",
                "curl -X POST --proxy-user \"joe:~x~\" https://x",
                "curl -s \\\n  -u joe:~x~ https://x",
                "[curl, -u, joe:~x~]",
                "[\"curl\",\"-u\",\"joe:~x~\"]")
            .left(
                "docker run -u 1000:1000 x",
                "curly -u 1000:x1000 x",
                "curl https://x\ndocker run -u joe:x1000 y",
                "curl -u admin https://x",
                "curl -u $USER:x https://x",
                "curl https://x --max-time 3"),
        Entry.of(
                "netrc-password",
                "PASSWORD",
                "The password of a machine in the form of .netrc",
                "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
                "machine x login y password z",
                netrc("password "),
                netrc("password\t"),
                netrc("password\n"))
            .found(
                "machine github.com login joe password ~hunter2~",
                "machine a login b password ~x~ machine c",
                "default login joe password ~x~",
                "machine x\n  login y\n  password ~z~\n")
            .left("login with password failed", "machine login password reset"),
        Entry.pattern(
                "password-hash",
                "PASSWORD",
                "Password hash in modular crypt form",
                "https://passlib.readthedocs.io/en/stable/modular_crypt_format.html",
                CharSet.NONE,
                CharSet.NONE,
                null,
                "\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}",
                "\\$argon2(?:id|i|d)\\$[\\w$=,+/.-]{20,}",
                "\\$[156y]\\$[\\w$=,./]{20,}",
                "\\$apr1\\$[\\w$./]{20,}",
                "pbkdf2_sha(?:1|256|512)\\$\\d{3,9}\\$[\\w$=+/.-]{20,}",
                "\\{(?:SSHA|SSHA256|SSHA512|SHA|SMD5)\\}[0-9A-Za-z+/]{20,}={0,2}")
            .found(
                "joe:~$apr1$abcdefgh$" + "abcdefghijklmnopqrstuv~",
                "userPassword: ~{SSHA}" + "aB3+".repeat(9) + "==~")
            .left("$1$", "$6$x", "{SHA}abc", "$apr1$x"),
        Entry.of(
                "totp-secret",
                "SECRET",
                "Seed of a one-time password",
                "https://github.com/google/google-authenticator/wiki/Key-Uri-Format",
                "otpauth://...",
                new TokenOptions().keepPrefix().tail(URL).matcher("otpauth://", CharSet.ALNUM, 4))
            .found("otpauth://~totp/joe?secret=abcdef&issuer=x~")
            .left("otpauth://", "otpauth://a1", "xotpauth://totp/joe"));
  }

  private static Matcher netrc(String word) {
    CharSet body = CharSet.SPACE.or(CharSet.of("\"'`\\")).complement();
    return new TokenOptions()
        .keepPrefix()
        .tail(body)
        .check(ContextChecks.netrc(body))
        .matcher(word, body, 1);
  }
}
