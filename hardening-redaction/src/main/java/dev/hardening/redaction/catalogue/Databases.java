package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import dev.hardening.redaction.engine.LiteralMatcher;
import dev.hardening.redaction.engine.UrlMatcher;
import java.util.List;
import java.util.Set;

/** Connection strings and the credentials in them. */
final class Databases {
  /** Schemes whose URLs are of no use without what they hide. */
  private static final Set<String> DATABASE_SCHEMES =
      Set.of(
          "postgres",
          "postgresql",
          "mysql",
          "mariadb",
          "mongodb",
          "mongodb+srv",
          "redis",
          "rediss",
          "valkey",
          "amqp",
          "amqps",
          "mssql",
          "sqlserver",
          "oracle",
          "cockroachdb",
          "clickhouse",
          "cassandra",
          "couchbase",
          "couchdb",
          "neo4j",
          "bolt",
          "ldap",
          "ldaps",
          "nats",
          "kafka",
          "mqtt",
          "mqtts",
          "stomp",
          "smtp",
          "smtps",
          "cloudinary",
          "snowflake",
          "jdbc:postgresql",
          "jdbc:mysql",
          "jdbc:mariadb",
          "jdbc:sqlserver",
          "jdbc:oracle",
          "jdbc:clickhouse");

  private Databases() {}

  static List<Entry> entries() {
    return List.of(
        Entry.of(
                "connection-string",
                "CONNECTION_STRING",
                "Database or broker URL with a password: the whole URL",
                "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
                "scheme://user:password@host/...",
                new UrlMatcher(DATABASE_SCHEMES, true))
            .found(
                "~postgres://app:p@ss@db:5432/app~", "DATABASE_URL=~redis://:hunter2@cache:6379/0~")
            .left("postgres://db:5432/app", "postgres://app@db/app"),
        Entry.pattern(
                "oracle-thin-string",
                "CONNECTION_STRING",
                "Oracle JDBC URL with user and password before the @, which is no URL's form",
                "https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html",
                CharSet.ALNUM,
                CharSet.NONE,
                SpanCheck.REPLACED_NOWHERE,
                "(?i)jdbc:oracle:(?:thin|oci8?):[\\w$#.-]{1,64}/[\\w$#!%^*+=.~-]{1,128}@[\\w/:.-]*")
            .found("url=~jdbc:oracle:thin:scott/tiger@db:1521:orcl~")
            .left("jdbc:oracle:thin:@db:1521/orcl", "jdbc:oracle:thin:/@db"),
        Entry.of(
                "url-password",
                "PASSWORD",
                "The password, or lone token, in the user information of any other URL",
                "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
                "://user:password@",
                new UrlMatcher(DATABASE_SCHEMES, false))
            .found(
                "https://joe:~hunter2~@example.com/x",
                "ftp://joe:~p@ss~@host",
                "https://~t0ken~@example.com")
            .left(
                "ssh://git@github.com/x.git",
                "ssh://joe@example.com",
                "https://git@example.com/x.git",
                "https://example.com/@joe",
                "https://example.com:8443/a"),
        Entry.of(
                "sql-password",
                "PASSWORD",
                "Password literal in SQL that makes or alters a user",
                "https://dev.mysql.com/doc/refman/8.4/en/create-user.html",
                "IDENTIFIED BY '...', PASSWORD '...'",
                LiteralMatcher.of("IDENTIFIED BY '"),
                LiteralMatcher.of("PASSWORD BY '"),
                LiteralMatcher.of("PASSWORD '"),
                LiteralMatcher.of("PASSWORD('"))
            .found(
                "CREATE USER joe IDENTIFIED BY '~hunter2~'",
                "ALTER ROLE joe PASSWORD '~hunter2~'",
                "ALTER USER joe WITH PASSWORD '~hun''ter2x~'",
                "CREATE USER joe IDENTIFIED WITH caching_sha2_password BY '~it''s '' x~'")
            .left(
                "PASSWORD ''",
                "IDENTIFIED BY ''",
                "IDENTIFIED BY '********'",
                "xPASSWORD 'a'",
                "PASSWORD NULL",
                "IDENTIFIED BY ?"),
        Entry.keys(
                "azure-storage-key",
                "SECRET",
                "Account or shared access key in an Azure connection string",
                "https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string",
                Demand.ANY,
                "account_key",
                "shared_access_key",
                "shared_secret_value")
            .found("AccountName=x;AccountKey=~abc+/def==~;EndpointSuffix=core")
            .left("AccountKey=;x=1", "AccountName=abc", "account_key: missing"),
        Entry.keys(
                "azure-sas-signature",
                "SECRET",
                "Signature of a shared access or presigned URL",
                "https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview",
                Demand.SECRET_LIKE,
                "sig",
                "x_amz_signature",
                "x_goog_signature")
            .found("?sv=2024&sig=~abc%2Bdef1%3D~&se=x")
            .left("sig=11", "sig: term"));
  }
}
