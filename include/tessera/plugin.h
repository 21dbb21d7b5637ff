/* Tessera: the plugin's C ABI.
 *
 * A POS client loads libtessera.so, asks tessera_get_api for the table of functions and needs
 * nothing else: no library to link, no header of ours but this one and plugin_types.h, which it
 * includes: the structs that go in and out.
 *
 * Rules that hold for every function
 *
 * - Values. Text is UTF-8, pointer and size, not terminated by zero. Numbers are integers: `_minor`
 *   is money in minor units of the program's currency (kopecks), `_milli` a quantity in thousandths
 *   (one piece = 1000, 1.250 kg = 1250), points are in the program's smallest unit (see
 *   tessera_status_view.points_digits), `_us` is UTC microseconds since 1970-01-01, `_ms`
 *   milliseconds. No struct is passed or returned by value.
 * - Ownership. Inputs are borrowed for the call. What an answer gives out (text, views) belongs to
 *   the answer and lives until answer_release. A handle is released by exactly one function;
 *   releasing NULL does nothing.
 * - Growth. Every struct that the caller allocates begins with `struct_size` (but tessera_string,
 *   which never grows): set it to sizeof the struct before each call, and `reserved` to 0
 *   (TESSERA_INIT does). The library reads, or writes, no more than that, and takes fields that are
 *   not there for zero; what it does not know of a view stays as it was. An array of structs comes
 *   with its stride, sizeof its element. Minors add fields at the end of structs, functions at the
 *   end of the table, and numbers to enums: take a number that you don't know for one that does not
 *   concern you, and 0 in a view for not told. The layout is frozen for 64-bit processes.
 * - Errors. Every function that can fail returns a tessera_code, and fills *error where `error` is
 *   not NULL. On failure handles that were to be given out are NULL, and the sale is as it was
 *   before. Any may return ARGUMENT_MISSING, STRUCT_SIZE_INVALID, TEXT_INVALID (no UTF-8),
 *   TEXT_TOO_LONG, HANDLE_INVALID, SALE_BUSY, INTERNAL; those that take a deadline DEADLINE_INVALID;
 *   those that touch the disk STORAGE_FAILED, DISK_FULL. What else one returns stands with it.
 *   After TESSERA_INTERNAL of sale_commit or refund it may be durable nevertheless: ask `receipt`, or
 *   begin again with the same id and content, as after a crash; never with a new id.
 * - Threads. [any] may be called from any thread at any time; [sale] by one thread at a time for
 *   one sale, different sales at once: who comes second gets TESSERA_BUSY / SALE_BUSY. The library
 *   calls nothing of the host but tessera_config.wake, and installs no signal handlers; its own
 *   threads block all signals.
 * - Blocking. [fast] touches memory only; [disk] may write and sync a local file, some
 *   milliseconds; [wait] asks the service and returns within its deadline at the latest, plus
 *   [disk]. The service being away is no failure: answers then come from the local cache, see
 *   tessera_totals.source.
 * - fork. In a child of the process that opened, every call returns TESSERA_OFFLINE / FORKED at
 *   once, open too; close and release do nothing. A program that was started by exec is no such
 *   child.
 */
#ifndef TESSERA_PLUGIN_H_
#define TESSERA_PLUGIN_H_

#include "tessera/plugin_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define TESSERA_EXPORT __declspec(dllexport)
#else
#define TESSERA_EXPORT __attribute__((visibility("default")))
#endif

/* The ABI that this header describes. Majors differ in what exists already; major 1 is
 * frozen. */
#define TESSERA_ABI_MAJOR 1u
#define TESSERA_ABI_MINOR 0u

struct tessera_plugin; /* The library's state: made by open, ended by close. */
struct tessera_sale;   /* One sale, from first line to fiscal close: sale_begin, sale_release. */
struct tessera_answer; /* What a call answered: answer_release. */

/* Owned by the library, which stays mapped once it is loaded, dlclose or not: replace the file for the
 * next start of the process. Read no field beyond struct_size. */
struct tessera_api {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;

  /* [any][fast] Version of the library: "0.1.0". Static. */
  void (*version)(struct tessera_string *version);

  /* [any][disk] Opens cache and outbox and begins to synchronise in the background. Does not
   * wait for the service: a till opens offline too, and on a full disk: see tessera_status_view.disk.
   * CONFIG_INVALID (field says which), DATA_FOLDER_IN_USE, DATA_FOLDER_UNWRITABLE, SCHEMA_NEWER (a
   * newer library was here). A damaged cache is rebuilt, a damaged outbox set aside: see
   * tessera_status_view.outboxes_set_aside. Several plugins may be open, each in its own folder. */
  int32_t (*open)(const struct tessera_config *config, struct tessera_plugin **plugin,
                  struct tessera_error *error);
  /* [any][disk] The same with a file: a JSON object whose keys are the fields of tessera_config, but
   * for wake. Also JSON_INVALID, FIELD_UNKNOWN (or of a newer library), FIELD_INVALID. */
  int32_t (*open_file)(const char *path, uint64_t size, struct tessera_plugin **plugin,
                       struct tessera_error *error);
  /* [any][disk] Stops the background work, cuts off what asks the service, and frees all. No other call
   * on this plugin or its sales may be under way (end those that wait, too) or follow, but sale_release
   * and answer_release. What is in the outbox stays there. The folder is free when the last sale is
   * released, too. */
  void (*close)(struct tessera_plugin *plugin);
  /* [any][fast] In a forked child it fails, with `link` filled in. */
  int32_t (*status)(struct tessera_plugin *plugin, struct tessera_status_view *view,
                    struct tessera_error *error);
  /* [any][blocks up to timeout_ms] Until the cache follows the service and the outbox is empty; else
   * TESSERA_OFFLINE / NOT_SYNCHRONISED. For installers, scripts and tests; not for a checkout. */
  int32_t (*synchronise)(struct tessera_plugin *plugin, uint32_t timeout_ms,
                         struct tessera_error *error);

  /* [any][fast] Begins a sale. SALE_ID_INVALID. `options` may be NULL. */
  int32_t (*sale_begin)(struct tessera_plugin *plugin, const struct tessera_sale_options *options,
                        struct tessera_sale **sale, struct tessera_error *error);
  /* [sale][disk] Frees the handle. A sale that is neither committed nor cancelled is cancelled. */
  void (*sale_release)(struct tessera_sale *sale);
  /* [sale][fast] The sale's id, owned by the sale. */
  void (*sale_id)(struct tessera_sale *sale, struct tessera_string *id);

  /* [sale][wait] Raw scanner input, AIM prefix and all: send everything that is scanned. answer_scan
   * says what it was; the answer of a member has answer_member. TESSERA_NOT_FOUND / MEMBER_UNKNOWN:
   * it is a card, but nobody's. MEMBER_BLOCKED, SCAN_INVALID; BANK_CARD_REFUSED, whatever it was in:
   * neither keep nor show it. By the program's guard CARD_TOO_OFTEN, CARD_AFTER_PAYMENT; of a signed
   * code on a screen CODE_INVALID, CODE_FORGED, CODE_OUTDATED, CODE_USED, and TESSERA_OFFLINE /
   * SERVICE_AWAY where its key is not known here yet. A second card replaces the first; redeemed
   * points of the first are given up. */
  int32_t (*sale_scan)(struct tessera_sale *sale, const char *bytes, uint64_t size,
                       struct tessera_answer **answer, struct tessera_error *error);
  /* [sale][wait] The same for something typed, or read by the POS, whose kind is known (a phone, the
   * UID of an NFC tag). IDENTIFIER_INVALID. */
  int32_t (*sale_set_member)(struct tessera_sale *sale, int32_t identifier_kind, const char *bytes,
                             uint64_t size, struct tessera_answer **answer,
                             struct tessera_error *error);
  /* [sale][fast] Takes the member off the sale. */
  int32_t (*sale_clear_member)(struct tessera_sale *sale, struct tessera_error *error);

  /* [sale][fast] Adds a line, or replaces the one with its line_no. Its amount is price times quantity,
   * rounded as the program's `rounding` says: print what tessera_line_result has. TOO_MANY_LINES
   * beyond 1,000, TOO_MANY_LABELS, and the reasons at tessera_line. */
  int32_t (*sale_set_line)(struct tessera_sale *sale, const struct tessera_line *line,
                           struct tessera_error *error);
  /* [sale][fast] Takes a line off. TESSERA_NOT_FOUND / LINE_UNKNOWN. */
  int32_t (*sale_void_line)(struct tessera_sale *sale, uint32_t line_no,
                            struct tessera_error *error);
  /* [sale][fast] A coupon's code, as typed or scanned; what becomes of it the quote says
   * (answer_offer, answer_refused_code). CODE_INVALID, BANK_CARD_REFUSED, TOO_MANY_COUPONS
   * beyond 32. */
  int32_t (*sale_add_coupon)(struct tessera_sale *sale, const char *bytes, uint64_t size,
                             struct tessera_error *error);
  /* [sale][fast] TESSERA_NOT_FOUND / CODE_UNKNOWN. */
  int32_t (*sale_remove_coupon)(struct tessera_sale *sale, const char *bytes, uint64_t size,
                                struct tessera_error *error);
  /* [sale][fast] How often the customer wants this offer, at most 1,000; 0 takes it back.
   * CHOICE_INVALID; the quote refuses an offer that can't be chosen: CHOICE_UNKNOWN. */
  int32_t (*sale_set_choice)(struct tessera_sale *sale, const char *offer_id, uint64_t offer_id_size,
                             int64_t times, struct tessera_error *error);
  /* [sale][fast] Adds a means of payment, or replaces the one of this kind and code; what it
   * pays the quote says (answer_payment; nothing offline). TENDER_INVALID, BANK_CARD_REFUSED;
   * the quote refuses one that the program does not take: TENDER_NOT_TAKEN. */
  int32_t (*sale_set_tender)(struct tessera_sale *sale, const struct tessera_tender *tender,
                             struct tessera_error *error);
  /* [sale][fast] Takes all of them back. */
  int32_t (*sale_clear_tenders)(struct tessera_sale *sale, struct tessera_error *error);
  /* [sale][fast] How the rest is paid, as the program names it ("card", "cash"): offers may ask.
   * At most 64 bytes; empty: not known. */
  int32_t (*sale_set_payment_method)(struct tessera_sale *sale, const char *bytes, uint64_t size,
                                     struct tessera_error *error);
  /* [sale][fast] The customer pays from now on: a card that is shown later falls under the program's
   * guard. SALE_CLOSED. */
  int32_t (*sale_payment_began)(struct tessera_sale *sale, struct tessera_error *error);

  /* [sale][wait] What the basket earns and saves now. The first quote pins the program version
   * for the sale. AMOUNT_OVERFLOW, BASKET_TOO_LARGE, CURRENCY_MISMATCH; CHOICE_UNKNOWN,
   * TENDER_NOT_TAKEN: take it back, and quote. Answers from the cache if the service is late.
   * REDEEM_LIMIT, POINTS_INSUFFICIENT: the points of sale_redeem can't all be spent any more, on a
   * smaller basket or, without the service, within the program's caps: sale_redeem 0, and then, if the
   * customer agrees, up to max_redeem_points of that answer. MEMBER_BLOCKED, TESSERA_NOT_FOUND /
   * MEMBER_UNKNOWN by now: sale_clear_member, and quote. */
  int32_t (*sale_quote)(struct tessera_sale *sale, struct tessera_answer **answer,
                        struct tessera_error *error);
  /* [sale][wait] Reserves points and quotes with them; 0 gives them back. MEMBER_REQUIRED,
   * POINTS_INVALID, and the reasons at sale_quote. Offline within the program's caps; points of this
   * till's sales that the service has not booked yet are spent already, whoever answers. */
  int32_t (*sale_redeem)(struct tessera_sale *sale, int64_t points, struct tessera_answer **answer,
                         struct tessera_error *error);
  /* [sale][wait] The sale is final as it was quoted last. Returns TESSERA_OK only when it is
   * durable, at the service or in the outbox; from then on it is never lost and never counted
   * twice, whatever dies. Where the local disk takes nothing, the service alone will do; without
   * its word TESSERA_STORAGE: it may have booked the sale nevertheless, so commit again, the same,
   * until it is OK: it is booked once. `fiscal` may be NULL. QUOTE_REQUIRED: something changed since
   * the last quote. QUOTE_CHANGED: the service says otherwise than was shown, and the receipt is not
   * printed: quote again. LINES_EMPTY, SALE_CLOSED; SALE_ID_REUSED: another sale has this id. A second
   * commit of the same handle gets the first answer, whatever its `fiscal`.
   *
   * Commit before the receipt is printed, with printed = 0, and print what was committed. A POS that
   * died in between keeps the sale_id before the first call, and afterwards asks `receipt`; where that
   * knows nothing, it begins a sale with the same id and the same content, quotes and commits: what
   * was booked already is booked once. */
  int32_t (*sale_commit)(struct tessera_sale *sale, const struct tessera_fiscal *fiscal,
                         struct tessera_answer **answer, struct tessera_error *error);
  /* [sale][disk] The sale will not happen; reserved points come back. SALE_CLOSED if committed. */
  int32_t (*sale_cancel)(struct tessera_sale *sale, struct tessera_error *error);

  /* [any][wait] Goods come back. Durable at the service or in the outbox when it returns; after
   * TESSERA_STORAGE it may be booked nevertheless: ask again with the same refund_id and content, so
   * give one. TESSERA_NOT_FOUND / SALE_UNKNOWN, REFUND_EXCEEDS_SALE, LINE_NO_REPEATED;
   * GIFT_CARD_SPENT, GIFT_CARD_LINE_PARTIAL where a line sold gift cards; without a sale
   * GOODS_INVALID, REFUND_WITHOUT_SALE, MEMBER_UNKNOWN; BASKET_TOO_LARGE above 448 KiB in all;
   * REFUND_ID_REUSED for other content. */
  int32_t (*refund)(struct tessera_plugin *plugin, const struct tessera_refund *refund,
                    struct tessera_answer **answer, struct tessera_error *error);
  /* [any][wait] A new member: answer_member. Only with the service: TESSERA_OFFLINE / SERVICE_AWAY;
   * IDENTIFIER_TAKEN, IDENTIFIER_INVALID, BANK_CARD_REFUSED, CONSENT_REQUIRED, NAME_INVALID;
   * ENROLMENT_ID_REUSED for other content. */
  int32_t (*enrol)(struct tessera_plugin *plugin, const struct tessera_enrolment *enrolment,
                   struct tessera_answer **answer, struct tessera_error *error);
  /* [any][wait] Whose card it is, for showing: answer_member, answer_stamp_card. Blocked ones too.
   * deadline_ms as in tessera_config, 0: as there. TESSERA_NOT_FOUND / MEMBER_UNKNOWN;
   * TESSERA_OFFLINE / SERVICE_AWAY for a card that the cache does not know. */
  int32_t (*customer_card)(struct tessera_plugin *plugin, int32_t identifier_kind, const char *bytes,
                           uint64_t size, uint32_t deadline_ms, struct tessera_answer **answer,
                           struct tessera_error *error);
  /* [any][disk] What the commit of this sale did, if this till made it (the last 1,000): for a POS that
   * died before it heard. answer_commit. TESSERA_NOT_FOUND / SALE_UNKNOWN, which is no proof that it
   * was not committed: see sale_commit. */
  int32_t (*receipt)(struct tessera_plugin *plugin, const char *sale_id, uint64_t size,
                     struct tessera_answer **answer, struct tessera_error *error);
  /* [any][disk] What a customer answered: durable when it returns, delivered with the outbox. The
   * answer has no parts. SURVEY_ID_INVALID, SCORE_INVALID, COMMENT_INVALID, BANK_CARD_REFUSED;
   * ANSWER_EMPTY without score and comment; ID_INVALID; ANSWER_ID_REUSED for other content. */
  int32_t (*survey_answer)(struct tessera_plugin *plugin,
                           const struct tessera_survey_answer *survey,
                           struct tessera_answer **answer, struct tessera_error *error);
  /* [any][disk] Records that the service refused: answer_parked, the oldest 1,000. */
  int32_t (*parked)(struct tessera_plugin *plugin, struct tessera_answer **answer,
                    struct tessera_error *error);
  /* [any][disk] Puts the parked record of this number (tessera_parked_view.sequence) back among
   * those that wait, at its old place. It may be refused and parked again. TESSERA_NOT_FOUND /
   * RECORD_UNKNOWN. */
  int32_t (*resend_parked)(struct tessera_plugin *plugin, int64_t sequence,
                           struct tessera_error *error);

  /* The calls that wait, for a host that must not: submit, and take the answer when it is there. Those
   * of one sale are done in their order, one after the other; meanwhile a call on it is refused,
   * SALE_BUSY, and so is a submission while a call is under way. The deadline runs from submit: when it
   * is over, queue or not, the answer comes from the cache. sale_release lets submissions of its sale
   * run; close ends all at once, and what was not taken is gone. */

  /* [any][fast] TOO_MANY_SUBMISSIONS beyond 256 that were not taken. *ticket is never 0. */
  int32_t (*submit)(struct tessera_plugin *plugin, const struct tessera_request *request,
                    uint64_t *ticket, struct tessera_error *error);
  /* [any][fast] Takes the next completion; its ticket is 0 where none waits. *error is filled with why
   * the submission failed, where it did: with NULL for `error` that is lost. The call itself fails for
   * wrong arguments only. */
  int32_t (*poll)(struct tessera_plugin *plugin, struct tessera_completion *completion,
                  struct tessera_error *error);
  /* [any][blocks up to timeout_ms] The same, but waits for one. */
  int32_t (*wait)(struct tessera_plugin *plugin, uint32_t timeout_ms,
                  struct tessera_completion *completion, struct tessera_error *error);
  /* [any][fast] A descriptor for select, poll or epoll that can be read while completions wait. Do not
   * read from it; it belongs to the plugin. -1 where the system has none to give. */
  int32_t (*wake_handle)(struct tessera_plugin *plugin, int64_t *handle,
                         struct tessera_error *error);

  /* [any][fast] All of these: read an answer. Views are filled up to their struct_size. An index
   * out of range, or an answer without such a part, gives TESSERA_NOT_FOUND. */
  int32_t (*answer_scan)(const struct tessera_answer *answer, struct tessera_scan_view *view);
  int32_t (*answer_member)(const struct tessera_answer *answer, struct tessera_member_view *view);
  uint32_t (*answer_stamp_card_count)(const struct tessera_answer *answer);
  int32_t (*answer_stamp_card)(const struct tessera_answer *answer, uint32_t index,
                               struct tessera_stamp_card *view);
  int32_t (*answer_totals)(const struct tessera_answer *answer, struct tessera_totals *view);
  uint32_t (*answer_line_count)(const struct tessera_answer *answer);
  int32_t (*answer_line)(const struct tessera_answer *answer, uint32_t index,
                         struct tessera_line_result *view);
  uint32_t (*answer_offer_count)(const struct tessera_answer *answer);
  int32_t (*answer_offer)(const struct tessera_answer *answer, uint32_t index,
                          struct tessera_offer_result *view);
  uint32_t (*answer_share_count)(const struct tessera_answer *answer, uint32_t offer);
  int32_t (*answer_share)(const struct tessera_answer *answer, uint32_t offer, uint32_t index,
                          struct tessera_offer_share *view);
  uint32_t (*answer_gift_count)(const struct tessera_answer *answer);
  int32_t (*answer_gift)(const struct tessera_answer *answer, uint32_t index,
                         struct tessera_gift *view);
  uint32_t (*answer_payment_count)(const struct tessera_answer *answer);
  int32_t (*answer_payment)(const struct tessera_answer *answer, uint32_t index,
                            struct tessera_payment *view);
  uint32_t (*answer_stamp_count)(const struct tessera_answer *answer);
  int32_t (*answer_stamp)(const struct tessera_answer *answer, uint32_t index,
                          struct tessera_stamp *view);
  uint32_t (*answer_coupon_count)(const struct tessera_answer *answer);
  int32_t (*answer_coupon)(const struct tessera_answer *answer, uint32_t index,
                           struct tessera_coupon *view);
  uint32_t (*answer_refused_code_count)(const struct tessera_answer *answer);
  int32_t (*answer_refused_code)(const struct tessera_answer *answer, uint32_t index,
                                 struct tessera_refused_code *view);
  /* place: enum tessera_text_place. */
  uint32_t (*answer_text_count)(const struct tessera_answer *answer, int32_t place);
  int32_t (*answer_text)(const struct tessera_answer *answer, int32_t place, uint32_t index,
                         struct tessera_string *text);
  int32_t (*answer_commit)(const struct tessera_answer *answer, struct tessera_commit_view *view);
  /* Of a commit, where a customer is to be asked. */
  int32_t (*answer_survey_question)(const struct tessera_answer *answer,
                                    struct tessera_survey_question *view);
  int32_t (*answer_refund)(const struct tessera_answer *answer, struct tessera_refund_view *view);
  uint32_t (*answer_refunded_line_count)(const struct tessera_answer *answer);
  int32_t (*answer_refunded_line)(const struct tessera_answer *answer, uint32_t index,
                                  struct tessera_refunded_line *view);
  uint32_t (*answer_parked_count)(const struct tessera_answer *answer);
  int32_t (*answer_parked)(const struct tessera_answer *answer, uint32_t index,
                           struct tessera_parked_view *view);
  void (*answer_release)(struct tessera_answer *answer);
};

/* Gives the table for the major that the host was built with, whose minor may be newer or older
 * than the host's: look at struct_size before using late functions. NULL for a major that this
 * library does not speak. [any][fast] */
TESSERA_EXPORT const struct tessera_api *tessera_get_api(uint32_t abi_major);

typedef const struct tessera_api *(*tessera_get_api_function)(uint32_t abi_major);

/* The same functions for hosts where structs are a burden. `name` is that of a function of the table:
 * "open", "sale_quote"; `json` an object whose keys are the fields of its struct and the names of its
 * other arguments, with handles as numbers: {"sale":2,"line_no":1,"sku":"A", ...}. Texts that come as
 * bytes and size are "text", of a coupon "code", of a payment method "method"; structs that are pointed
 * to are objects, arrays of them arrays. What is left out is empty or 0.
 *
 * Answers with {"ok":true, ...}: handles that were made ("plugin", "sale"), and the whole answer of a
 * call under "answer", arrays under the names of their functions ("lines", "offers" with "shares",
 * "gifts" ...); or with {"ok":false,"error":{code,reason,field,message}}. Whole numbers beyond 2^53 - 1
 * are strings, and may be given so; others than whole ones are refused. Keys come to be added: pass
 * over those that you don't know. "version", "status", "sale_id", "wake_handle" (its "handle") and
 * "submit" (its "ticket") answer under their own names; "poll" and "wait" have "completion", null where
 * none waits, with "ticket", "tag" and "answer" or "error". In an answer stand "scan", "member",
 * "totals", "commit", "survey", "refund" for what is there once, and "texts" by place: "cashier",
 * "display", "slip". tessera_call speaks major 1 for ever. JSON_INVALID, JSON_TOO_LARGE
 * beyond 1 MiB, JSON_TOO_DEEP, FUNCTION_UNKNOWN, FIELD_UNKNOWN, FIELD_INVALID, HANDLE_INVALID.
 *
 * Both are terminated UTF-8. Free what you get with tessera_call_free. JSON takes memory: NULL where
 * there is none for the answer; a host that may have none left is safer with the table.
 * Thread and blocking are those of the function. "close" releases the sales that are open, too. */
TESSERA_EXPORT char *tessera_call(const char *name, const char *json);
TESSERA_EXPORT void tessera_call_free(char *answer);

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_PLUGIN_H_ */
