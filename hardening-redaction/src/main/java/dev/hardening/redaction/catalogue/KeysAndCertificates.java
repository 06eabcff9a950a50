package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.BlockMatcher;
import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;

/** Private keys. */
final class KeysAndCertificates {
  /** The beginning of a PEM block as it looks in base64. */
  private static final String PEM = "LS0tLS1CRUdJTi";

  private KeysAndCertificates() {}

  static List<Entry> entries() {
    return List.of(
        Entry.of(
                "pem-private-key",
                "PRIVATE_KEY",
                "Private key in PEM or OpenSSH form, over real or escaped line ends",
                "https://www.rfc-editor.org/rfc/rfc7468",
                "-----BEGIN ... PRIVATE KEY----- to END",
                new BlockMatcher("-----BEGIN ", "PRIVATE KEY", "-----END "))
            .found(
                "~-----BEGIN RSA PRIVATE" + " KEY-----\nMIIB\n-----END RSA PRIVATE" + " KEY-----~")
            .left("-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----"),
        Entry.of(
                "pgp-private-key",
                "PRIVATE_KEY",
                "OpenPGP private key block",
                "https://www.rfc-editor.org/rfc/rfc9580",
                "-----BEGIN PGP PRIVATE KEY BLOCK----- to END",
                new BlockMatcher("-----BEGIN ", "PRIVATE KEY BLOCK", "-----END "))
            .found(
                "~-----BEGIN PGP PRIVATE KEY"
                    + " BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY"
                    + " BLOCK-----~")
            .left("-----BEGIN PGP MESSAGE-----"),
        Entry.token(
                "pem-private-key-base64",
                "PRIVATE_KEY",
                "Private key in PEM form, encoded in base64 as kubeconfig files and secrets have it",
                "https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
                new TokenOptions().common().tail(CharSet.BASE64),
                // -----BEGIN, then RSA PRIVATE, PRIVATE, EC PRIVATE, OPENSSH PRIV, ENCRYPTED, DSA.
                PEM + "BSU0EgUFJJVkFURS[0-9A-Za-z+/]{20,}",
                PEM + "BQUklWQVRF[0-9A-Za-z+/]{20,}",
                PEM + "BFQyBQUklWQVRF[0-9A-Za-z+/]{20,}",
                PEM + "BPUEVOU1NIIFBSSVZ[0-9A-Za-z+/]{20,}",
                PEM + "BFTkNSWVBURUQg[0-9A-Za-z+/]{20,}",
                PEM + "BEU0EgUFJJVkFURS[0-9A-Za-z+/]{20,}")
            .left(
                PEM + "BDRVJUSUZJQ0FURS0tLS0tCk1JSURkekNDQWwrZ0F3SUJBZ0lF",
                PEM + "BQVUJMSUMgS0VZLS0tLS0KTUlJQklqQU5CZ2txaGtpRzl3MEJ"),
        Entry.token(
            "age-secret-key",
            "PRIVATE_KEY",
            "age identity",
            "https://age-encryption.org/v1",
            "AGE-SECRET-KEY-1[0-9A-Z]{58}"),
        Entry.token(
                "onepassword-secret-key",
                "SECRET",
                "1Password account secret key",
                "https://support.1password.com/secret-key/",
                new TokenOptions().common().needsDigit(),
                "A3-[0-9A-Z]{6}-[0-9A-Z-]{20,}")
            .left("A3-1234567"),
        Entry.keys(
                "private-key-key",
                "PRIVATE_KEY",
                "The value of a key that names a private key",
                "Names in use in configuration files and payloads",
                Demand.NOT_PATH,
                "*private_key",
                "*client_key_data",
                "*ssh_key",
                "*pgp_key")
            .found("private_key=~abcdefgh~")
            .left(
                "private_key: missing",
                "private_keys=3",
                "ssh_key=null",
                "private key: /etc/ssl/app.pem",
                "jwt.private.key=classpath:app.key",
                "privateKey=file:/etc/app.pem"));
  }
}
