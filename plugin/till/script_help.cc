#include "script.h"

namespace tessera::till {

const char* const kScriptHelp =
    R"(Script mode reads one JSON object a line and answers each with one JSON object a line.

  {"do":"begin"}                      a new sale; one that is open is cancelled. Optional: sale_id,
                                      cashier_id, currency_code. Without it the first command that
                                      needs a sale begins one.
  {"do":"scan","text":"4601..."}      as a scanner types it: goods of the catalogue, a card, "3*4601..."
                                      -> kind: goods | member | deferred | quantity | coupon (on the
                                      sale now) | gift_card, line_no, member, code, warnings
  {"do":"line","sku":"A","quantity_milli":1000,"unit_price_minor":9990}
                                      adds or replaces a line. Optional: line_no, name, category, brand,
                                      labels ("a;b"), minimum_unit_price_minor,
                                      flags (["no_discount","no_earn","no_spend","on_sale","weighed"]) -> line_no
  {"do":"void","line_no":1}           takes a line off
  {"do":"member","kind":"phone","value":"+7..."}
                                      kind: card | phone | qr | nfc -> kind: member | deferred | other
  {"do":"clear_member"}               takes the member off
  {"do":"coupon","code":"SUMMER"}     and "remove_coupon"; what became of it the quote says
  {"do":"choose","offer_id":"..."}    an offer that is to be chosen. Optional: times, default 1; 0 undoes
  {"do":"tender","code":"..."}        a gift card. Optional: kind: gift_card | wallet, amount_minor;
                                      {"do":"clear_tenders"} takes all back
  {"do":"payment_method","method":"card"}
                                      how the rest is paid, as the program names it
  {"do":"payment_began"}              a card that is shown later falls under the program's guard
  {"do":"card","text":"2977..."}      whose card it is, outside of a sale -> member, stamp_cards
  {"do":"quote"}                      -> totals, lines, offers, cashier, display, slip, member,
                                      gifts, payments, stamps, refused_codes
  {"do":"redeem","points":100}        or "max":true for the most that the last quote allows; 0 gives
                                      the points back -> as quote
  {"do":"commit"}                     Optional: cash_minor, and fiscal: {printed, document_no,
                                      closed_at_us, drive_no, sign, receipt_no}; numbers that are left
                                      out are counted by the till -> delivered, sale_id, earned_points,
                                      spent_points, balance_points, new_tier, coupons, receipt_no,
                                      slip_path, survey: {survey_id, question, minimum, maximum}
  {"do":"survey","survey_id":"nps","score":9}
                                      what the customer answered. Optional: comment, without score too;
                                      sale_id, by default that of the last sale
  {"do":"cancel"}                     the sale will not happen
  {"do":"slip"}                       -> text: the slip of the sale that was committed last
  {"do":"receipt","sale_id":"..."}    what the commit of this till's sale did -> delivered, sale_id,
                                      earned_points, spent_points, balance_points
  {"do":"refund","sale_id":"..."}     Optional: refund_id, cashier_id,
                                      lines: [{"line_no":1,"quantity_milli":1000}], all if left out
                                      -> delivered, refund_id, net_minor, returned_points,
                                      revoked_points, balance_points, lines, payments
  {"do":"enrol","phone":"+7...","consent_text_version":"1"}
                                      Optional: card, full_name -> member
  {"do":"status"}                     -> online, link_reason, outbox_records, outbox_age_ms,
                                      parked_records, outboxes_set_aside, disk: good | reserve | full,
                                      clock_offset_us, snapshot_percent,
                                      snapshot_age_ms (null if nothing is cached), cached_members,
                                      program_version, currency_code, currency_digits, points_digits
  {"do":"synchronise"}                waits until the cache follows and the outbox is empty. Optional:
                                      timeout_ms, default 5000
  {"do":"parked"}                     -> records: [{sequence, subject_id, reason, message}]
  {"do":"resend","sequence":7}        sends a parked record again

Every answer has "do" and "ok". Failures: {"ok":false,"code":2,"reason":"...","field":"...",
"message":"..."}. Exit code 0; 1 with --expect-ok at the first failure; 2 for a line that is not a
JSON object.
)";

}  // namespace tessera::till
