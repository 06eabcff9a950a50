package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets under the names of keys, in the notations that headers, configurations, command lines and
 * documents have for them; what is to go stands between two {@code ~}, with the kind in front of
 * the line.
 */
class NotationsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Redactor redactor = Redactor.standard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN Authorization: Token ~token=\"abc123def456\"~",
        "TOKEN Authorization: HMAC-SHA256 ~abcdef0123456789~",
        "TOKEN Authorization: SSWS ~00QCjAl4MlV-WPXM_ABC0x1x~",
        "TOKEN Authorization: Custom ~abcdef0123456789~",
        "TOKEN Authorization: Custom ~abcdef~",
        "TOKEN Authorization: Custom ~id 4 abcdef0123456789 more~\nHost: x",
        "TOKEN Authorization: Basic ~\"am9lOmh1bnRlcjI=\"~",
        "TOKEN Authorization: Digest ~username=\"Mufasa\", realm=\"a@b\", nonce=\"dcd\", uri=\"/dir\", response=\"66\"~",
        "TOKEN Authorization: Digest ~username=\"Mu\\\"fa\\\\sa\", realm=\"\", qop=auth~",
        "TOKEN Authorization: OAuth ~realm=\"x\", oauth_token=\"370773112\", oauth_signature=\"a%3D\"~",
        "TOKEN > Proxy-Authorization: Hawk ~id=\"dh37\", ts=\"1353832234\", mac=\"6R4r\"~\r\n> Host: x",
        "TOKEN Authorization: AWS4-HMAC-SHA256 ~Credential=A/2026/x, SignedHeaders=host;range, Signature=fe5f~",
        "TOKEN Authorization: ~username=\"Mufasa\", response=\"66\"~",
        "TOKEN sent Authorization: Digest ~username=\"Mufasa\", realm=\"x\"~",
        "TOKEN sent Authorization: Bearer ~abc~ accepted for user 12",
        "TOKEN curl -H 'Authorization: Custom ~a1b2c3d4~' https://x",
        "TOKEN curl -H \"Authorization: Custom ~id a1b2c3d4~\" https://x",
        "TOKEN {\"Authorization\":\"Digest ~username=\\\"Mufasa\\\", realm=\\\"x\\\"~\",\"n\":1}",
        "TOKEN {\"Authorization\":\"Custom ~abcdef~\"}",
        "TOKEN headers={authorization=[Digest ~username=\"x\", realm=\"y\"~], host=[x]}",
        "TOKEN headers={Authorization=Bearer ~abc~, Host=x}",
        "TOKEN >> \"Authorization: Custom ~abcdef0123456789~[\\r][\\n]\"",
        "TOKEN >> \"Cookie: ~a=b; c=d~[\\r][\\n]\"",
      })
  void the_credential_behind_any_scheme_goes_to_the_end_of_the_header(String line)
      throws Exception {
    check(line, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN Cookie: ~JSESSIONID=\"0123456789ABCDEF\"; theme=dark~",
        "TOKEN Set-Cookie: ~a=\"\"; b=\"x\\\"y\"; Path=/~\nx: 1",
        "TOKEN cookie=[~laravel_session=abcdefGHIJ; b=c~], x=1",
        "TOKEN {\"m\":\"Cookie: ~a=\\\"b\\\"; c=d~\",\"x\":1}",
        "TOKEN {\"m\":\"{\\\"n\\\":\\\"Cookie: ~a=\\\\\\\"b\\\\\\\"; c=d~\\\"}\",\"x\":1}",
      })
  void a_cookie_header_goes_whole_with_the_values_in_quotes(String line) throws Exception {
    check(line, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASSWORD jdbc:sqlserver://h:1433;user=sa;password=~{hunter2}~;encrypt=true",
        "PASSWORD jdbc:sqlserver://h:1433;user=sa;password=~{my;pa}}ss}~;encrypt=true",
        "PASSWORD Driver=x;UID=sa;PWD=~{Str0ng;P4ss}~;",
        "PASSWORD Driver=x;UID=sa;PWD=~{correct horse}~",
        "PASSWORD password=~(hunter2)~",
        "PASSWORD password=~<hunter2>~ x",
        "PASSWORD User{password=~{hunter2}~, x=1}",
      })
  void a_value_in_brackets_that_is_no_placeholder_goes(String line) throws Exception {
    check(line, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASSWORD mysql --password \"~hunter2~\" -h x",
        "PASSWORD x --token '~abc123def456~'",
        "PASSWORD x --db-password ~x~ --auth-token $TOKEN",
        "PASSWORD [\"run\",\"--password\",\"~hunter2~\",\"-v\"]",
        "PASSWORD [\"run\", \"--password\", \"~hun\\\"ter2~\"]",
        "PASSWORD machine github.com login joe password ~hunter2~",
        "PASSWORD machine a\n  login joe\n  password ~hunter2~\nmachine b",
        "PASSWORD curl -s -u admin:~hunter2~ https://x",
        "PASSWORD curl --user 'admin:~hunter2~' https://x",
        "PASSWORD run\n--password ~hunter2~\t-v",
        "PASSWORD run\t--password \"~hun ter2~\"",
      })
  void the_argument_of_an_option_goes(String line) throws Exception {
    check(line, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASSWORD <wsse:Password Type=\"PasswordText\">~hunter2~</wsse:Password>",
        "PASSWORD <password xsi:type='xsd:string' x=\"\">~hunter2~</password>",
        "PASSWORD <Password><![CDATA[~hunter2~]]></Password>",
        "PASSWORD <Password a=\"b\"><![CDATA[~hun<ter]\"2]>~]]></Password>",
        "PASSWORD <password>~hun\"ter2~</password>",
        "PASSWORD {\"m\":\"<Password Type=\\\"T\\\">~hunter2~</Password>\"}",
        "PASSWORD <entry key=\"db.password\">~hunter2~</entry>",
        "PASSWORD <property name=\"password\" value=\"~hunter2~\"/>",
        "PASSWORD {\"name\":\"DB_PASSWORD\",\"value\":\"~hunter2~\"}",
        "PASSWORD {\"name\": \"DB_PASSWORD\",\n  \"value\": \"~hunter2~\"}",
        "PASSWORD {\"m\":\"{\\\"key\\\":\\\"password\\\",\\\"Value\\\":\\\"~hunter2~\\\"}\"}",
        "PASSWORD - name: DB_PASSWORD\n  value: ~hunter2~\n- name: x",
        "PASSWORD Env{name=DB_PASSWORD, value=~hunter2~}",
        "TOKEN {\"name\":\"Authorization\",\"value\":\"Custom ~abcdef0123456789~\"}",
      })
  void elements_with_attributes_and_names_beside_their_values_are_read(String line)
      throws Exception {
    check(line, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASSWORD password: ~correct horse battery staple~",
        "PASSWORD a: 1\n  db.password = ~correct horse battery staple~ # x\nb: 2",
        "PASSWORD export PASSWORD = ~correct horse battery staple~",
        "PASSWORD {\"m\":\"a: 1\\npassword: ~correct horse battery staple~\\nb: 2\"}",
        "TOKEN {\"m\":\"Host: x\\r\\nAuthorization: Custom ~id 4 abcdef0123456789 more~\\r\\n\"}",
        "PASSWORD password:             ~hunter2~",
        "PASSWORD {\"password\":             \"~hunter2~\"}",
        "PASSWORD {\"password\":\n\"~hunter2~\"}",
        "PASSWORD {\"a\":1, \"password\" :\r\n    \"~hunter2~\"}",
        "PASSWORD SET PASSWORD = PASSWORD('~hun''ter2~')",
        "PASSWORD args:\n  - --password\n  - ~hunter 2~\n  - -v\n",
        "PASSWORD - run\r\n- \"--db-password\"\r\n- '~hunter 2~'\r\n",
        "PASSWORD - - x\n- --token\n\n-   ~a: b\n    c~\n-d: e",
        "PASSWORD ALTER USER j WITH PASSWORD '~hun''ter2'' x~'",
      })
  void a_phrase_and_a_literal_go_whole(String line) throws Exception {
    check(line, 0);
  }

  @Test
  void a_number_below_or_far_from_its_key_gets_the_quotes_of_json() {
    assertThat(redactor.redact("{\"password\":\n12345}"))
        .isEqualTo("{\"password\":\n\"[REDACTED_PASSWORD]\"}");
    assertThat(redactor.redact("{\"a\":1,\n\"password\":            12345\n}"))
        .isEqualTo("{\"a\":1,\n\"password\":            \"[REDACTED_PASSWORD]\"\n}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization: denied",
        "authorization: required for this",
        "Authorization: failed for user joe",
        "authorization: Bearer token is missing",
        "the authorization: checking joe",
        "{\"authorization\":\"granted by admin\"}",
        "cookie: none",
        "cookie: \"\"",
        "password=<your-password>",
        "password=<your-api-key-2>",
        "password={DB_PASSWORD_2}",
        "password={password}",
        "password={{ vault.x1 }}",
        "password={0}",
        "password=(not set)",
        "Server=x;Pwd={your_password_here};",
        "--password-file x",
        "--password --user joe",
        "use --password to set it",
        "[\"--password\",\"$DB_PASSWORD\"]",
        "{\"a\":\"--password\",\"b\":\"x\"}",
        "docker run -u 1000:1000 x",
        "login with password failed",
        "<password required=\"true\"/>",
        "<label for=\"password\">Password</label>",
        "<p class=\"password\">reset yours</p>",
        "password value: 3",
        "{\"name\":\"password\",\"values\":[1]}",
        "password: please enter it",
        "password: changed via web console",
        "show_password=off forgot_password=clicked",
        "password=[REDACTED_PASSWORD] card 12",
        "api key: 3 found",
        "token_type=bearer expires_in=3600",
        "https://x/e?code=404&state=xyz",
      })
  void what_is_no_secret_stays(String text) throws Exception {
    assertThat(redactor.redact(text)).isSameAs(text);
    assertThat(redactor.redact("x " + text + " y")).isEqualTo("x " + text + " y");
    String json = JSON.writeValueAsString(Map.of("m", text));
    assertThat(redactor.redact(json)).isSameAs(json);
  }

  /**
   * @param depths how deep in JSON it is tried too
   */
  private void check(String line, int depths) throws Exception {
    int kind = line.indexOf(' ');
    String[] parts = line.substring(kind + 1).split("~", -1);
    assertThat(parts).hasSize(3);
    String text = parts[0] + parts[1] + parts[2];
    String expected = parts[0] + "[REDACTED_" + line.substring(0, kind) + "]" + parts[2];
    assertThat(redactor.redact(text)).isEqualTo(expected);
    assertThat(redactor.redact(expected)).isSameAs(expected);
    for (int split = 0; split <= text.length(); split++) {
      assertThat(Pieces.redacted(redactor, text, split))
          .as("split at %d", split)
          .isEqualTo(expected);
    }
    String json = text;
    for (int depth = 1; depth <= depths; depth++) {
      json = JSON.writeValueAsString(Map.of("m", json, "n", 1));
      String redacted = redactor.redact(json);
      for (int i = 0; i < depth; i++) {
        redacted = JSON.readTree(redacted).get("m").asText();
      }
      assertThat(redacted).as("depth %d", depth).isEqualTo(expected);
    }
  }
}
