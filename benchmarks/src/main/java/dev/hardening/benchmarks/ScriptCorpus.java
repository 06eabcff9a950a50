package dev.hardening.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Clean log lines in several scripts, made from a seed: English (ASCII), German and French (held as
 * Latin-1), Russian and Chinese (held as UTF-16), and English with an emoji in it.
 */
final class ScriptCorpus {
  static final String[] SCRIPTS = {"ascii", "latin1", "russian", "chinese", "emoji"};

  private static final String[] ENGLISH = {
    "The order was accepted and is handed over to the carrier tomorrow",
    "Could not reach the warehouse, trying again in a quarter of an hour",
    "The address was changed by the customer: building at the back, third floor",
  };
  private static final String[] LATIN = {
    "Die Bestellung wurde angenommen und wird morgen früh dem Zusteller übergeben",
    "Größe nicht verfügbar, nächster Versuch für Gebäude Süd in fünf Minuten",
    "La commande a été acceptée, elle sera livrée dès demain à l'entrepôt côté forêt",
    "Échec de la requête : le délai est dépassé, réessai différé après contrôle",
  };
  private static final String[] RUSSIAN = {
    "Заказ принят и завтра утром будет передан в службу доставки",
    "Склад не отвечает, следующая попытка будет через пятнадцать минут",
    "Покупатель изменил адрес: второй корпус, третий этаж, вход со двора",
  };
  private static final String[] CHINESE = {
    "订单已经确认，明天早上交给快递公司，请注意查收并保持电话畅通", "仓库暂时没有响应，系统将在十五分钟之后自动重新尝试连接", "客户修改了收货地址：后面那栋楼，三层，从院子里面进去",
  };

  private ScriptCorpus() {}

  /** Lines with that many characters in all. */
  static String[] clean(String script, int characters, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>();
    int left = characters;
    while (left > 0) {
      String line = line(script, random);
      lines.add(line.substring(0, Math.min(left, line.length())));
      left -= line.length();
    }
    return lines.toArray(new String[0]);
  }

  private static String line(String script, SplittableRandom random) {
    String[] messages =
        switch (script) {
          case "ascii", "emoji" -> ENGLISH;
          case "latin1" -> LATIN;
          case "russian" -> RUSSIAN;
          case "chinese" -> CHINESE;
          default -> throw new IllegalArgumentException("script: " + script);
        };
    String message = messages[random.nextInt(messages.length)];
    String mark = script.equals("emoji") ? " \uD83D\uDE80" : "";
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return random.nextBoolean()
        ? "{\"timestamp\":\"2026-11-21T04:26:19.482Z\",\"level\":\"INFO\",\"message\":\""
            + message
            + mark
            + "\",\"detail\":\""
            + messages[random.nextInt(messages.length)]
            + "\",\"request_id\":\""
            + id
            + "\",\"latency_ms\":"
            + random.nextInt(900)
            + "}"
        : "2026-11-21 04:26:19,482 WARN  [exec-"
            + random.nextInt(64)
            + "] com.acme.orders.OrderService - "
            + message
            + mark
            + " ("
            + messages[random.nextInt(messages.length)]
            + ") elapsed="
            + random.nextInt(9000)
            + "ms";
  }
}
