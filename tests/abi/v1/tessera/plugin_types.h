/* Tessera: what goes into and comes out of the functions of plugin.h, which has the rules. */
#ifndef TESSERA_PLUGIN_TYPES_H_
#define TESSERA_PLUGIN_TYPES_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

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

/* What became of a call. Codes that you don't know are failures like TESSERA_INTERNAL. */
enum tessera_code {
  TESSERA_OK = 0,
  /* What was given is wrong: where a person typed or scanned it, show error.message; otherwise mend
   * the call. Nothing changed. */
  TESSERA_INVALID = 1,
  /* A business refusal: show error.message to the cashier. Nothing changed. */
  TESSERA_REFUSED = 2,
  TESSERA_NOT_FOUND = 3, /* What the call names is not there. */
  TESSERA_OFFLINE = 4,   /* Only the service can do this, and it is away. */
  /* The local disk refuses (full, read-only). Nothing is promised; only sale_commit and refund may have
   * come to the service nevertheless: repeat them with the same id and content. */
  TESSERA_STORAGE = 5,
  TESSERA_INTERNAL = 6,  /* A fault of ours. Its sale answers so from then on; others are well. */
  TESSERA_BUSY = 7       /* Another call of this sale is under way. Nothing changed. */
};

/* UTF-8, not terminated. {NULL, 0} is the empty string. */
struct tessera_string {
  const char *bytes;
  uint64_t size;
};

/* Why a call failed. Text is terminated, and cut at a character's edge where it is too long. */
struct tessera_error {
  uint32_t struct_size;
  int32_t code;      /* As returned: enum tessera_code. */
  char reason[48];   /* Stable, for programs: "QUANTITY_INVALID". */
  char field[80];    /* The input at fault: "quantity_milli"; empty if none. */
  char message[360]; /* What to do; in the configured language where it is for a cashier. */
};

/* ---- What goes in ---- */

/* How to open. Text that is empty takes the default. */
struct tessera_config {
  uint32_t struct_size;
  /* 1 = plain text, to a loopback address only: for trying out. */
  uint32_t insecure;
  /* For cache and outbox, made if missing. Required; one open plugin at a time uses it. */
  struct tessera_string data_folder;
  struct tessera_string server;           /* "host:port". Required. */
  /* PEM files for mutual TLS, required unless insecure: the authority that signed the service, the
   * terminal's certificate, its key. */
  struct tessera_string ca_file;
  struct tessera_string certificate_file;
  struct tessera_string key_file;
  struct tessera_string store_id;         /* As enrolled with HQ, 1 to 64 bytes. Required. */
  struct tessera_string terminal_id;      /* Likewise. */
  /* Of texts: BCP 47, "ru". Default: the program's first. */
  struct tessera_string language;
  uint32_t deadline_ms;        /* What [wait] may take to ask; 10 to 10,000, 0 = 300. */
  /* What commit and refund may wait for the service's word; what is not delivered by then waits
   * in the outbox. 1 to 10,000, 0 = 300. */
  uint32_t commit_deadline_ms;
  uint32_t worker_threads;     /* For submissions: 1 to 4, 0 = 2; started when there are some. */
  uint32_t reserved;
  /* A completion waits. Called on threads of ours, several at once, with signals blocked: it may only
   * tell a thread of yours (write to a pipe, post a message), and call nothing of ours. NULL: look by
   * poll, wait or wake_handle. */
  void (*wake)(void *context);
  void *wake_context;          /* Handed to wake, until close returns. */
};

/* A new sale. */
struct tessera_sale_options {
  uint32_t struct_size;
  uint32_t reserved;
  /* UUID in lower case; empty: made here. Keep it for refunds. */
  struct tessera_string sale_id;
  struct tessera_string cashier_id;    /* An opaque code, at most 64 bytes. */
  /* ISO 4217; empty: the program's. CURRENCY_MISMATCH at quote if it is another. A till that has
   * no program yet and was given no currency quotes without loyalty (TESSERA_SOURCE_NONE); a
   * member's points are then credited when the sale arrives. */
  struct tessera_string currency_code;
  uint32_t deadline_ms;        /* Of this sale's calls, as in tessera_config; 0: as there. */
  uint32_t commit_deadline_ms; /* Likewise. */
};

/* What points to a member. */
enum tessera_identifier_kind {
  /* Raw scanner input, AIM prefix and all: the program's formats decide. */
  TESSERA_IDENTIFIER_SCAN = 0,
  TESSERA_IDENTIFIER_CARD = 1,
  TESSERA_IDENTIFIER_PHONE = 2,
  TESSERA_IDENTIFIER_QR = 3,
  TESSERA_IDENTIFIER_NFC = 4
};

/* Flags of a line. */
enum tessera_line_flag {
  TESSERA_LINE_NO_DISCOUNT = 1,
  TESSERA_LINE_NO_EARN = 2,
  TESSERA_LINE_NO_SPEND = 4,
  TESSERA_LINE_ON_SALE = 8, /* Sold at a reduced price already: offers may leave it out. */
  TESSERA_LINE_WEIGHED = 16 /* Sold by weight or measure: one unit, however much it is. */
};

/* A line of the receipt. */
struct tessera_line {
  uint32_t struct_size;
  uint32_t line_no;                 /* The host's own, 1 to 1,000,000. LINE_NO_INVALID. */
  struct tessera_string sku;        /* 1 to 64 bytes. BASKET_SKU_INVALID. */
  struct tessera_string name;       /* As on the receipt, at most 256 bytes. */
  struct tessera_string category;   /* From the root: "food/dairy/milk", at most 256 bytes. */
  struct tessera_string brand;      /* At most 64 bytes. */
  struct tessera_string labels;     /* Separated by ";", at most 32 of 64 bytes each. */
  int64_t quantity_milli;           /* 1 to 1,000,000,000. QUANTITY_INVALID. */
  /* Of a piece or a kilogram, tax included; -10^12 to 10^12. Below zero (a deposit given back)
   * it only lowers the receipt. PRICE_INVALID. */
  int64_t unit_price_minor;
  int64_t minimum_unit_price_minor; /* No discount takes a piece below this; 0: no such floor. */
  uint32_t flags;                   /* enum tessera_line_flag, or-ed. FLAGS_INVALID for others. */
  uint32_t reserved;
};

/* Means of payment that the loyalty service keeps. */
enum tessera_tender_kind { TESSERA_TENDER_GIFT_CARD = 1, TESSERA_TENDER_WALLET = 2 };

struct tessera_tender {
  uint32_t struct_size;
  uint32_t kind;              /* enum tessera_tender_kind. */
  struct tessera_string code; /* A gift card's, at most 64 bytes; empty for the wallet. */
  int64_t amount_minor;       /* 0: as much as there is and is due. */
};

/* The receipt's fiscal details. */
struct tessera_fiscal {
  uint32_t struct_size;
  /* 1: the receipt is printed. A sale can't be refused any more; what was shown stands. For a refund it
   * is only kept. */
  uint32_t printed;
  int64_t document_no;              /* 0 if none. */
  int64_t closed_at_us;             /* 0 = now. */
  struct tessera_string drive_no;   /* At most 32 bytes. */
  struct tessera_string sign;       /* At most 32 bytes. */
  struct tessera_string receipt_no; /* The POS's own, at most 64 bytes. Of a sale only. */
};

/* A quantity of one line that comes back. */
struct tessera_refund_line {
  uint32_t line_no;
  uint32_t reserved;
  int64_t quantity_milli; /* At least 1. */
};

/* Goods that come back: of a sale, by its lines; or, where nobody finds the sale, by themselves. */
struct tessera_refund {
  uint32_t struct_size;
  uint32_t line_count;              /* How many `lines`; 0: all that is left of the sale. */
  /* UUID; empty: made here. The same again gets the first answer. */
  struct tessera_string refund_id;
  struct tessera_string sale_id;    /* Empty: `goods` come back. */
  struct tessera_string cashier_id; /* At most 64 bytes. */
  const struct tessera_refund_line *lines;
  /* Without a sale: what comes back, at the price paid back for it. */
  const struct tessera_line *goods;
  struct tessera_string member;     /* Of goods: whose they were; empty: nobody's. */
  struct tessera_string currency_code; /* Of goods, ISO 4217; empty: the program's. */
  const struct tessera_fiscal *fiscal; /* The refund's receipt; may be NULL. */
  uint32_t line_size;               /* sizeof(struct tessera_refund_line). */
  uint32_t goods_count;
  uint32_t goods_size;              /* sizeof(struct tessera_line). */
  uint32_t member_kind;             /* enum tessera_identifier_kind of `member`. */
  uint32_t deadline_ms;             /* As tessera_config.commit_deadline_ms; 0: as there. */
  uint32_t reserved;
};

/* A new member. */
struct tessera_enrolment {
  uint32_t struct_size;
  uint32_t deadline_ms;                       /* As in tessera_config; 0: as there. */
  struct tessera_string phone;                /* As typed. Required. */
  struct tessera_string card;                 /* Handed out, as scanned; empty for none. */
  struct tessera_string full_name;            /* As given; may be empty. */
  struct tessera_string consent_text_version; /* That was agreed to. Required. CONSENT_REQUIRED. */
  /* UUID; empty: made here. To ask again after a failure send the same id and the same
   * agreed_at_us. */
  struct tessera_string enrolment_id;
  struct tessera_string language;             /* That the person prefers; empty: the till's. */
  int64_t agreed_at_us;                       /* When the person agreed; 0 = now. */
};

/* What a customer answered to a survey (tessera_survey_question). */
struct tessera_survey_answer {
  uint32_t struct_size;
  uint32_t has_score;               /* 1: `score` was given; 0: only words were. */
  int32_t score;                    /* Within the survey's range. SCORE_INVALID. */
  uint32_t reserved;
  struct tessera_string survey_id;  /* Required. SURVEY_ID_INVALID. */
  struct tessera_string sale_id;    /* After which it was asked; may be empty. */
  struct tessera_string comment;    /* At most 512 bytes. COMMENT_INVALID, BANK_CARD_REFUSED. */
  struct tessera_string cashier_id; /* At most 64 bytes. */
  /* UUID; empty: made here. To hand it in again after a failure give the same id and the same
   * answered_at_us. */
  struct tessera_string answer_id;
  int64_t answered_at_us;           /* 0 = now. */
};

/* What can be submitted: the call of the same name. */
enum tessera_operation {
  TESSERA_OPERATION_SALE_SCAN = 1,       /* sale, text */
  TESSERA_OPERATION_SALE_SET_MEMBER = 2, /* sale, identifier_kind, text */
  TESSERA_OPERATION_SALE_QUOTE = 3,      /* sale */
  TESSERA_OPERATION_SALE_REDEEM = 4,     /* sale, points */
  TESSERA_OPERATION_SALE_COMMIT = 5,     /* sale, fiscal */
  TESSERA_OPERATION_SALE_CANCEL = 6,     /* sale */
  TESSERA_OPERATION_REFUND = 7,          /* refund */
  TESSERA_OPERATION_ENROL = 8,           /* enrolment */
  TESSERA_OPERATION_CUSTOMER_CARD = 9    /* identifier_kind, text */
};

/* A call whose answer is taken later. Everything in it is copied before submit returns. */
struct tessera_request {
  uint32_t struct_size;
  uint32_t operation;         /* enum tessera_operation. OPERATION_UNKNOWN. */
  uint64_t tag;               /* Yours: it comes back with the completion. */
  struct tessera_sale *sale;
  struct tessera_string text;
  int64_t points;
  const struct tessera_fiscal *fiscal;
  const struct tessera_refund *refund;
  const struct tessera_enrolment *enrolment;
  uint32_t identifier_kind;   /* enum tessera_identifier_kind. */
  uint32_t deadline_ms;       /* From submit on; 0: that of the call. At most 10,000. */
};

/* ---- What comes out ---- */

/* Where an answer comes from. */
enum tessera_source {
  TESSERA_SOURCE_SERVICE = 1,
  TESSERA_SOURCE_CACHE = 2, /* The service was late or away. */
  TESSERA_SOURCE_NONE = 3   /* Neither knows a program: prices without loyalty. */
};

/* How the link to the service is. */
enum tessera_link {
  TESSERA_LINK_ONLINE = 1,     /* The last contact succeeded. */
  TESSERA_LINK_CONNECTING = 2, /* There was none yet. */
  TESSERA_LINK_AWAY = 3,       /* It did not: link_reason. */
  /* The service is there, and takes nothing of this terminal until a person has mended what
   * link_reason says. */
  TESSERA_LINK_REFUSED = 4,
  TESSERA_LINK_FORKED = 5      /* This process is a child of the one that opened. */
};

/* Whether the local disk takes what has to be kept. */
enum tessera_disk {
  TESSERA_DISK_GOOD = 1,
  TESSERA_DISK_RESERVE = 2, /* It is full; a reserve takes some hundreds of sales more. */
  TESSERA_DISK_FULL = 3     /* Nothing can be kept: a sale needs the service. */
};

/* How the plugin is doing. */
struct tessera_status_view {
  uint32_t struct_size;
  uint32_t link;            /* enum tessera_link. */
  uint64_t outbox_records;  /* Sales and refunds that wait to be delivered. */
  uint64_t outbox_age_ms;   /* Age of the oldest of them. */
  uint64_t parked_records;  /* That the service refused; see parked. */
  uint64_t snapshot_age_ms; /* Age of the cached balances; UINT64_MAX if there are none. */
  uint64_t cached_members;
  int64_t program_version;  /* For new sales; 0 if none is known yet. */
  uint32_t currency_digits; /* Minor digits of the currency: 2 for kopecks. */
  uint32_t points_digits;   /* Digits of a point: 0 for whole points. */
  char currency_code[8];    /* ISO 4217, terminated; empty if no program is known. */
  uint64_t open_submissions;    /* That are not done yet. */
  uint64_t waiting_completions; /* That were not taken yet. */
  /* Damaged files "outbox-damaged-N.db" in data_folder: what can be read of them goes on in the
   * outbox; call support. */
  uint64_t outboxes_set_aside;
  /* Stable, terminated: SERVICE_AWAY, TLS_FAILED, TERMINAL_MISMATCH ... */
  char link_reason[48];
  uint32_t disk;             /* enum tessera_disk. */
  uint32_t snapshot_percent; /* How much of a snapshot that is coming in is there; 100 if none is. */
  int64_t clock_offset_us;   /* The service's clock less this machine's, as far as it was heard. */
};

/* What a code came on, as the AIM prefix or the code itself tells. */
enum tessera_carrier {
  TESSERA_CARRIER_UNKNOWN = 0,
  TESSERA_CARRIER_EAN = 1,
  TESSERA_CARRIER_CODE128 = 2,
  TESSERA_CARRIER_GS1 = 3, /* Element strings, whatever they are printed as. */
  TESSERA_CARRIER_QR = 4,
  TESSERA_CARRIER_DATAMATRIX = 5,
  TESSERA_CARRIER_TRACK2 = 6,
  TESSERA_CARRIER_NFC = 7,
  TESSERA_CARRIER_TYPED = 8
};

/* What a scan was. */
enum tessera_scan_kind {
  TESSERA_SCAN_MEMBER = 1,  /* A card: the sale has its member now. */
  /* Not a card of this program: goods, most likely. The sale is as it was. */
  TESSERA_SCAN_OTHER = 2,
  /* A card that the cache does not know, with the service away: the sale goes on, and its points
   * are credited when it is delivered, at the member's own rate. What is shown before is what a
   * member without tier earns: the service credits that or more. */
  TESSERA_SCAN_DEFERRED = 3,
  TESSERA_SCAN_COUPON = 4,   /* A coupon of the program: it is on the sale now. */
  /* A gift card of the program, to be sold or paid with (sale_set_tender). The sale is as it was. */
  TESSERA_SCAN_GIFT_CARD = 5
};

struct tessera_scan_view {
  uint32_t struct_size;
  uint32_t kind;    /* enum tessera_scan_kind. */
  uint32_t carrier; /* enum tessera_carrier. */
  /* 1: the program's guard noticed something about the card; a cashier text says what. */
  uint32_t warning;
  /* What was scanned, without its frame; of a coupon and a gift card the code. Empty for a member's
   * card. */
  struct tessera_string content;
  struct tessera_string gtin; /* The trade item's number, 14 digits, of a GS1 element string. */
};

/* A member, as a cashier needs it. */
struct tessera_member_view {
  uint32_t struct_size;
  uint32_t blocked;                  /* 1: neither earns nor spends. */
  struct tessera_string member_id;
  struct tessera_string masked_name; /* Fit for a screen: "Anna K."; may be empty. */
  struct tessera_string tier;
  struct tessera_string tier_name;
  int64_t balance_points;  /* Spendable now, before what is held. */
  int64_t pending_points;  /* That become active later. */
  int64_t held_points;     /* Of the balance, reserved by sales that are open. */
  int64_t expiring_points; /* Of the balance, what expires next, */
  int64_t expiring_at_us;  /* and when; 0 if nothing does. */
  /* The tier is kept until then whatever is bought; 0: nothing is promised. */
  int64_t tier_until_us;
  int64_t as_of_us;        /* When these figures were true. */
};

/* One of the member's stamp cards. */
struct tessera_stamp_card {
  uint32_t struct_size;
  uint32_t reserved;
  struct tessera_string card_id;
  int64_t stamps;
  int64_t full_stamps; /* A full card; 0 if the program no longer has it. */
};

/* A quote's totals. Lines sum to them exactly. */
struct tessera_totals {
  uint32_t struct_size;
  uint32_t source; /* enum tessera_source. */
  int64_t program_version;
  int64_t gross_minor;
  int64_t discount_minor;
  int64_t redeemed_minor;    /* Paid with points. */
  int64_t total_minor;       /* gross - discount - redeemed: what the receipt comes to. */
  int64_t due_minor;         /* total less what gift cards and the wallet pay: take this. */
  int64_t earned_points;
  int64_t spent_points;
  int64_t max_redeem_points; /* The most that sale_redeem would take now. */
  /* Why none or no more: NO_MEMBER, BALANCE, BELOW_MINIMUM, NOTHING_REDEEMABLE, NOT_OFFERED,
   * OFFLINE_LIMIT, OFFLINE_STALE; empty: the receipt's share. */
  struct tessera_string redeem_limit_reason;
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
  int64_t redeemable_minor; /* The most that points may pay on this line. */
};

/* What became of an offer. */
enum tessera_offer_outcome {
  TESSERA_OFFER_APPLIED = 1,
  TESSERA_OFFER_REJECTED = 2, /* `reason` says why. */
  TESSERA_OFFER_NEARLY = 3    /* `missing_` says what would make it apply. */
};

/* One offer of a quote. */
struct tessera_offer_result {
  uint32_t struct_size;
  uint32_t outcome; /* enum tessera_offer_outcome. */
  struct tessera_string offer_id;
  struct tessera_string name;
  struct tessera_string reason;      /* Stable code where not applied. */
  struct tessera_string explanation; /* One sentence. */
  struct tessera_string coupon_code; /* That set it off; empty if none did. */
  int64_t discount_minor;
  int64_t points;
  int64_t missing_minor;
  int64_t missing_milli;
  int64_t times;       /* How often it applied. */
  int64_t units;       /* Units that it discounted. */
  int64_t cost_points; /* That choosing it costs. */
};

/* An offer's part in one line. */
struct tessera_offer_share {
  uint32_t struct_size;
  uint32_t line_no;
  int64_t discount_minor;
  int64_t points;
};

/* Goods for nothing: print them as a line of their own at price 0. They are no line of the sale: handed
 * in with sale_set_line they would change the quote. */
struct tessera_gift {
  uint32_t struct_size;
  uint32_t reserved;
  struct tessera_string offer_id;
  struct tessera_string sku;
  struct tessera_string name;
  int64_t quantity_milli;
  int64_t list_price_minor; /* Its usual price. */
};

/* What a gift card or the wallet pays of a quote, or gets back of a refund. */
struct tessera_payment {
  uint32_t struct_size;
  uint32_t kind; /* enum tessera_tender_kind. */
  struct tessera_string code;
  int64_t amount_minor;
  int64_t balance_minor; /* What is left on it. */
};

/* Stamps that the sale gives. */
struct tessera_stamp {
  uint32_t struct_size;
  uint32_t reserved;
  struct tessera_string card_id;
  struct tessera_string offer_id;
  int64_t stamps;
};

/* A coupon that a delivered sale gave: print it. Of a sale that waits in the outbox there are
 * none. */
struct tessera_coupon {
  uint32_t struct_size;
  uint32_t reserved;
  struct tessera_string code;
  struct tessera_string batch_id;
  struct tessera_string name;
  int64_t active_from_us;
  int64_t expires_at_us; /* 0: never. */
};

/* A code that was entered and set nothing off. */
struct tessera_refused_code {
  uint32_t struct_size;
  uint32_t reserved;
  struct tessera_string code;
  /* CODE_UNKNOWN, CODE_USED, CODE_EXPIRED, CODE_SUPERFLUOUS, or that of its offer. */
  struct tessera_string reason;
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
  /* 1: the service booked it. 0: it is durable in the outbox and will be delivered; then points
   * and balance are what was shown, the rest is empty. */
  uint32_t delivered;
  struct tessera_string sale_id;
  int64_t earned_points;
  int64_t spent_points;
  int64_t balance_points; /* After the sale; meaningful for a known member. */
  int64_t earned_active_from_us; /* When earned points can be spent, */
  int64_t earned_expires_at_us;  /* and when they expire; 0: never. */
  struct tessera_string new_tier;      /* Where it rose; empty if not. */
  struct tessera_string new_tier_name;
};

/* A question to ask the customer with this receipt; the answer goes to survey_answer. */
struct tessera_survey_question {
  uint32_t struct_size;
  uint32_t reserved;
  int32_t minimum; /* The answer is a whole number from this to `maximum`; */
  int32_t maximum; /* only words where both are 0. */
  struct tessera_string survey_id;
  struct tessera_string question;
};

/* What a refund did. */
struct tessera_refund_view {
  uint32_t struct_size;
  /* 1: booked. 0: it waits in the outbox, and figures that are not known here are 0: hand out what the
   * receipt says, the service books the points. */
  uint32_t delivered;
  struct tessera_string refund_id;
  /* The worth of what came back. In cash hand out this less what goes back to gift cards and the
   * wallet (answer_payment). */
  int64_t net_minor;
  int64_t returned_points; /* Given back to the customer. */
  int64_t revoked_points;  /* Earned ones taken back. */
  int64_t lost_points;     /* Of these, spent already and written off. */
  int64_t emptied_minor;   /* Taken off gift cards that the returned lines had sold. */
  int64_t balance_points;  /* Below zero where revoked points had been spent. */
};

/* What one returned line gives back. */
struct tessera_refunded_line {
  uint32_t struct_size;
  uint32_t line_no;
  int64_t quantity_milli;
  int64_t net_minor;
  int64_t returned_points;
  int64_t revoked_points;
};

/* What became of a submission. */
struct tessera_completion {
  uint32_t struct_size;
  int32_t code;                  /* Of the call: enum tessera_code. */
  uint64_t ticket;               /* As submit gave it; 0: no completion waited. */
  uint64_t tag;                  /* Of its request. */
  struct tessera_answer *answer; /* Yours: answer_release. NULL where the call gives none. */
};

/* A record that the service refused. It stays until resend_parked sends it again. */
struct tessera_parked_view {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t sequence;
  struct tessera_string subject_id; /* The sale or refund. */
  struct tessera_string reason;
  struct tessera_string message;
};

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_PLUGIN_TYPES_H_ */
