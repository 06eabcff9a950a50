package dev.hardening.redaction.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines as services log them, of each kind a few: what the filter's division is tried on. It only
 * steers, never decides.
 */
final class Sample {
  private static final String TEXT =
      """
      2026-03-14 07:52:31.904  INFO 4127 --- [nio-8443-exec-6] o.s.web.servlet.DispatcherServlet : Completed 200 OK in 38 ms
      2026-03-14T07:52:32,118Z WARN  [pool-3-thread-12] c.shop.cart.CartRepository - Slow query (1204 ms): SELECT id, name FROM items WHERE cart_id = ? LIMIT 50
      {"ts":"2026-03-14T07:52:33.250+01:00","severity":"ERROR","logger":"payments.Gateway","msg":"upstream timed out","trace":"7c0d3f5be1a94c2d8f60a1b2c3d4e5f6","attempt":3,"ok":false}
      192.168.14.7 - alice [14/Mar/2026:07:52:34 +0100] "POST /api/v2/carts/58213/lines?lang=de HTTP/1.1" 201 1834 "https://shop.example.org/" "curl/8.5.0"
      Mar 14 07:52:35 web-03 systemd[1]: Started Daily apt download activities.
      Mar 14 07:52:36 web-03 sshd[28114]: Accepted publickey for deploy from 10.1.22.9 port 51412 ssh2: RSA SHA256:abc
      level=info ts=2026-03-14T07:52:37.001Z caller=compact.go:519 component=tsdb msg="write block" mint=1773460800000 maxt=1773468000000 ulid=01HRZ8X4T9M2 duration=2.31s
      [2026-03-14 07:52:38,440] DEBUG Kafka consumer group=orders-7 partition=12 offset=90817263 lag=0 (org.apache.kafka.clients.consumer)
      java.lang.IllegalStateException: Connection pool exhausted after 30000 ms
      	at com.zaxxer.pool.HikariPool.getConnection(HikariPool.java:181) ~[HikariCP-5.1.0.jar:?]
      Caused by: java.net.SocketTimeoutException: Read timed out
      user_id=90210 session=9f1c7a52-3b1e-4d57-9a64-5e0f2c7b8d11 action=login result=failed reason="bad password" ip=203.0.113.77
      GC(214) Pause Young (Normal) (G1 Evacuation Pause) 812M->214M(1024M) 14.207ms
      10:52:39.077 [main] INFO  DeviceNode - key PREFIX_OPEN_9 not found in table METRICS, uid=0 gid=0 tty=pts/3
      INFO: Task 0.0 in stage 31.0 (TID 4415) finished in 87 ms on host-204 (3/8); path=/var/lib/app/data/part-00017.parquet
      Mar 14 07:52:41 db-02 sshd[3391]: Failed password for invalid user admin from 198.51.100.61 port 40812 ssh2
      Mar 14 07:52:41 db-02 kernel: audit: session opened for user root by (uid=0), authentication failure; logname= rhost=
      081109 075242 31 WARN storage.DataNode$PacketWorker: Received block blk_4471930265 of size 67108864 from /10.4.81.7
      2026-03-14 07:52:43,015 - INFO  [SendThread:10.2.0.14:2181:ClientCnxn$Worker@912] - Connection request from old client
      {"time":"2026-03-14T07:52:44Z","level":"info","method":"PUT","path":"/v1/orders/7731","status":204,"request_id":"b3c9","client":"app","user_id":118,"bytes":5120}
      time="2026-03-14T07:52:45Z" level=warning msg="retrying request" service=checkout error="context deadline exceeded" node=worker-4
      [error] 2209#0: *6113 upstream prematurely closed connection while reading response header, server: example.org, request: "GET /status HTTP/2.0"
      {"event":"order.created","orderId":"A-20931","customer":{"name":"Kim","country":"NO"},"items":[{"sku":"X200","qty":2}],"currency":"EUR"}
      I0314 07:52:46.120344 1 reconciler.go:224] "Starting volume detach" pod="default/reports-6d5b9c7f4-x2lqp" token expired, key rotated
      	at java.base/java.lang.Thread.run(Thread.java:840) ... 12 more; state=RUNNING mode=standalone port 9092 version 3.7.0
      <134>1 2026-03-14T07:52:40Z edge01 haproxy 611 - - 198.51.100.23:40122 [14/Mar/2026:07:52:40.190] fe~ be/srv2 0/0/1/24/25 200 512 ---- 57/56/3/1/0 0/0
      """;

  private static final String LOWER = TEXT.toLowerCase(Locale.ROOT);

  /** Longs that have a bit for each place. */
  static final int WORDS = (TEXT.length() + Long.SIZE - 1) / Long.SIZE;

  private static final int ANYWHERE = 129;

  /** For each character, where it stands; the last are all places that there are. */
  private static final long[][] PLACES = places();

  private final Map<CharSet, long[]> known = new HashMap<>();

  private static long[][] places() {
    long[][] places = new long[ANYWHERE + 1][WORDS];
    for (int i = 0; i < TEXT.length(); i++) {
      long bit = 1L << i;
      places[Math.min(TEXT.charAt(i), 128)][i / Long.SIZE] |= bit;
      places[ANYWHERE][i / Long.SIZE] |= bit;
    }
    return places;
  }

  static int length() {
    return TEXT.length();
  }

  /** The places that have their bit. */
  static int[] listed(long[] bits) {
    int count = 0;
    for (long word : bits) {
      count += Long.bitCount(word);
    }
    int[] places = new int[count];
    int n = 0;
    for (int w = 0; w < WORDS; w++) {
      for (long rest = bits[w]; rest != 0; rest &= rest - 1) {
        places[n++] = w * Long.SIZE + Long.numberOfTrailingZeros(rest);
      }
    }
    return places;
  }

  /** Where a set's character is the n-th of a run that begins there: a bit for each place. */
  long[] places(@Nullable CharSet set, int n) {
    long[] here = set == null ? PLACES[ANYWHERE] : places(set);
    long[] result = here.clone();
    for (int i = 0; n > 0 && i < WORDS; i++) {
      result[i] = here[i] >>> n | (i + 1 < WORDS ? here[i + 1] << (Long.SIZE - n) : 0);
    }
    return result;
  }

  /** How often some characters stand here, in whatever case, in front of one of a set. */
  static int count(String characters, CharSet after) {
    int count = 0;
    for (int at = LOWER.indexOf(characters); at >= 0; at = LOWER.indexOf(characters, at + 1)) {
      int end = at + characters.length();
      count += end < LOWER.length() && after.contains(LOWER.charAt(end)) ? 1 : 0;
    }
    return count;
  }

  /**
   * How often a window fits at a position, as counted here and, for what is rarer than this is
   * long, as if characters stood in it independently.
   */
  double share(Window window) {
    List<@Nullable CharSet> run = window.run();
    long[] all = places(run.get(0), 0);
    for (int n = 1; n < run.size(); n++) {
      long[] here = places(run.get(n), n);
      for (int i = 0; i < WORDS; i++) {
        all[i] &= here[i];
      }
    }
    int count = 0;
    for (long word : all) {
      count += Long.bitCount(word);
    }
    return window.share() + (double) count / length();
  }

  private long[] places(CharSet set) {
    long[] result = known.get(set);
    if (result != null) {
      return result;
    }
    result = new long[WORDS];
    for (int c : set.members()) {
      for (int i = 0; i < WORDS; i++) {
        result[i] |= PLACES[c][i];
      }
    }
    known.put(set, result);
    return result;
  }
}
