package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords in URLs that no standard would have there, and URLs that have none. */
class UrlLeaksTest {
  private static final long SEED = 20261121;

  private final Redactor redactor = Redactor.standard();

  @Rows({
    "{\"url\":\"postgres:\\/\\/joe:hunter2@db\\/x\",\"n\":1} => {\"url\":\"[REDACTED_CONNECTION_STRING]\",\"n\":1}",
    "{\"url\":\"https:\\/\\/joe:hunter2@example.com\\/x\"} => {\"url\":\"https:\\/\\/joe:[REDACTED_PASSWORD]@example.com\\/x\"}",
    "{\"m\":\"{\\\"u\\\":\\\"https:\\\\\\/\\\\\\/joe:hun\\\\\\/ter2@h\\\\\\/x\\\"}\"} => {\"m\":\"{\\\"u\\\":\\\"https:\\\\\\/\\\\\\/joe:[REDACTED_PASSWORD]@h\\\\\\/x\\\"}\"}",
    "amqp://guest:gu/est@rabbit down => [REDACTED_CONNECTION_STRING] down",
    "mysql://root:hun/ter2@db/x => [REDACTED_CONNECTION_STRING]",
    "amqps://u:p#ss@rabbit/v => [REDACTED_CONNECTION_STRING]",
    "https://joe:pa?ss@example.com/x => https://joe:[REDACTED_PASSWORD]@example.com/x",
    "https://joe:pa/ss@example.com/x => https://joe:[REDACTED_PASSWORD]@example.com/x",
    "mongodb://u:p\"w@h/x => [REDACTED_CONNECTION_STRING]",
    "ftp://u:p'w@h/x => ftp://u:[REDACTED_PASSWORD]@h/x",
    "{\"u\":\"ftp://u:p\\\"w@h/x\"} => {\"u\":\"ftp://u:[REDACTED_PASSWORD]@h/x\"}",
    "ftp://u:a/b@c@h/x@2 => ftp://u:[REDACTED_PASSWORD]@h/x@2",
    "ftp://u:12/ab3@h:21/x => ftp://u:12/ab3@h:21/x",
    "ftp://u:a1/2@h:21/x => ftp://u:[REDACTED_PASSWORD]@h:21/x",
    "mongodb://u:p@h1:27017,h2:27017/db?x=1 ok => [REDACTED_CONNECTION_STRING] ok",
    "nats://u:p@h1:4222,v:q@h2:4222;x => [REDACTED_CONNECTION_STRING];x",
    "{url=nats://u:p@h1:4222,level=info} => {url=[REDACTED_CONNECTION_STRING],level=info}",
    "redis://u:p@h,redis://v:q@i => [REDACTED_CONNECTION_STRING],[REDACTED_CONNECTION_STRING]",
  })
  void an_odd_password_goes_whole_and_no_more(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @Test
  void a_key_of_slashes_goes() {
    String secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY";
    assertThat(redactor.redact("s3://AKIA" + "IOSFODNN7EXAMPLE:" + secret + "@bucket/a"))
        .isEqualTo("s3://[REDACTED_API_KEY]:[REDACTED_PASSWORD]@bucket/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host:8080/users?mail=a@b",
        "http://host:/x@y",
        "http://[::1]/x@y",
        "http://[::1]:80/x@y",
        "http://${HOST:localhost}:${PORT}/x@y",
        "http://host:{port}/x@y",
        "https://example.com/a:b@c",
        "docker://registry:5000/img@sha256",
        "{\"u\":\"http://host:x\",\"m\":\"a@b\"}",
        "{\"u\":\"http://host:x/y\",\"m\":\"a@b\"}",
        "{\"m\":\"{\\\"u\\\":\\\"http://host:x/y\\\",\\\"m\\\":\\\"a@b\\\"}\"}",
        "<a href='http://host:x/y'b@c>",
        "http://host:x/y a@b",
        "http://host:x/y<a@b>",
        "http://host:x/ftp://y/z@b",
        "http:\\/\\/host:x\\n@y",
        "redis://a:6379,b:6379/0",
      })
  void a_url_without_a_password_stays(String text) {
    assertThat(redactor.redact(text)).isSameAs(text);
  }

  @Test
  void passwords_of_any_characters_go_in_any_scheme() {
    String odd = "/?#!$%^&*()-_=+~|;.,:'\"`@";
    for (int i = 0; i < 2_000; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      StringBuilder password = new StringBuilder("a" + random.nextInt(10));
      for (int length = random.nextInt(12); length > 0; length--) {
        password
            .append(random.nextInt(3) > 0 ? "" : odd.charAt(random.nextInt(odd.length())) + "")
            .append((char) ('a' + random.nextInt(26)));
      }
      if (password.indexOf("@") >= 0 && password.toString().matches(".*@.*[/?#'\"`].*")) {
        continue; // the URL would have ended there
      }
      String text = "got ftp://joe:" + password + "@host.example/x now";
      assertThat(redactor.redact(text))
          .as("seed %d: %s", SEED + i, text)
          .isEqualTo("got ftp://joe:[REDACTED_PASSWORD]@host.example/x now");
      text = "got mysql://joe:" + password + "@host/x now";
      assertThat(redactor.redact(text))
          .as("seed %d: %s", SEED + i, text)
          .isEqualTo("got [REDACTED_CONNECTION_STRING] now");
    }
  }

  @Test
  void a_long_url_with_escaped_slashes_ends_where_it_does_in_a_stream_too() throws Exception {
    String url = "postgres:\\/\\/joe:hunter2@db" + "\\/x".repeat(2_000);
    String text = "{\"u\":\"" + url + "\",\"n\":1}";
    String expected = "{\"u\":\"[REDACTED_CONNECTION_STRING]\",\"n\":1}";
    assertThat(redactor.redact(text)).isEqualTo(expected);
    for (int split = 3_990; split < text.length(); split += 1 + split % 7) {
      assertThat(Pieces.redacted(redactor, text, split))
          .as("split at %d", split)
          .isEqualTo(expected);
    }
  }
}
