// A POS client in Java: the plugin by JNA, through its JSON calls. No JSON library: what it reads are
// whole numbers and plain texts.
//
// Usage: java -cp jna.jar Pos.java [--synchronise] LIBRARY CONFIG CARD SKU:PRICE ...
//
// CONFIG is a JSON file with the fields of tessera_config. Sells one piece of each, and prints what the
// customer pays and what the sale earned, as JSON.

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class Pos {
  interface Tessera extends Library {
    Pointer tessera_call(byte[] name, byte[] json);

    void tessera_call_free(Pointer answer);
  }

  private static Tessera library;

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  // The answer of a function of plugin.h; a refusal ends the program.
  private static String call(String name, String json) {
    Pointer answer = library.tessera_call(text(name), text(json));
    if (answer == null) throw new OutOfMemoryError();
    String said;
    try {
      said = answer.getString(0, "UTF-8");
    } finally {
      library.tessera_call_free(answer);
    }
    if (!said.contains("\"ok\":true")) throw new IllegalStateException(name + ": " + said);
    return said;
  }

  // The number of this name in the object of that name.
  private static long number(String said, String object, String name) {
    int from = object.isEmpty() ? 0 : said.indexOf("\"" + object + "\":{");
    Matcher found = Pattern.compile("\"" + name + "\":(-?\\d+)").matcher(said);
    if (from < 0 || !found.find(from)) throw new IllegalStateException(name + ": " + said);
    return Long.parseLong(found.group(1));
  }

  private static String sell(long plugin, String card, String[] words, int firstGoods) {
    String begun = call("sale_begin", "{\"plugin\":" + plugin + ",\"cashier_id\":\"java\"}");
    String sale = "{\"sale\":" + number(begun, "", "sale");
    try {
      String scan = call("sale_scan", sale + ",\"text\":" + quoted(card) + "}");
      for (int i = firstGoods; i < words.length; ++i) {
        String[] goods = words[i].split(":");
        call("sale_set_line", sale + ",\"line_no\":" + (i - firstGoods + 1) + ",\"sku\":"
            + quoted(goods[0]) + ",\"quantity_milli\":1000,\"unit_price_minor\":" + goods[1] + "}");
      }
      String quote = call("sale_quote", sale + "}");
      String commit = call("sale_commit", sale + "}");
      Matcher id = Pattern.compile("\"sale_id\":\"([0-9a-f-]{36})\"").matcher(begun);
      if (!id.find()) throw new IllegalStateException(begun);
      return "{\"sale_id\":\"" + id.group(1) + "\",\"scan\":" + number(scan, "scan", "kind")
          + ",\"source\":" + number(quote, "totals", "source")
          + ",\"total_minor\":" + number(quote, "totals", "total_minor")
          + ",\"earned_points\":" + number(commit, "commit", "earned_points")
          + ",\"delivered\":" + number(commit, "commit", "delivered") + "}";
    } finally {
      call("sale_release", sale + "}");
    }
  }

  public static void main(String[] words) {
    int at = words[0].equals("--synchronise") ? 1 : 0;
    library = Native.load(words[at], Tessera.class,
        Collections.singletonMap(Library.OPTION_STRING_ENCODING, "UTF-8"));
    long plugin = number(call("open_file", "{\"path\":" + quoted(words[at + 1]) + "}"), "", "plugin");
    try {
      if (at == 1) call("synchronise", "{\"plugin\":" + plugin + ",\"timeout_ms\":30000}");
      System.out.println(sell(plugin, words[at + 2], words, at + 3));
    } finally {
      call("close", "{\"plugin\":" + plugin + "}");
    }
  }
}
