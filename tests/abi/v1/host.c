/* A POS client in plain C99: loads the library by name, knows nothing but plugin.h.
 *
 *   host LIBRARY refusals FOLDER              bad input of every kind, nothing listening
 *   host LIBRARY offline FOLDER               sells without a service
 *   host LIBRARY threads FOLDER               sells on two threads at once, receipts printed
 *   host LIBRARY online FOLDER SERVER CARD    sells with one
 *   host LIBRARY everything FOLDER SERVER CARD  sells with coupon, choice, gift and stamps
 *
 * Ends with 0 if everything was as the header says; otherwise says what was not. */
#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tessera/plugin.h"

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);  \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static const struct tessera_api *api;
static struct tessera_error error;

static struct tessera_string text(const char *terminated) {
  struct tessera_string string;
  string.bytes = terminated;
  string.size = strlen(terminated);
  return string;
}

/* The code must be `expected`; says what came instead. */
static void expect(int line, int32_t code, int32_t expected, const char *reason) {
  if (code != expected || (expected != TESSERA_OK && strcmp(error.reason, reason) != 0)) {
    fprintf(stderr, "line %d: code %" PRId32 " reason %s field %s: %s\n", line, code, error.reason,
            error.field, error.message);
    exit(1);
  }
}
#define OK(call) expect(__LINE__, (call), TESSERA_OK, "")
#define REFUSES(call, code, reason) expect(__LINE__, (call), (code), (reason))

static struct tessera_plugin *open_plugin(const char *folder, const char *server) {
  struct tessera_config config = TESSERA_INIT(struct tessera_config);
  struct tessera_plugin *plugin = NULL;
  config.insecure = 1;
  config.data_folder = text(folder);
  config.server = text(server);
  config.store_id = text("store-1");
  config.terminal_id = text("till-1");
  config.language = text("en");
  config.deadline_ms = 5000;
  config.commit_deadline_ms = 5000;
  OK(api->open(&config, &plugin, &error));
  CHECK(plugin != NULL);
  return plugin;
}

static struct tessera_line line_of(uint32_t line_no, const char *sku, int64_t quantity_milli,
                                   int64_t unit_price_minor) {
  struct tessera_line line = TESSERA_INIT(struct tessera_line);
  line.line_no = line_no;
  line.sku = text(sku);
  line.quantity_milli = quantity_milli;
  line.unit_price_minor = unit_price_minor;
  return line;
}

static void add(struct tessera_sale *sale, uint32_t line_no, const char *sku, int64_t quantity_milli,
                int64_t unit_price_minor) {
  struct tessera_line line = line_of(line_no, sku, quantity_milli, unit_price_minor);
  OK(api->sale_set_line(sale, &line, &error));
}

static void check_lines_sum_to_totals(const struct tessera_answer *answer) {
  struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
  int64_t net = 0;
  uint32_t i;
  CHECK(api->answer_totals(answer, &totals) == TESSERA_OK);
  for (i = 0; i < api->answer_line_count(answer); ++i) {
    struct tessera_line_result line = TESSERA_INIT(struct tessera_line_result);
    CHECK(api->answer_line(answer, i, &line) == TESSERA_OK);
    net += line.net_minor;
  }
  CHECK(net == totals.total_minor);
  CHECK(totals.gross_minor - totals.discount_minor - totals.redeemed_minor == totals.total_minor);
}

static uint32_t scan_kind(const struct tessera_answer *answer) {
  struct tessera_scan_view scan = TESSERA_INIT(struct tessera_scan_view);
  CHECK(api->answer_scan(answer, &scan) == TESSERA_OK);
  return scan.kind;
}

/* What a POS asks that died before it heard. */
static void check_receipt(struct tessera_plugin *plugin, struct tessera_string id) {
  static const char unknown[] = "0194f3c0-1111-7000-8000-00000000000f";
  struct tessera_commit_view commit = TESSERA_INIT(struct tessera_commit_view);
  struct tessera_answer *answer = NULL;
  OK(api->receipt(plugin, id.bytes, id.size, &answer, &error));
  CHECK(api->answer_commit(answer, &commit) == TESSERA_OK && commit.sale_id.size == 36);
  api->answer_release(answer);
  REFUSES(api->receipt(plugin, unknown, 36, &answer, &error), TESSERA_NOT_FOUND, "SALE_UNKNOWN");
}

static int is(struct tessera_string string, const char *expected) {
  return string.size == strlen(expected) && memcmp(string.bytes, expected, string.size) == 0;
}

/* What is no card of a program comes back as it was scanned; a bank card does not come back. */
static void check_scans(struct tessera_sale *sale) {
  static const char goods[] = "]d2010460068200001321abc\r\n";
  static const char *const bank_cards[] = {"4111111111111111", "]C1214111111111111111",
                                           ";4111111111111111=27121010000?",
                                           "%B4111111111111111^A/B^2712?", "4111 1111 1111 1111"};
  struct tessera_scan_view scan = TESSERA_INIT(struct tessera_scan_view);
  struct tessera_answer *answer = NULL;
  size_t i;
  OK(api->sale_scan(sale, goods, sizeof goods - 1, &answer, &error));
  CHECK(api->answer_scan(answer, &scan) == TESSERA_OK);
  CHECK(scan.kind == TESSERA_SCAN_OTHER && scan.carrier == TESSERA_CARRIER_GS1);
  CHECK(scan.warning == 0);
  CHECK(is(scan.content, "010460068200001321abc") && is(scan.gtin, "04600682000013"));
  api->answer_release(answer);
  for (i = 0; i < sizeof bank_cards / sizeof *bank_cards; ++i) {
    int kind;
    REFUSES(api->sale_scan(sale, bank_cards[i], strlen(bank_cards[i]), &answer, &error),
            TESSERA_REFUSED, "BANK_CARD_REFUSED");
    CHECK(answer == NULL && strstr(error.message, "4111") == NULL);
    for (kind = TESSERA_IDENTIFIER_CARD; kind <= TESSERA_IDENTIFIER_NFC; ++kind) {
      CHECK(api->sale_set_member(sale, kind, bank_cards[i], strlen(bank_cards[i]), &answer, &error) !=
            TESSERA_OK);
      CHECK(answer == NULL);
    }
  }
}

static void check_survey(struct tessera_plugin *plugin, struct tessera_string sale_id) {
  struct tessera_survey_answer survey = TESSERA_INIT(struct tessera_survey_answer);
  struct tessera_answer *answer = NULL;
  survey.sale_id = sale_id;
  REFUSES(api->survey_answer(plugin, &survey, &answer, &error), TESSERA_INVALID,
          "SURVEY_ID_INVALID");
  survey.survey_id = text("nps");
  REFUSES(api->survey_answer(plugin, &survey, NULL, &error), TESSERA_INVALID, "ANSWER_EMPTY");
  survey.has_score = 1;
  survey.score = 101;
  REFUSES(api->survey_answer(plugin, &survey, NULL, &error), TESSERA_INVALID, "SCORE_INVALID");
  survey.score = 9;
  survey.answer_id = text("0194f3c0-1111-7000-8000-00000000000a");
  survey.answered_at_us = 1700000000000000;
  OK(api->survey_answer(plugin, &survey, &answer, &error));
  api->answer_release(answer);
  /* The same again is the same answer. */
  OK(api->survey_answer(plugin, &survey, NULL, &error));
  REFUSES(api->survey_answer(plugin, NULL, NULL, &error), TESSERA_INVALID, "ARGUMENT_MISSING");
}

static void sell_offline(const char *folder) {
  struct tessera_plugin *plugin = open_plugin(folder, "127.0.0.1:9");
  struct tessera_status_view status = TESSERA_INIT(struct tessera_status_view);
  struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
  struct tessera_commit_view commit = TESSERA_INIT(struct tessera_commit_view);
  struct tessera_sale *sale = NULL;
  struct tessera_answer *answer = NULL;
  struct tessera_string id;
  uint64_t waiting;
  OK(api->status(plugin, &status, &error));
  waiting = status.outbox_records;
  OK(api->sale_begin(plugin, NULL, &sale, &error));
  api->sale_id(sale, &id);
  CHECK(id.size == 36);
  check_scans(sale);
  add(sale, 1, "4600682000013", 2000, 8990);
  add(sale, 2, "4600000000028", 1255, 10000);
  OK(api->sale_quote(sale, &answer, &error));
  CHECK(api->answer_totals(answer, &totals) == TESSERA_OK);
  CHECK(totals.source == TESSERA_SOURCE_NONE);
  CHECK(totals.total_minor == 2 * 8990 + 12550);
  check_lines_sum_to_totals(answer);
  api->answer_release(answer);
  OK(api->sale_payment_began(sale, &error));
  OK(api->sale_commit(sale, NULL, &answer, &error));
  CHECK(api->answer_commit(answer, &commit) == TESSERA_OK);
  CHECK(commit.delivered == 0);
  CHECK(api->answer_survey_question(answer, NULL) == TESSERA_NOT_FOUND);
  REFUSES(api->sale_payment_began(sale, &error), TESSERA_REFUSED, "SALE_CLOSED");
  CHECK(api->answer_text_count(answer, TESSERA_TEXT_CASHIER) > 0);
  api->answer_release(answer);
  /* The same handle again: the first answer, and no second record. */
  OK(api->sale_commit(sale, NULL, &answer, &error));
  api->answer_release(answer);
  check_receipt(plugin, id);
  check_survey(plugin, id);
  api->sale_release(sale);
  OK(api->status(plugin, &status, &error));
  CHECK(status.outbox_records == waiting + 2);
  CHECK(status.disk == TESSERA_DISK_GOOD && status.snapshot_percent == 100);
  CHECK(status.clock_offset_us == 0);
  CHECK(status.link == TESSERA_LINK_AWAY && strcmp(status.link_reason, "SERVICE_AWAY") == 0);
  CHECK(status.outboxes_set_aside == 0);
  api->close(plugin);
  plugin = open_plugin(folder, "127.0.0.1:9");
  OK(api->status(plugin, &status, &error));
  CHECK(status.outbox_records == waiting + 2);
  api->close(plugin);
}

static void sell_online(const char *folder, const char *server, const char *card) {
  struct tessera_plugin *plugin = open_plugin(folder, server);
  struct tessera_status_view status = TESSERA_INIT(struct tessera_status_view);
  struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
  struct tessera_commit_view commit = TESSERA_INIT(struct tessera_commit_view);
  struct tessera_member_view member = TESSERA_INIT(struct tessera_member_view);
  struct tessera_sale *sale = NULL;
  struct tessera_answer *answer = NULL;
  OK(api->synchronise(plugin, 10000, &error));
  OK(api->status(plugin, &status, &error));
  CHECK(status.link == TESSERA_LINK_ONLINE);
  CHECK(status.program_version > 0);
  CHECK(status.cached_members > 0);
  CHECK(status.outbox_records == 0);
  OK(api->sale_begin(plugin, NULL, &sale, &error));
  OK(api->sale_scan(sale, "4600682000013\r\n", 15, &answer, &error));
  CHECK(scan_kind(answer) == TESSERA_SCAN_OTHER);
  CHECK(api->answer_member(answer, &member) == TESSERA_NOT_FOUND);
  api->answer_release(answer);
  OK(api->sale_scan(sale, card, strlen(card), &answer, &error));
  CHECK(scan_kind(answer) == TESSERA_SCAN_MEMBER);
  CHECK(api->answer_member(answer, &member) == TESSERA_OK);
  CHECK(member.blocked == 0 && member.member_id.size == 36);
  api->answer_release(answer);
  add(sale, 1, "4600682000013", 2000, 8990);
  add(sale, 2, "4600000000028", 1255, 10000);
  OK(api->sale_quote(sale, &answer, &error));
  CHECK(api->answer_totals(answer, &totals) == TESSERA_OK);
  CHECK(totals.source == TESSERA_SOURCE_SERVICE);
  check_lines_sum_to_totals(answer);
  api->answer_release(answer);
  if (totals.max_redeem_points > 0) {
    OK(api->sale_redeem(sale, totals.max_redeem_points, &answer, &error));
    check_lines_sum_to_totals(answer);
    CHECK(api->answer_totals(answer, &totals) == TESSERA_OK);
    CHECK(totals.spent_points > 0);
    api->answer_release(answer);
  }
  OK(api->sale_commit(sale, NULL, &answer, &error));
  CHECK(api->answer_commit(answer, &commit) == TESSERA_OK);
  CHECK(commit.delivered == 1);
  CHECK(commit.earned_points == totals.earned_points);
  CHECK(commit.spent_points == totals.spent_points);
  printf("sale %.*s\n", (int)commit.sale_id.size, commit.sale_id.bytes);
  api->answer_release(answer);
  api->sale_release(sale);
  api->close(plugin);
}

/* Everything that is more than a price: coupon, choice, payment, gift, stamps, a coupon to print, and
 * goods that come back without their sale. */
static void sell_with_everything(const char *folder, const char *server, const char *card) {
  struct tessera_plugin *plugin = open_plugin(folder, server);
  struct tessera_sale_options options = TESSERA_INIT(struct tessera_sale_options);
  struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
  struct tessera_gift gift = TESSERA_INIT(struct tessera_gift);
  struct tessera_stamp stamp = TESSERA_INIT(struct tessera_stamp);
  struct tessera_coupon coupon = TESSERA_INIT(struct tessera_coupon);
  struct tessera_refused_code refused = TESSERA_INIT(struct tessera_refused_code);
  struct tessera_member_view member = TESSERA_INIT(struct tessera_member_view);
  struct tessera_stamp_card stamps = TESSERA_INIT(struct tessera_stamp_card);
  struct tessera_refund refund = TESSERA_INIT(struct tessera_refund);
  struct tessera_refund_view refunded = TESSERA_INIT(struct tessera_refund_view);
  struct tessera_refunded_line refunded_line = TESSERA_INIT(struct tessera_refunded_line);
  struct tessera_line goods = line_of(7, "a", 1000, 100);
  struct tessera_sale *sale = NULL;
  struct tessera_answer *answer = NULL;
  OK(api->synchronise(plugin, 10000, &error));
  options.deadline_ms = 20000;
  REFUSES(api->sale_begin(plugin, &options, &sale, &error), TESSERA_INVALID, "DEADLINE_INVALID");
  options.deadline_ms = 5000;
  OK(api->sale_begin(plugin, &options, &sale, &error));
  add(sale, 1, "4600682000013", 2000, 8990);
  OK(api->sale_scan(sale, card, strlen(card), &answer, &error));
  api->answer_release(answer);
  OK(api->sale_add_coupon(sale, "SUMMER", 6, &error));
  OK(api->sale_add_coupon(sale, "NONE", 4, &error));
  OK(api->sale_set_choice(sale, "chosen", 6, 1, &error));
  OK(api->sale_set_payment_method(sale, "card", 4, &error));
  OK(api->sale_quote(sale, &answer, &error));
  check_lines_sum_to_totals(answer);
  CHECK(api->answer_totals(answer, &totals) == TESSERA_OK);
  CHECK(totals.source == TESSERA_SOURCE_SERVICE && totals.due_minor == totals.total_minor);
  CHECK(totals.discount_minor == 1000 + 2000 + 500 && totals.spent_points == 100);
  CHECK(api->answer_gift_count(answer) == 1 && api->answer_gift(answer, 0, &gift) == TESSERA_OK);
  CHECK(gift.sku.size == 3 && memcmp(gift.sku.bytes, "mug", 3) == 0);
  CHECK(gift.quantity_milli == 1000 && gift.list_price_minor == 30000);
  CHECK(api->answer_stamp_count(answer) == 1 && api->answer_stamp(answer, 0, &stamp) == TESSERA_OK);
  CHECK(stamp.stamps == 1);
  CHECK(api->answer_refused_code_count(answer) == 1);
  CHECK(api->answer_refused_code(answer, 0, &refused) == TESSERA_OK && refused.code.size == 4);
  CHECK(api->answer_coupon_count(answer) == 0);
  api->answer_release(answer);
  OK(api->sale_commit(sale, NULL, &answer, &error));
  CHECK(api->answer_coupon_count(answer) == 1);
  CHECK(api->answer_coupon(answer, 0, &coupon) == TESSERA_OK && coupon.code.size > 0);
  api->answer_release(answer);
  api->sale_release(sale);
  OK(api->customer_card(plugin, TESSERA_IDENTIFIER_SCAN, card, strlen(card), 0, &answer, &error));
  CHECK(api->answer_member(answer, &member) == TESSERA_OK && member.balance_points == 400);
  CHECK(api->answer_stamp_card_count(answer) == 1);
  CHECK(api->answer_stamp_card(answer, 0, &stamps) == TESSERA_OK && stamps.stamps == 1);
  api->answer_release(answer);
  refund.goods = &goods;
  refund.goods_count = 1;
  refund.goods_size = sizeof goods;
  refund.member = text(card);
  OK(api->refund(plugin, &refund, &answer, &error));
  CHECK(api->answer_refund(answer, &refunded) == TESSERA_OK && refunded.delivered == 1);
  CHECK(refunded.net_minor == 100 && api->answer_refunded_line_count(answer) == 1);
  CHECK(api->answer_refunded_line(answer, 0, &refunded_line) == TESSERA_OK);
  CHECK(refunded_line.line_no == 7 && refunded_line.net_minor == 100);
  api->answer_release(answer);
  api->close(plugin);
}

static void check_configuration(const char *folder) {
  struct tessera_config config = TESSERA_INIT(struct tessera_config);
  struct tessera_plugin *plugin = (struct tessera_plugin *)&config;
  struct tessera_plugin *first;
  REFUSES(api->open(NULL, &plugin, &error), TESSERA_INVALID, "ARGUMENT_MISSING");
  CHECK(plugin == NULL);
  REFUSES(api->open(&config, &plugin, &error), TESSERA_INVALID, "CONFIG_INVALID");
  CHECK(strcmp(error.field, "data_folder") == 0);
  config.insecure = 1;
  config.data_folder = text(folder);
  config.server = text("shop.example:7400");
  config.store_id = text("store-1");
  config.terminal_id = text("till-1");
  REFUSES(api->open(&config, &plugin, &error), TESSERA_INVALID, "CONFIG_INVALID");
  CHECK(strcmp(error.field, "server") == 0);
  config.server = text("127.0.0.1:9");
  config.insecure = 0;
  REFUSES(api->open(&config, &plugin, &error), TESSERA_INVALID, "CONFIG_INVALID");
  CHECK(strcmp(error.field, "ca_file") == 0);
  config.insecure = 1;
  first = open_plugin(folder, "127.0.0.1:9");
  REFUSES(api->open(&config, &plugin, &error), TESSERA_STORAGE, "DATA_FOLDER_IN_USE");
  api->close(first);
  config.data_folder = text("/proc/nowhere");
  REFUSES(api->open(&config, &plugin, &error), TESSERA_STORAGE, "DATA_FOLDER_UNWRITABLE");
}

static void check_lines(struct tessera_plugin *plugin) {
  struct tessera_sale *sale = NULL;
  struct tessera_line line;
  struct tessera_answer *answer = NULL;
  uint32_t i;
  OK(api->sale_begin(plugin, NULL, &sale, &error));
  line = line_of(1, "a", -1000, 100);
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "QUANTITY_INVALID");
  CHECK(strcmp(error.field, "quantity_milli") == 0);
  CHECK(strlen(error.message) > 0);
  line = line_of(0, "a", 1000, 100);
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "LINE_NO_INVALID");
  line = line_of(1, "a", 1000, INT64_MAX);
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "PRICE_INVALID");
  line = line_of(1, "a", 1000, 100);
  line.flags = 1u << 31;
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "FLAGS_INVALID");
  line = line_of(1, "", 1000, 100);
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "BASKET_SKU_INVALID");
  line = line_of(1, "\xff\xfe", 1000, 100);
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "TEXT_INVALID");
  REFUSES(api->sale_void_line(sale, 7, &error), TESSERA_NOT_FOUND, "LINE_UNKNOWN");
  for (i = 1; i <= 1000; ++i) add(sale, i, "a", 1000, 100);
  line = line_of(1001, "a", 1000, 100);
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "TOO_MANY_LINES");
  /* Refused lines changed nothing. */
  OK(api->sale_quote(sale, &answer, &error));
  CHECK(api->answer_line_count(answer) == 1000);
  api->answer_release(answer);
  api->sale_release(sale);
}

static void check_order(struct tessera_plugin *plugin) {
  static const char bank_card[] = "4111111111111111";
  struct tessera_tender tender = TESSERA_INIT(struct tessera_tender);
  struct tessera_sale *sale = NULL;
  struct tessera_sale_options options = TESSERA_INIT(struct tessera_sale_options);
  struct tessera_answer *answer = NULL;
  options.sale_id = text("not a uuid");
  REFUSES(api->sale_begin(plugin, &options, &sale, &error), TESSERA_INVALID, "SALE_ID_INVALID");
  CHECK(sale == NULL);
  OK(api->sale_begin(plugin, NULL, &sale, &error));
  REFUSES(api->sale_commit(sale, NULL, &answer, &error), TESSERA_REFUSED, "LINES_EMPTY");
  add(sale, 1, "a", 1000, 100);
  REFUSES(api->sale_commit(sale, NULL, &answer, &error), TESSERA_REFUSED, "QUOTE_REQUIRED");
  OK(api->sale_quote(sale, &answer, &error));
  api->answer_release(answer);
  add(sale, 2, "b", 1000, 100);
  REFUSES(api->sale_commit(sale, NULL, &answer, &error), TESSERA_REFUSED, "QUOTE_REQUIRED");
  REFUSES(api->sale_redeem(sale, -1, &answer, &error), TESSERA_INVALID, "POINTS_INVALID");
  REFUSES(api->sale_redeem(sale, 10, &answer, &error), TESSERA_REFUSED, "MEMBER_REQUIRED");
  REFUSES(api->sale_scan(sale, "12\x01" "34", 5, &answer, &error), TESSERA_INVALID, "SCAN_INVALID");
  REFUSES(api->sale_scan(sale, NULL, 0, &answer, &error), TESSERA_INVALID, "SCAN_INVALID");
  REFUSES(api->sale_set_member(sale, TESSERA_IDENTIFIER_PHONE, "12", 2, &answer, &error),
          TESSERA_INVALID, "IDENTIFIER_INVALID");
  REFUSES(api->sale_set_member(sale, 99, "12", 2, &answer, &error), TESSERA_INVALID,
          "IDENTIFIER_INVALID");
  REFUSES(api->sale_set_member(sale, TESSERA_IDENTIFIER_CARD, bank_card, 16, &answer, &error),
          TESSERA_REFUSED, "BANK_CARD_REFUSED");
  REFUSES(api->sale_add_coupon(sale, bank_card, 16, &error), TESSERA_REFUSED, "BANK_CARD_REFUSED");
  REFUSES(api->sale_add_coupon(sale, "\xff", 1, &error), TESSERA_INVALID, "TEXT_INVALID");
  REFUSES(api->sale_add_coupon(sale, NULL, 1, &error), TESSERA_INVALID, "TEXT_INVALID");
  REFUSES(api->sale_remove_coupon(sale, "a", 1, &error), TESSERA_NOT_FOUND, "CODE_UNKNOWN");
  REFUSES(api->sale_set_choice(sale, "a", 1, -1, &error), TESSERA_INVALID, "CHOICE_INVALID");
  REFUSES(api->sale_set_tender(sale, NULL, &error), TESSERA_INVALID, "ARGUMENT_MISSING");
  REFUSES(api->sale_set_tender(sale, &tender, &error), TESSERA_INVALID, "TENDER_INVALID");
  tender.kind = TESSERA_TENDER_GIFT_CARD;
  tender.code = text(bank_card);
  REFUSES(api->sale_set_tender(sale, &tender, &error), TESSERA_REFUSED, "BANK_CARD_REFUSED");
  OK(api->sale_cancel(sale, &error));
  REFUSES(api->sale_quote(sale, &answer, &error), TESSERA_REFUSED, "SALE_CLOSED");
  api->sale_release(sale);
}

static void check_struct_sizes(struct tessera_plugin *plugin) {
  struct tessera_status_view view;
  struct { struct tessera_status_view view; char later[16]; } newer;
  struct tessera_error small;
  struct tessera_sale *sale = NULL;
  struct tessera_line line = line_of(1, "a", 1000, 100);
  /* A host of an older minor: nothing beyond its struct is touched. */
  memset(&view, 0x5a, sizeof view);
  view.struct_size = (uint32_t)offsetof(struct tessera_status_view, outbox_age_ms);
  OK(api->status(plugin, &view, &error));
  CHECK(view.outbox_age_ms == UINT64_C(0x5a5a5a5a5a5a5a5a));
  CHECK(view.link == TESSERA_LINK_AWAY || view.link == TESSERA_LINK_CONNECTING);
  /* A host of a newer one: what we do not know is left alone. */
  memset(&newer, 0x5a, sizeof newer);
  newer.view.struct_size = (uint32_t)sizeof newer;
  OK(api->status(plugin, &newer.view, &error));
  CHECK(newer.later[0] == 0x5a && newer.view.parked_records == 0);
  view.struct_size = 0;
  REFUSES(api->status(plugin, &view, &error), TESSERA_INVALID, "STRUCT_SIZE_INVALID");
  /* Fields that an older line does not have are zero. */
  OK(api->sale_begin(plugin, NULL, &sale, &error));
  line.struct_size = (uint32_t)offsetof(struct tessera_line, unit_price_minor);
  OK(api->sale_set_line(sale, &line, &error));
  line.struct_size = 0;
  REFUSES(api->sale_set_line(sale, &line, &error), TESSERA_INVALID, "STRUCT_SIZE_INVALID");
  memset(&small, 0x5a, sizeof small);
  small.struct_size = (uint32_t)offsetof(struct tessera_error, field);
  CHECK(api->sale_void_line(sale, 9, &small) == TESSERA_NOT_FOUND);
  CHECK(strcmp(small.reason, "LINE_UNKNOWN") == 0 && small.field[0] == 0x5a);
  CHECK(api->sale_void_line(sale, 9, NULL) == TESSERA_NOT_FOUND);
  api->sale_release(sale);
}

static void check_refund_arrays(struct tessera_plugin *plugin) {
  struct tessera_refund refund = TESSERA_INIT(struct tessera_refund);
  struct tessera_refund_line lines[1] = {{1, 0, 0}};
  struct tessera_line goods[2];
  struct tessera_answer *answer = NULL;
  refund.line_count = 1;
  REFUSES(api->refund(plugin, &refund, &answer, &error), TESSERA_INVALID, "ARGUMENT_MISSING");
  refund.lines = lines;
  REFUSES(api->refund(plugin, &refund, &answer, &error), TESSERA_INVALID, "STRUCT_SIZE_INVALID");
  refund.line_size = sizeof lines[0];
  refund.sale_id = text("0194f3c0-1111-7000-8000-000000000001");
  REFUSES(api->refund(plugin, &refund, &answer, &error), TESSERA_INVALID, "QUANTITY_INVALID");
  goods[0] = line_of(1, "a", 1000, 100);
  goods[1] = line_of(2, "b", 0, 100);
  refund.sale_id = text("");
  refund.line_count = 0;
  refund.goods = goods;
  refund.goods_count = 2;
  refund.goods_size = sizeof goods[0];
  REFUSES(api->refund(plugin, &refund, &answer, &error), TESSERA_INVALID, "QUANTITY_INVALID");
  CHECK(strcmp(error.field, "goods.lines[1].quantity_milli") == 0);
}

static void check_missing_arguments(struct tessera_plugin *plugin) {
  struct tessera_totals totals = TESSERA_INIT(struct tessera_totals);
  struct tessera_refund refund = TESSERA_INIT(struct tessera_refund);
  struct tessera_answer *answer = NULL;
  struct tessera_string string;
  REFUSES(api->status(NULL, NULL, &error), TESSERA_INVALID, "HANDLE_INVALID");
  REFUSES(api->sale_quote(NULL, &answer, &error), TESSERA_INVALID, "HANDLE_INVALID");
  REFUSES(api->refund(plugin, &refund, &answer, &error), TESSERA_INVALID, "ID_INVALID");
  check_refund_arrays(plugin);
  REFUSES(api->customer_card(plugin, TESSERA_IDENTIFIER_CARD, "29770001", 8, 10001, &answer, &error),
          TESSERA_INVALID, "DEADLINE_INVALID");
  REFUSES(api->customer_card(plugin, TESSERA_IDENTIFIER_CARD, "29770001", 8, 0, &answer, &error),
          TESSERA_OFFLINE, "SERVICE_AWAY");
  api->version(NULL);
  api->sale_id(NULL, &string);
  CHECK(string.size == 0);
  REFUSES(api->resend_parked(NULL, 1, &error), TESSERA_INVALID, "HANDLE_INVALID");
  REFUSES(api->resend_parked(plugin, 1, &error), TESSERA_NOT_FOUND, "RECORD_UNKNOWN");
  CHECK(api->answer_totals(NULL, &totals) == TESSERA_NOT_FOUND);
  CHECK(api->answer_line_count(NULL) == 0);
  CHECK(api->answer_scan(NULL, NULL) == TESSERA_NOT_FOUND);
  CHECK(api->answer_gift_count(NULL) == 0 && api->answer_share_count(NULL, 0) == 0);
  CHECK(api->answer_payment_count(NULL) == 0 && api->answer_coupon_count(NULL) == 0);
  CHECK(api->answer_text(NULL, TESSERA_TEXT_SLIP, 0, &string) == TESSERA_NOT_FOUND);
  api->answer_release(NULL);
  api->sale_release(NULL);
  api->close(NULL);
}

static void check_refusals(const char *folder) {
  struct tessera_plugin *plugin;
  check_configuration(folder);
  plugin = open_plugin(folder, "127.0.0.1:9");
  check_lines(plugin);
  check_order(plugin);
  check_struct_sizes(plugin);
  check_missing_arguments(plugin);
  REFUSES(api->synchronise(plugin, 50, &error), TESSERA_OFFLINE, "NOT_SYNCHRONISED");
  api->close(plugin);
}

enum { SALES_OF_A_THREAD = 25 };

static void *sell_printed(void *given) {
  struct tessera_plugin *plugin = given;
  int i;
  for (i = 0; i < SALES_OF_A_THREAD; ++i) {
    struct tessera_sale *sale = NULL;
    struct tessera_answer *answer = NULL;
    struct tessera_fiscal fiscal = TESSERA_INIT(struct tessera_fiscal);
    struct tessera_line line = line_of(1, "a", 1000, 100);
    struct tessera_commit_view done = TESSERA_INIT(struct tessera_commit_view);
    fiscal.printed = 1;
    CHECK(api->sale_begin(plugin, NULL, &sale, NULL) == TESSERA_OK);
    CHECK(api->sale_set_line(sale, &line, NULL) == TESSERA_OK);
    CHECK(api->sale_quote(sale, &answer, NULL) == TESSERA_OK);
    api->answer_release(answer);
    CHECK(api->sale_commit(sale, &fiscal, &answer, NULL) == TESSERA_OK);
    CHECK(api->answer_commit(answer, &done) == TESSERA_OK && done.delivered == 0);
    api->answer_release(answer);
    api->sale_release(sale);
  }
  return NULL;
}

static void sell_on_two_threads(const char *folder) {
  struct tessera_plugin *plugin = open_plugin(folder, "127.0.0.1:9");
  struct tessera_status_view status = TESSERA_INIT(struct tessera_status_view);
  pthread_t threads[2];
  int i;
  for (i = 0; i < 2; ++i) CHECK(pthread_create(&threads[i], NULL, sell_printed, plugin) == 0);
  for (i = 0; i < 2; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  OK(api->status(plugin, &status, &error));
  CHECK(status.outbox_records == 2 * SALES_OF_A_THREAD && status.parked_records == 0);
  api->close(plugin);
}

int main(int count, char **arguments) {
  tessera_get_api_function get_api;
  void *library;
  CHECK(count >= 4);
  library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  *(void **)&get_api = dlsym(library, "tessera_get_api");
  CHECK(get_api != NULL);
  CHECK(get_api(TESSERA_ABI_MAJOR + 1) == NULL);
  api = get_api(TESSERA_ABI_MAJOR);
  CHECK(api != NULL && api->abi_major == TESSERA_ABI_MAJOR);
  CHECK(api->struct_size >= sizeof *api);
  error = TESSERA_INIT(struct tessera_error);
  if (strcmp(arguments[2], "refusals") == 0) {
    check_refusals(arguments[3]);
  } else if (strcmp(arguments[2], "offline") == 0) {
    sell_offline(arguments[3]);
  } else if (strcmp(arguments[2], "threads") == 0) {
    sell_on_two_threads(arguments[3]);
  } else if (strcmp(arguments[2], "everything") == 0) {
    CHECK(count == 6);
    sell_with_everything(arguments[3], arguments[4], arguments[5]);
  } else {
    CHECK(count == 6);
    sell_online(arguments[3], arguments[4], arguments[5]);
  }
  CHECK(dlclose(library) == 0);
  return 0;
}
