/* Tessera: the plugin's C ABI.
 *
 * A POS client loads libtessera.so, asks tessera_get_api for the table of functions and needs nothing
 * else: no other symbol is exported, no header of ours but this one, no library to link.
 *
 * Rules that hold for every function
 *
 * - Strings are UTF-8, pointer and length, not terminated by zero. Numbers are integers: `_minor` is
 *   money in minor units of the program's currency (kopecks), `_milli` a quantity in thousandths (one
 *   piece = 1000, 1.250 kg = 1250), points are in the program's smallest unit (see
 *   tessera_status_view.points_digits), `_us` is UTC microseconds since 1970-01-01, `_ms` milliseconds.
 * - Inputs are borrowed for the call. What an answer gives out (strings, views) belongs to the answer
 *   and lives until answer_release. A handle is released by exactly one function; releasing NULL does
 *   nothing.
 * - Every struct that the caller allocates begins with `struct_size`: set it to sizeof the struct
 *   before each call (TESSERA_INIT does). The library reads, or writes, no more than that, and treats
 *   fields that are not there as zero.
 * - Every function that can fail returns a tessera_code, and fills *error where `error` is not NULL.
 *   On failure outputs are set to NULL, and the sale is as it was before the call.
 * - Threads: [any] may be called from any thread at any time; [sale] by one thread at a time for one
 *   sale, different sales at once. The library calls nothing of the host, ever, and installs no signal
 *   handlers.
 * - Blocking: [fast] touches memory only; [disk] may write and sync a local file, some milliseconds;
 *   [wait] asks the service and returns within the deadline of the configuration at the latest, plus
 *   [disk].
 * - The service being away is not a failure. Answers then come from the local cache; see
 *   tessera_totals.source.
 * - fork: a child process must not use handles of its parent.
 */
#ifndef TESSERA_PLUGIN_H_
#define TESSERA_PLUGIN_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define TESSERA_EXPORT __declspec(dllexport)
#else
#define TESSERA_EXPORT __attribute__((visibility("default")))
#endif

/* The ABI that this header describes. Majors differ in what exists already; minors only add at the
 * end of structs and tables. Major 0 is a draft. */
#define TESSERA_ABI_MAJOR 0u
#define TESSERA_ABI_MINOR 2u

/* struct tessera_line line = TESSERA_INIT(struct tessera_line); every other field is zero. */
#ifdef __cplusplus
extern "C++" {
template <typename Type>
inline Type tessera_init_() {
  Type value = Type();
  value.struct_size = static_cast<uint32_t>(sizeof(Type));
  return value;
}
}
#define TESSERA_INIT(type) (tessera_init_<type>())
#else
#define TESSERA_INIT(type) ((type){.struct_size = (uint32_t)sizeof(type)})
#endif

/* What became of a call. Unknown codes of later minors are failures like TESSERA_INTERNAL. */
enum tessera_code {
  TESSERA_OK = 0,
  /* The call is wrong: mend the arguments. Nothing changed. */
  TESSERA_INVALID = 1,
  /* A business refusal: show error.message to the cashier. Nothing changed. */
  TESSERA_REFUSED = 2,
  /* What the call names is not there. */
  TESSERA_NOT_FOUND = 3,
  /* Only the service can do this, and it is away. */
  TESSERA_OFFLINE = 4,
  /* The local disk refuses (full, read-only): nothing was promised. */
  TESSERA_STORAGE = 5,
  /* A fault of the library. The sale it happened in answers so from then on; others are well. */
  TESSERA_INTERNAL = 6
};

/* UTF-8, not terminated. {NULL, 0} is the empty string. */
struct tessera_string {
  const char *bytes;
  size_t size;
};

/* Why a call failed. All strings are terminated, and cut at a character's edge where too long. */
struct tessera_error {
  uint32_t struct_size;
  /* As returned by the function: enum tessera_code. */
  int32_t code;
  /* Stable, for programs: "QUANTITY_INVALID". */
  char reason[48];
  /* The input at fault: "quantity_milli"; empty if none. */
  char field[80];
  /* For a person, in the configured language where it is for a cashier: what to do. */
  char message[360];
};

/* The library's state; made by open. */
struct tessera_plugin;
/* One sale, from first line to fiscal close. */
struct tessera_sale;
/* What a call answered. */
struct tessera_answer;

/* How to open. Strings that are empty take the default. */
struct tessera_config {
  uint32_t struct_size;
  /* 1 = speak plain text to the service; only to a loopback address. For trying out. */
  uint32_t insecure;
  /* Folder for cache and outbox, made if missing. Required. One open plugin at a time uses it. */
  struct tessera_string data_folder;
  /* "host:port" of the service. Required. */
  struct tessera_string server;
  /* PEM files for mutual TLS: the authority that signed the service, the terminal's certificate, its
   * key. Required unless insecure. */
  struct tessera_string ca_file;
  struct tessera_string certificate_file;
  struct tessera_string key_file;
  /* As enrolled with HQ, 1 to 64 bytes. Required. */
  struct tessera_string store_id;
  struct tessera_string terminal_id;
  /* BCP 47 language of texts and messages: "ru", "en". Default: the program's first. */
  struct tessera_string language;
  /* How long identify, quote, redeem and enrol may wait for the service; 10 to 10,000, 0 = 300. */
  uint32_t deadline_ms;
  /* How long commit and refund may wait for the service's word; what is not delivered by then waits
   * in the outbox. 1 to 10,000, 0 = 300. */
  uint32_t commit_deadline_ms;
};

/* Where an answer comes from. */
enum tessera_source {
  /* The service answered. */
  TESSERA_SOURCE_SERVICE = 1,
  /* The cache answered: the service was late or away. */
  TESSERA_SOURCE_CACHE = 2,
  /* Neither knows a program: prices without loyalty. */
  TESSERA_SOURCE_NONE = 3
};

/* How the plugin is doing. */
struct tessera_status_view {
  uint32_t struct_size;
  /* 1 if the last contact succeeded. */
  uint32_t online;
  /* Sales and refunds that wait to be delivered. */
  uint64_t outbox_records;
  /* Age of the oldest of them, ms. */
  uint64_t outbox_age_ms;
  /* Records that the service refused; see parked_count. */
  uint64_t parked_records;
  /* How old the cached balances are, ms; UINT64_MAX if there are none. */
  uint64_t snapshot_age_ms;
  /* Members in the cache. */
  uint64_t cached_members;
  /* Program version for new sales; 0 if none is known yet. */
  int64_t program_version;
  /* Minor digits of the currency (2 for kopecks), and digits of a point (0 for whole points). */
  uint32_t currency_digits;
  uint32_t points_digits;
  /* ISO 4217 code, terminated; empty if no program is known. */
  char currency_code[8];
};

/* A new sale. */
struct tessera_sale_options {
  uint32_t struct_size;
  uint32_t reserved;
  /* UUID in lower-case text. Empty: the library makes one (UUIDv7). Keep it for refunds. */
  struct tessera_string sale_id;
  /* An opaque code, at most 64 bytes. */
  struct tessera_string cashier_id;
  /* ISO 4217. Empty: the program's. CURRENCY_MISMATCH at quote if it is another. A till that has no
   * program yet and was given no currency quotes without loyalty (TESSERA_SOURCE_NONE) until its first
   * snapshot is there; a member's points are then credited by the service when the sale arrives. */
  struct tessera_string currency_code;
};

/* What points to a member. */
enum tessera_identifier_kind {
  TESSERA_IDENTIFIER_CARD = 1,
  TESSERA_IDENTIFIER_PHONE = 2,
  TESSERA_IDENTIFIER_QR = 3,
  TESSERA_IDENTIFIER_NFC = 4
};

/* What a scan was. */
enum tessera_scan_kind {
  /* A card: the sale has its member now. */
  TESSERA_SCAN_MEMBER = 1,
  /* Not a card of this program: goods, most likely. The sale is as it was. */
  TESSERA_SCAN_OTHER = 2,
  /* A card that the cache does not know, with the service away: the sale goes on, and its points
   * are credited when it is delivered, at the member's own rate. A figure that is shown before is what
   * a member without tier earns: don't promise it, the service credits that or more. */
  TESSERA_SCAN_DEFERRED = 3
};

/* Flags of a line. */
enum tessera_line_flag {
  TESSERA_LINE_NO_DISCOUNT = 1,
  TESSERA_LINE_NO_EARN = 2,
  TESSERA_LINE_NO_SPEND = 4,
  /* Sold at a reduced price already: offers may leave it out. */
  TESSERA_LINE_ON_SALE = 8,
  /* Sold by weight or measure: one unit, however much it is. */
  TESSERA_LINE_WEIGHED = 16
};

/* A line of the receipt. */
struct tessera_line {
  uint32_t struct_size;
  /* The host's number of the line, 1 to 1,000,000. LINE_NO_INVALID. */
  uint32_t line_no;
  /* Required, 1 to 64 bytes. BASKET_SKU_INVALID. */
  struct tessera_string sku;
  /* What the receipt calls it, at most 256 bytes. */
  struct tessera_string name;
  /* Path from the root: "food/dairy/milk", at most 256 bytes. */
  struct tessera_string category;
  /* At most 64 bytes. */
  struct tessera_string brand;
  /* Labels separated by ";", at most 32 of 64 bytes each. */
  struct tessera_string labels;
  /* 1 to 1,000,000,000. QUANTITY_INVALID. */
  int64_t quantity_milli;
  /* Of one piece or one kilogram, tax included; -10^12 to 10^12. Below zero (a deposit given back, a
   * credit) the line only lowers the receipt. PRICE_INVALID. */
  int64_t unit_price_minor;
  /* No discount takes one piece below this; 0 for no such floor. */
  int64_t minimum_unit_price_minor;
  /* enum tessera_line_flag, or-ed. FLAGS_INVALID for others. */
  uint32_t flags;
  uint32_t reserved;
};

/* The receipt's fiscal details, where it is printed already. */
struct tessera_fiscal {
  uint32_t struct_size;
  /* 1: the receipt is printed. The sale can't be refused any more; what was shown stands. */
  uint32_t printed;
  /* Number of the fiscal document; 0 if none. */
  int64_t document_no;
  /* When it was closed; 0 = now. */
  int64_t closed_at_us;
  struct tessera_string drive_no;
  struct tessera_string sign;
  /* The POS's own receipt number, at most 64 bytes. */
  struct tessera_string receipt_no;
};

/* A quantity of one line that comes back. */
struct tessera_refund_line {
  uint32_t line_no;
  uint32_t reserved;
  /* At least 1. */
  int64_t quantity_milli;
};

/* Goods that come back. */
struct tessera_refund {
  uint32_t struct_size;
  /* How many `lines`; 0: all that is left of the sale. */
  uint32_t line_count;
  /* UUID; empty: the library makes one. The same id again gets the first answer. */
  struct tessera_string refund_id;
  /* The sale's id. Required. */
  struct tessera_string sale_id;
  struct tessera_string cashier_id;
  const struct tessera_refund_line *lines;
};

/* A new member. */
struct tessera_enrolment {
  uint32_t struct_size;
  uint32_t reserved;
  /* As typed. Required. */
  struct tessera_string phone;
  /* A card handed out, as scanned; empty for none. */
  struct tessera_string card;
  /* As given; may be empty. */
  struct tessera_string full_name;
  /* Version of the consent text that was agreed to. Required. CONSENT_REQUIRED. */
  struct tessera_string consent_text_version;
};

/* A member, as a cashier needs it. */
struct tessera_member_view {
  uint32_t struct_size;
  /* 0 if the answer has no member. */
  uint32_t present;
  /* May be empty where the member is only known by a card that is to be looked up later. */
  struct tessera_string member_id;
  struct tessera_string masked_name;
  struct tessera_string tier;
  struct tessera_string tier_name;
  /* Spendable now. */
  int64_t balance_points;
  int64_t pending_points;
  /* Of the balance, what expires next, and when (0 if nothing does). */
  int64_t expiring_points;
  int64_t expiring_at_us;
  /* When these figures were true. */
  int64_t as_of_us;
};

/* A quote's totals. Lines sum to them exactly. */
struct tessera_totals {
  uint32_t struct_size;
  /* enum tessera_source. */
  uint32_t source;
  int64_t program_version;
  int64_t gross_minor;
  int64_t discount_minor;
  int64_t redeemed_minor;
  /* What the customer pays. */
  int64_t total_minor;
  int64_t earned_points;
  int64_t spent_points;
  /* The most that `redeem` would take now. */
  int64_t max_redeem_points;
};

/* One line of a quote. Print and fiscalise net_minor. */
struct tessera_line_result {
  uint32_t struct_size;
  uint32_t line_no;
  int64_t gross_minor;
  int64_t discount_minor;
  int64_t redeemed_minor;
  int64_t net_minor;
  int64_t earned_points;
  int64_t spent_points;
};

/* What became of an offer. */
enum tessera_offer_outcome {
  TESSERA_OFFER_APPLIED = 1,
  TESSERA_OFFER_REJECTED = 2,
  TESSERA_OFFER_NEARLY = 3
};

/* One offer of a quote. */
struct tessera_offer_result {
  uint32_t struct_size;
  /* enum tessera_offer_outcome. */
  uint32_t outcome;
  struct tessera_string offer_id;
  struct tessera_string name;
  /* Stable code where not applied. */
  struct tessera_string reason;
  /* One sentence. */
  struct tessera_string explanation;
  int64_t discount_minor;
  int64_t points;
};

/* Where a text is shown. */
enum tessera_text_place {
  TESSERA_TEXT_CASHIER = 1,
  TESSERA_TEXT_DISPLAY = 2,
  TESSERA_TEXT_SLIP = 3
};

/* What a commit did. */
struct tessera_commit_view {
  uint32_t struct_size;
  /* 1: the service booked it. 0: it is durable in the outbox and will be delivered; then points and
   * balance are what was shown, not what the ledger says: for a card that could not be looked up the
   * service may credit more. */
  uint32_t delivered;
  struct tessera_string sale_id;
  int64_t earned_points;
  int64_t spent_points;
  /* After the sale; meaningful for a known member. */
  int64_t balance_points;
};

/* What a refund did. */
struct tessera_refund_view {
  uint32_t struct_size;
  /* 1: booked; the figures are the service's. 0: it waits in the outbox, and all figures are 0: hand
   * out what the receipt says, the service books the points. */
  uint32_t delivered;
  struct tessera_string refund_id;
  int64_t net_minor;
  int64_t returned_points;
  int64_t revoked_points;
  int64_t balance_points;
};

/* A record that the service refused. It stays until resend_parked sends it again; nothing is
 * dropped. */
struct tessera_parked_view {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t sequence;
  /* The sale or refund it is about. */
  struct tessera_string subject_id;
  struct tessera_string reason;
  struct tessera_string message;
};

/* The functions. Owned by the library, valid until it is unloaded. Read no field beyond struct_size. */
struct tessera_api {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;

  /* [any][fast] Version of the library: "0.1.0". Static. */
  struct tessera_string (*version)(void);

  /* [any][disk] Opens cache and outbox and begins to synchronise in the background. Does not wait for
   * the service: a till opens offline too. CONFIG_INVALID (field says which), DATA_FOLDER_IN_USE,
   * DATA_FOLDER_UNWRITABLE. A damaged cache is rebuilt; a damaged outbox is kept and refused:
   * OUTBOX_DAMAGED. */
  int32_t (*open)(const struct tessera_config *config, struct tessera_plugin **plugin,
                  struct tessera_error *error);

  /* [any][wait] Stops the background work and frees all. Release sales and answers first. What is in
   * the outbox stays there. */
  void (*close)(struct tessera_plugin *plugin);

  /* [any][fast] */
  int32_t (*status)(struct tessera_plugin *plugin, struct tessera_status_view *view,
                    struct tessera_error *error);

  /* [any] Blocks until the cache follows the service and the outbox is empty, or timeout_ms passed:
   * then TESSERA_OFFLINE / NOT_SYNCHRONISED. For installers, scripts and tests; not for a checkout. */
  int32_t (*synchronise)(struct tessera_plugin *plugin, uint32_t timeout_ms,
                         struct tessera_error *error);

  /* [any][fast] Begins a sale. SALE_ID_INVALID. `options` may be NULL. */
  int32_t (*sale_begin)(struct tessera_plugin *plugin, const struct tessera_sale_options *options,
                        struct tessera_sale **sale, struct tessera_error *error);

  /* [sale][disk] Frees the handle. A sale that is neither committed nor cancelled is cancelled. */
  void (*sale_release)(struct tessera_sale *sale);

  /* [sale][fast] The sale's id, owned by the sale. */
  struct tessera_string (*sale_id)(struct tessera_sale *sale);

  /* [sale][wait] Raw scanner input, AIM prefix and all. *kind: enum tessera_scan_kind. The answer has
   * a member for TESSERA_SCAN_MEMBER; it is NULL for TESSERA_SCAN_OTHER. TESSERA_NOT_FOUND /
   * MEMBER_UNKNOWN: it is a card, but nobody's. MEMBER_BLOCKED, BANK_CARD_REFUSED, SCAN_INVALID.
   * A second card replaces the first; redeemed points of the first are given up. */
  int32_t (*sale_scan)(struct tessera_sale *sale, struct tessera_string scan, int32_t *kind,
                       struct tessera_answer **answer, struct tessera_error *error);

  /* [sale][wait] The same for something typed whose kind is known (a phone number).
   * IDENTIFIER_INVALID. */
  int32_t (*sale_set_member)(struct tessera_sale *sale, int32_t identifier_kind,
                             struct tessera_string value, int32_t *kind,
                             struct tessera_answer **answer, struct tessera_error *error);

  /* [sale][fast] Takes the member off the sale. */
  int32_t (*sale_clear_member)(struct tessera_sale *sale, struct tessera_error *error);

  /* [sale][fast] Adds a line, or replaces the one with its line_no. TOO_MANY_LINES beyond 1,000. */
  int32_t (*sale_set_line)(struct tessera_sale *sale, const struct tessera_line *line,
                           struct tessera_error *error);

  /* [sale][fast] Takes a line off. TESSERA_NOT_FOUND / LINE_UNKNOWN. */
  int32_t (*sale_void_line)(struct tessera_sale *sale, uint32_t line_no,
                            struct tessera_error *error);

  /* [sale][wait] What the basket earns and saves now. The first quote pins the program version for the
   * sale. AMOUNT_OVERFLOW, CURRENCY_MISMATCH. Answers from the cache if the service is late. */
  int32_t (*sale_quote)(struct tessera_sale *sale, struct tessera_answer **answer,
                        struct tessera_error *error);

  /* [sale][wait] Reserves points and quotes with them; 0 gives them back. MEMBER_REQUIRED,
   * POINTS_INVALID, REDEEM_LIMIT, POINTS_INSUFFICIENT. Offline within the program's caps. */
  int32_t (*sale_redeem)(struct tessera_sale *sale, int64_t points, struct tessera_answer **answer,
                         struct tessera_error *error);

  /* [sale][wait] The sale is final as it was quoted last. Returns TESSERA_OK only when it is durable,
   * at the service or in the outbox; from then on it is never lost and never counted twice, whatever
   * dies. Where the local disk takes nothing, the service alone will do; without it TESSERA_STORAGE:
   * commit again once there is room, the same sale is booked once. `fiscal` may be NULL. QUOTE_REQUIRED: lines, member or points changed since the last quote.
   * QUOTE_CHANGED: the service says otherwise than was shown, and the receipt is not printed: quote
   * again. SALE_CLOSED. A second commit of the same handle gets the first answer. */
  int32_t (*sale_commit)(struct tessera_sale *sale, const struct tessera_fiscal *fiscal,
                         struct tessera_answer **answer, struct tessera_error *error);

  /* [sale][disk] The sale will not happen; reserved points come back. SALE_CLOSED if committed. */
  int32_t (*sale_cancel)(struct tessera_sale *sale, struct tessera_error *error);

  /* [any][wait] Goods of an earlier sale come back. Durable in the outbox before it returns.
   * TESSERA_NOT_FOUND / SALE_UNKNOWN, REFUND_EXCEEDS_SALE; GIFT_CARD_SPENT, GIFT_CARD_LINE_PARTIAL
   * where a line sold gift cards. */
  int32_t (*refund)(struct tessera_plugin *plugin, const struct tessera_refund *refund,
                    struct tessera_answer **answer, struct tessera_error *error);

  /* [any][wait] A new member. TESSERA_OFFLINE / SERVICE_AWAY; IDENTIFIER_TAKEN, IDENTIFIER_INVALID,
   * CONSENT_REQUIRED. */
  int32_t (*enrol)(struct tessera_plugin *plugin, const struct tessera_enrolment *enrolment,
                   struct tessera_answer **answer, struct tessera_error *error);

  /* [any][fast] All of these: read an answer. Views are filled up to their struct_size. An index out
   * of range, or an answer without such a part, gives TESSERA_NOT_FOUND. */
  int32_t (*answer_member)(const struct tessera_answer *answer, struct tessera_member_view *view);
  int32_t (*answer_totals)(const struct tessera_answer *answer, struct tessera_totals *view);
  uint32_t (*answer_line_count)(const struct tessera_answer *answer);
  int32_t (*answer_line)(const struct tessera_answer *answer, uint32_t index,
                         struct tessera_line_result *view);
  uint32_t (*answer_offer_count)(const struct tessera_answer *answer);
  int32_t (*answer_offer)(const struct tessera_answer *answer, uint32_t index,
                          struct tessera_offer_result *view);
  /* place: enum tessera_text_place. */
  uint32_t (*answer_text_count)(const struct tessera_answer *answer, int32_t place);
  int32_t (*answer_text)(const struct tessera_answer *answer, int32_t place, uint32_t index,
                         struct tessera_string *text);
  int32_t (*answer_commit)(const struct tessera_answer *answer, struct tessera_commit_view *view);
  int32_t (*answer_refund)(const struct tessera_answer *answer, struct tessera_refund_view *view);
  void (*answer_release)(struct tessera_answer *answer);

  /* [any][disk] Records that the service refused, as an answer to be read with answer_parked. */
  int32_t (*parked)(struct tessera_plugin *plugin, struct tessera_answer **answer,
                    struct tessera_error *error);
  uint32_t (*answer_parked_count)(const struct tessera_answer *answer);
  int32_t (*answer_parked)(const struct tessera_answer *answer, uint32_t index,
                           struct tessera_parked_view *view);

  /* [any][disk] Puts the parked record of this number (tessera_parked_view.sequence) back among those
   * that wait, at its old place: it is sent again as soon as the service is there, and may be refused
   * and parked again. For after its cause was mended. TESSERA_NOT_FOUND / RECORD_UNKNOWN. Since
   * minor 2. */
  int32_t (*resend_parked)(struct tessera_plugin *plugin, int64_t sequence,
                           struct tessera_error *error);
};

/* The only exported symbol. Gives the table for the major that the host was built with, whose minor
 * may be newer or older than the host's: look at struct_size before using late functions. NULL for a
 * major that this library does not speak. [any][fast] */
TESSERA_EXPORT const struct tessera_api *tessera_get_api(uint32_t abi_major);

typedef const struct tessera_api *(*tessera_get_api_function)(uint32_t abi_major);

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_PLUGIN_H_ */
