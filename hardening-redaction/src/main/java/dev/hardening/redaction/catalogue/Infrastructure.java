package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.TokenOptions;
import dev.hardening.redaction.engine.UrlMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells an outsider how the inside is built: paths, hosts, addresses, classes. */
final class Infrastructure {
  private static final String ROOTS =
      "(?:home|Users|root|var|etc|opt|usr|srv|tmp|mnt|proc|sys|app|apps|data|private|Library|Applications|Volumes|run|lib|lib64|dev|bin|sbin|boot|media|workspace|builds|code|src|work)";

  private static final CharSet IN_PATH = CharSet.ALNUM.or(CharSet.of("_./~-]\\"));
  private static final CharSet HOST = CharSet.TOKEN.or(CharSet.of("."));
  private static final CharSet END = CharSet.of("/?#\"'`<>\\").or(CharSet.range((char) 0, ' '));

  /** They end a host where nothing comes behind them: in a URL they may be part of a user name. */
  private static final CharSet CLOSING = CharSet.of(",;)}]");

  private static final int MAXIMUM_AUTHORITY = 256;
  private static final CharSet QUOTES = CharSet.of("\"'");

  private Infrastructure() {}

  static List<Entry> entries() {
    return List.of(
        Entry.pattern(
                "unix-path",
                "PATH",
                "Absolute file path below a usual root",
                "https://refspecs.linuxfoundation.org/fhs.shtml",
                IN_PATH,
                CharSet.NONE,
                null,
                "/" + ROOTS + "/[\\w.@+~%=-][\\w.@+~%=/-]*",
                "\\\\{1,7}/" + ROOTS + "\\\\{1,7}/[\\w.@+~%=-](?:[\\w.@+~%=-]|\\\\{1,7}/)*")
            .also(
                QUOTES.complement(),
                QUOTES.or(CharSet.of("\\")).complement(),
                null,
                "/" + ROOTS + "/[\\w.@+~%=/() -]* [\\w@+~%=()-]*[./][\\w.@+~%=/-]+")
            .outputOnly()
            .found(
                "cannot read ~/home/joe/app/config.yml~: denied",
                "{\"path\":\"~\\/etc\\/passwd~\"}",
                "open \"~/var/log/x y/z.log~\" failed")
            .left(
                "/v1/info", "https://example.com/home/joe", "https:\\/\\/example.com\\/home\\/joe"),
        Entry.pattern(
                "relative-path",
                "PATH",
                "File path from the working directory",
                "https://pubs.opengroup.org/onlinepubs/9799919799/",
                IN_PATH,
                CharSet.NONE,
                null,
                "\\.{1,2}/[\\w.@+~%=-][\\w.@+~%=/-]*")
            .outputOnly()
            .found("cannot read ~./conf/app.yml~: denied", "in ~../lib/x~")
            .left(".../x", "and./or", "3 ./ 4"),
        Entry.pattern(
                "file-url",
                "PATH",
                "file: URL",
                "https://www.rfc-editor.org/rfc/rfc8089",
                CharSet.ALNUM,
                CharSet.NONE,
                null,
                "file:/{1,3}[\\w.@+~%=/-]{2,}")
            .outputOnly()
            .left("profile:/a/b", "file: a/b"),
        Entry.pattern(
                "home-path",
                "PATH",
                "Path below a home directory, abbreviated",
                "https://pubs.opengroup.org/onlinepubs/9799919799/",
                IN_PATH,
                CharSet.NONE,
                null,
                "~/[\\w.@+%=-][\\w.@+~%=/-]*")
            .outputOnly()
            .left("a~/b", "~ /b"),
        Entry.pattern(
                "windows-path",
                "PATH",
                "Windows path with a drive or of a share, escaped or not",
                "https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file",
                CharSet.ALNUM,
                CharSet.NONE,
                null,
                "[A-Za-z]:(?:\\\\{1,4}[\\w.$@+~-]+(?: Files(?: \\(x86\\))?)?)+",
                "[A-Za-z]:(?:/[\\w.$@+~-]+)+")
            .also(IN_PATH, CharSet.NONE, null, share(1))
            .also(IN_PATH, CharSet.NONE, null, share(2))
            .also(IN_PATH, CharSet.NONE, null, share(4))
            .also(IN_PATH, CharSet.NONE, null, share(8))
            .outputOnly()
            .found(
                "open ~C:\\Users\\joe\\x.txt~ failed",
                "~\\\\fileserver\\share\\x.txt~",
                "{\"p\":\"~\\\\\\\\fileserver\\\\share~\"}")
            .left("a:b", "12:30", "{\"m\":\" \\\\nfirst\\\\tsecond\"}"),
        Entry.pattern(
                "class-name",
                "CLASS",
                "Qualified name of a Java class, with the method of a stack frame",
                "https://docs.oracle.com/javase/specs/jls/se17/html/jls-6.html",
                CharSet.WORD.or(CharSet.of(".$-/@")),
                CharSet.NONE,
                null,
                "[a-z][a-z0-9_.]*\\.[a-z][a-z0-9_]*\\.[A-Z][\\w$]*(?:\\.[a-z<][\\w$>]*)?")
            .outputOnly()
            .found("~com.acme.billing.Ledger~ failed")
            .left("e.g. This", "Ledger.close"),
        Entry.pattern(
                "source-file",
                "CLASS",
                "Source file and line of a stack frame",
                "https://docs.oracle.com/javase/specs/jls/se17/html/jls-7.html",
                CharSet.NONE,
                CharSet.NONE,
                null,
                "\\([\\w$-]+\\.(?:java|kt|scala|groovy|clj)(?::\\d{1,6})?\\)")
            .outputOnly()
            .found("at x.Y~(Ledger.java:12)~")
            .left("(Ledger.xml:12)", "(Ledger java)"),
        Entry.pattern(
                "host-name",
                "HOST",
                "Host name below a common or internal top-level domain",
                "https://www.rfc-editor.org/rfc/rfc1123",
                CharSet.TOKEN.or(CharSet.of(".")),
                CharSet.TOKEN,
                null,
                "[A-Za-z0-9][A-Za-z0-9.-]*\\.(?:com|org|net|edu|gov|mil|io|dev|app|ai|cloud|tech|info|biz|internal|local|lan|corp|intranet|localdomain|arpa|svc|consul|home|uk|de|fr|eu|us|ca|es|nl|ch|se|dk|fi|cz|jp|cn|kr|au|nz|br|mx)")
            .outputOnly()
            .found("no route to ~db-1.prod.internal~:5432")
            .left("file.txt", "version 1.2.3"),
        Entry.of(
                "url-host",
                "HOST",
                "Host of a URL without a user, whatever its name",
                "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2",
                "://host",
                new TokenOptions()
                    .common()
                    .before(CharSet.NONE)
                    .keepPrefix()
                    .tail(HOST)
                    .check(SpanCheck.HOST)
                    .matcher("://", HOST, 1))
            .validator("not an address or a user name")
            .outputOnly()
            .found("jdbc:postgresql://~db1.prod~:5432/app", "http://~internal-svc~/x")
            .left("http://10.1.2.3/x", "ssh://joe@h", "ssh://joe:x@h", "file:///x", "://"),
        Entry.pattern(
                "ipv4",
                "IP",
                "IPv4 address",
                "https://www.rfc-editor.org/rfc/rfc791",
                CharSet.ALNUM.or(CharSet.of("_.-")),
                CharSet.ALNUM.or(CharSet.of("_-.")),
                SpanCheck.IPV4,
                "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
            .validator("each part at most 255")
            .outputOnly()
            .lowEntropy()
            .found("from ~10.251.43.115~:50010")
            .left("10.251.43.999", "1.2.3", "1.2.3.4.5"),
        Entry.pattern(
                "ipv6",
                "IP",
                "IPv6 address",
                "https://www.rfc-editor.org/rfc/rfc4291",
                CharSet.ALNUM.or(CharSet.of("_:")),
                CharSet.ALNUM.or(CharSet.of("_:")),
                null,
                "(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}",
                "(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}",
                "::(?:[0-9a-fA-F]{1,4}:){0,6}[0-9a-fA-F]{1,4}")
            .outputOnly()
            .left("12:34:56"),
        Entry.pattern(
                "mac-address",
                "MAC",
                "Hardware address",
                "https://standards.ieee.org/products-programs/regauth/",
                CharSet.ALNUM.or(CharSet.of("_:-")),
                CharSet.ALNUM.or(CharSet.of("_:-")),
                null,
                "[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}",
                "[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2}){5}")
            .outputOnly()
            .left("12:34:56"));
  }

  /**
   * The path of a share, each backslash written as some: as it is, or escaped up to three times.
   */
  private static String share(int some) {
    String root = "\\\\{".concat(Integer.toString(2 * some)).concat("}[\\w.$-]{2,64}");
    String step = "(?:\\\\{".concat(Integer.toString(some)).concat("}[\\w.$@+~-]+)+");
    return root.concat(step);
  }

  static @Nullable String noHost(String text, int start, int end) {
    if (UrlMatcher.credentialsEnd(text, start - 3, start - 3) >= 0) {
      return "a user name";
    }
    int stop = Math.min(text.length(), start + MAXIMUM_AUTHORITY);
    boolean name = false;
    int i = start;
    for (; i < stop && HOST.contains(text.charAt(i)); i++) {
      name |= CharSet.LETTER.contains(text.charAt(i));
    }
    if (i < stop && text.charAt(i) == ':') {
      i++;
      while (i < stop && CharSet.DIGIT.contains(text.charAt(i))) {
        i++;
      }
    }
    if (i < stop && CLOSING.contains(text.charAt(i))) {
      i++;
    }
    if (i < stop && !END.contains(text.charAt(i))) {
      return "a user name"; // no port follows
    }
    return name ? null : "an address";
  }
}
