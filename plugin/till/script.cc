#include "script.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "script_arguments.h"
#include "script_json.h"

namespace tessera::till {
namespace {

using nlohmann::json;
using pos::Error;
using pos::Result;

// A command's answer, without "do" and "ok".
using Reply = Result<json>;

void PutMember(const Session& session, json& reply) {
  if (session.member()) reply["member"] = ToJson(*session.member());
}

Reply QuoteReply(const Session& session, const Result<pos::Done>& asked) {
  if (!asked) return asked.error();
  const Quote& quote = *session.quote();
  json reply = {{"totals", ToJson(quote.totals)},    {"lines", ToArray(quote.lines)},
                {"offers", ToArray(quote.offers)},   {"cashier", quote.cashier_texts},
                {"display", quote.display_texts},    {"slip", quote.slip_texts},
                {"gifts", ToArray(quote.gifts)},     {"payments", ToArray(quote.payments)},
                {"stamps", ToArray(quote.stamps)},
                {"refused_codes", ToArray(quote.refused_codes)}};
  PutMember(session, reply);
  return reply;
}

Reply DoneReply(const Result<pos::Done>& done) {
  if (!done) return done.error();
  return json::object();
}

Reply Begin(Checkout& till, Arguments& arguments) {
  const std::string sale_id = arguments.Text("sale_id");
  const std::string cashier_id = arguments.Text("cashier_id");
  const std::string currency_code = arguments.Text("currency_code");
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Done> begun = till.Begin(sale_id, cashier_id, currency_code);
  if (!begun) return begun.error();
  return json{{"sale_id", till.session().sale_id()}};
}

Reply Scan(Checkout& till, Arguments& arguments) {
  const std::string text = arguments.Text("text");
  if (auto fault = arguments.Check()) return *fault;
  const Result<Entry> entry = till.Enter(text);
  if (!entry) return entry.error();
  static const char* const kKinds[] = {"goods",    "member", "deferred",
                                       "quantity", "coupon", "gift_card"};
  json reply = {{"kind", kKinds[static_cast<size_t>(entry->kind)]}};
  if (entry->kind == EntryKind::kGoods) reply["line_no"] = entry->line_no;
  if (entry->quantity_milli != 0) reply["quantity_milli"] = entry->quantity_milli;
  if (entry->kind == EntryKind::kMember) PutMember(till.session(), reply);
  if (!entry->code.empty()) reply["code"] = entry->code;
  if (!till.session().warnings().empty() && entry->kind != EntryKind::kGoods) {
    reply["warnings"] = till.session().warnings();
  }
  return reply;
}

Reply PutLine(Checkout& till, Arguments& arguments) {
  Item item;
  item.line_no = arguments.Small("line_no");
  item.sku = arguments.Text("sku");
  item.name = arguments.Text("name");
  item.category = arguments.Text("category");
  item.brand = arguments.Text("brand");
  item.labels = arguments.Text("labels");
  item.quantity_milli = arguments.Integer("quantity_milli");
  item.unit_price_minor = arguments.Integer("unit_price_minor");
  item.minimum_unit_price_minor = arguments.Integer("minimum_unit_price_minor");
  item.flags = arguments.LineFlags("flags");
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Done> put = till.session().PutLine(item);
  if (!put) return put.error();
  return json{{"line_no", item.line_no}};
}

Reply Void(Checkout& till, Arguments& arguments) {
  const uint32_t line_no = arguments.Small("line_no");
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().VoidLine(line_no));
}

Reply SetMember(Checkout& till, Arguments& arguments) {
  static const std::map<std::string, tessera_identifier_kind> kKinds = {
      {"card", TESSERA_IDENTIFIER_CARD},
      {"phone", TESSERA_IDENTIFIER_PHONE},
      {"qr", TESSERA_IDENTIFIER_QR},
      {"nfc", TESSERA_IDENTIFIER_NFC}};
  const auto kind = kKinds.find(arguments.Text("kind"));
  const std::string value = arguments.Text("value");
  if (kind == kKinds.end()) arguments.Fault("kind", "must be card, phone, qr or nfc");
  if (auto fault = arguments.Check()) return *fault;
  const Result<int32_t> found = till.session().SetMember(kind->second, value);
  if (!found) return found.error();
  const bool member = *found == TESSERA_SCAN_MEMBER;
  json reply = {{"kind", member                            ? "member"
                         : *found == TESSERA_SCAN_DEFERRED ? "deferred"
                                                           : "other"}};
  if (member) PutMember(till.session(), reply);
  if (!till.session().warnings().empty()) reply["warnings"] = till.session().warnings();
  return reply;
}

Reply ClearMember(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().ClearMember());
}

Reply AddCoupon(Checkout& till, Arguments& arguments) {
  const std::string code = arguments.Text("code");
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().AddCoupon(code));
}

Reply RemoveCoupon(Checkout& till, Arguments& arguments) {
  const std::string code = arguments.Text("code");
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().RemoveCoupon(code));
}

Reply Choose(Checkout& till, Arguments& arguments) {
  const std::string offer_id = arguments.Text("offer_id");
  const int64_t times = arguments.Integer("times", 1);
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().SetChoice(offer_id, times));
}

Reply SetTender(Checkout& till, Arguments& arguments) {
  const std::string kind = arguments.Text("kind", "gift_card");
  const std::string code = arguments.Text("code");
  const int64_t amount_minor = arguments.Integer("amount_minor");
  if (kind != "gift_card" && kind != "wallet") {
    arguments.Fault("kind", "must be gift_card or wallet");
  }
  if (auto fault = arguments.Check()) return *fault;
  const auto tender = kind == "wallet" ? TESSERA_TENDER_WALLET : TESSERA_TENDER_GIFT_CARD;
  return DoneReply(till.session().SetTender({tender, code, amount_minor}));
}

Reply ClearTenders(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().ClearTenders());
}

Reply SetPaymentMethod(Checkout& till, Arguments& arguments) {
  const std::string method = arguments.Text("method");
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().SetPaymentMethod(method));
}

Reply PaymentBegan(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().PaymentBegan());
}

Reply AnswerSurvey(Checkout& till, Arguments& arguments) {
  const std::string survey_id = arguments.Text("survey_id");
  const std::string comment = arguments.Text("comment");
  std::string sale_id = arguments.Text("sale_id");
  if (sale_id.empty()) sale_id = till.session().sale_id();
  constexpr int64_t kNone = -1;
  const int64_t score = arguments.Integer("score", kNone);
  if (score < kNone || score > 100) arguments.Fault("score", "must be 0 to 100");
  if (auto fault = arguments.Check()) return *fault;
  pos::SurveyAnswer answer{survey_id, {}, comment, sale_id, {}};
  if (score != kNone) answer.score = static_cast<int32_t>(score);
  return DoneReply(till.session().plugin().AnswerSurvey(answer));
}

Reply CustomerCard(Checkout& till, Arguments& arguments) {
  const std::string text = arguments.Text("text");
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Answer> answer =
      till.session().plugin().CustomerCard(TESSERA_IDENTIFIER_SCAN, text);
  if (!answer) return answer.error();
  json reply = {{"stamp_cards", ToArray(answer->stamp_cards())}};
  if (const std::optional<pos::Member> member = answer->member()) reply["member"] = ToJson(*member);
  return reply;
}

Reply AskQuote(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  return QuoteReply(till.session(), till.session().AskQuote());
}

Reply Redeem(Checkout& till, Arguments& arguments) {
  int64_t points = arguments.Integer("points");
  if (arguments.Flag("max")) {
    const std::optional<Quote>& quote = till.session().quote();
    points = quote ? quote->totals.max_redeem_points : 0;
  }
  if (auto fault = arguments.Check()) return *fault;
  return QuoteReply(till.session(), till.session().Redeem(points));
}

Reply Commit(Checkout& till, Arguments& arguments) {
  const int64_t cash_minor = arguments.Integer("cash_minor");
  static const json kNothing = json::object();
  const json* given = arguments.Object("fiscal");
  Arguments details(given != nullptr ? *given : kNothing);
  const std::string drive_no = details.Text("drive_no");
  const std::string sign = details.Text("sign");
  const std::string receipt_no = details.Text("receipt_no");
  const pos::Fiscal fiscal{details.Flag("printed"), details.Integer("document_no"),
                           details.Integer("closed_at_us"), drive_no, sign, receipt_no};
  if (auto fault = arguments.Check()) return *fault;
  if (auto fault = details.Check()) return *fault;
  const Result<Receipt> receipt = till.Pay(fiscal, cash_minor);
  if (!receipt) return receipt.error();
  json reply = {{"delivered", receipt->commit.delivered},
                {"sale_id", receipt->commit.sale_id},
                {"earned_points", receipt->commit.earned_points},
                {"spent_points", receipt->commit.spent_points},
                {"balance_points", receipt->commit.balance_points},
                {"new_tier", receipt->commit.new_tier},
                {"coupons", ToArray(till.session().coupons())},
                {"receipt_no", receipt->receipt_no},
                {"slip_path", receipt->slip_path}};
  if (till.session().survey()) reply["survey"] = ToJson(*till.session().survey());
  return reply;
}

Reply Cancel(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().Cancel());
}

Reply Slip(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  if (till.slip().empty()) {
    return Error{TESSERA_NOT_FOUND, "SLIP_MISSING", "", "no sale was committed yet"};
  }
  return json{{"text", till.slip()}};
}

Reply BookRefund(Checkout& till, Arguments& arguments) {
  const std::string refund_id = arguments.Text("refund_id");
  const std::string sale_id = arguments.Text("sale_id");
  const std::string cashier_id = arguments.Text("cashier_id");
  pos::Refund refund;
  refund.refund_id = refund_id;
  refund.sale_id = sale_id;
  refund.cashier_id = cashier_id;
  if (const json* lines = arguments.Array("lines")) {
    for (const json& line : *lines) {
      if (!line.is_object()) {
        arguments.Fault("lines", "must be objects with line_no and quantity_milli");
        break;
      }
      Arguments part(line);
      refund.lines.push_back({part.Small("line_no"), part.Integer("quantity_milli")});
      if (auto fault = part.Check()) return *fault;
    }
  }
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Answer> answer = till.session().plugin().BookRefund(refund);
  if (!answer) return answer.error();
  const pos::RefundResult booked = answer->refund().value_or(pos::RefundResult{});
  return json{{"delivered", booked.delivered},
              {"refund_id", booked.refund_id},
              {"net_minor", booked.net_minor},
              {"lines", ToArray(answer->refunded_lines())},
              {"payments", ToArray(answer->payments())},
              {"returned_points", booked.returned_points},
              {"revoked_points", booked.revoked_points},
              {"balance_points", booked.balance_points}};
}

Reply Enrol(Checkout& till, Arguments& arguments) {
  const std::string phone = arguments.Text("phone");
  const std::string card = arguments.Text("card");
  const std::string full_name = arguments.Text("full_name");
  const std::string consent = arguments.Text("consent_text_version");
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Answer> answer =
      till.session().plugin().Enrol({phone, card, full_name, consent});
  if (!answer) return answer.error();
  json reply = json::object();
  if (const std::optional<pos::Member> member = answer->member()) reply["member"] = ToJson(*member);
  return reply;
}

const char* DiskName(uint32_t disk) {
  if (disk == TESSERA_DISK_GOOD) return "good";
  return disk == TESSERA_DISK_RESERVE ? "reserve" : "full";
}

Reply GetStatus(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Status> status = till.session().plugin().GetStatus();
  if (!status) return status.error();
  const json age = status->snapshot_age_ms ? json(*status->snapshot_age_ms) : json(nullptr);
  return json{{"version", till.session().plugin().version()},
              {"online", status->online},
              {"link_reason", status->link_reason},
              {"outboxes_set_aside", status->outboxes_set_aside},
              {"disk", DiskName(status->disk)},
              {"clock_offset_us", status->clock_offset_us},
              {"snapshot_percent", status->snapshot_percent},
              {"outbox_records", status->outbox_records},
              {"outbox_age_ms", status->outbox_age_ms},
              {"parked_records", status->parked_records},
              {"snapshot_age_ms", age},
              {"cached_members", status->cached_members},
              {"program_version", status->program_version},
              {"currency_code", status->currency_code},
              {"currency_digits", status->currency_digits},
              {"points_digits", status->points_digits}};
}

Reply Synchronise(Checkout& till, Arguments& arguments) {
  const uint32_t timeout_ms = arguments.Small("timeout_ms", 5000);
  if (auto fault = arguments.Check()) return *fault;
  const Reply reply = DoneReply(till.session().plugin().Synchronise(timeout_ms));
  till.Refresh();
  return reply;
}

Reply ShowReceipt(Checkout& till, Arguments& arguments) {
  const std::string sale_id = arguments.Text("sale_id");
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Answer> answer = till.session().plugin().Receipt(sale_id);
  if (!answer) return answer.error();
  const pos::CommitResult commit = answer->commit().value_or(pos::CommitResult{});
  return json{{"delivered", commit.delivered},
              {"sale_id", commit.sale_id},
              {"earned_points", commit.earned_points},
              {"spent_points", commit.spent_points},
              {"balance_points", commit.balance_points}};
}

Reply ListParked(Checkout& till, Arguments& arguments) {
  if (auto fault = arguments.Check()) return *fault;
  const Result<pos::Answer> answer = till.session().plugin().ListParked();
  if (!answer) return answer.error();
  json records = json::array();
  for (const pos::Parked& parked : answer->parked()) {
    records.push_back({{"sequence", parked.sequence},
                       {"subject_id", parked.subject_id},
                       {"reason", parked.reason},
                       {"message", parked.message}});
  }
  return json{{"records", records}};
}

Reply Resend(Checkout& till, Arguments& arguments) {
  const int64_t sequence = arguments.Integer("sequence");
  if (auto fault = arguments.Check()) return *fault;
  return DoneReply(till.session().plugin().ResendParked(sequence));
}

using Command = Reply (*)(Checkout&, Arguments&);

const std::map<std::string, Command>& Commands() {
  static const std::map<std::string, Command> commands = {
      {"begin", Begin},       {"scan", Scan},
      {"line", PutLine},      {"void", Void},
      {"member", SetMember},  {"clear_member", ClearMember},
      {"quote", AskQuote},    {"redeem", Redeem},
      {"commit", Commit},     {"cancel", Cancel},
      {"slip", Slip},         {"refund", BookRefund},
      {"enrol", Enrol},       {"status", GetStatus},
      {"parked", ListParked}, {"resend", Resend},
      {"coupon", AddCoupon},  {"remove_coupon", RemoveCoupon},
      {"choose", Choose},     {"tender", SetTender},
      {"card", CustomerCard}, {"clear_tenders", ClearTenders},
      {"synchronise", Synchronise}, {"payment_method", SetPaymentMethod},
      {"receipt", ShowReceipt},     {"payment_began", PaymentBegan},
      {"survey", AnswerSurvey}};
  return commands;
}

Reply Run(Checkout& checkout, const json& command) {
  Arguments arguments(command);
  const std::string name = arguments.Text("do");
  const auto found = Commands().find(name);
  if (found == Commands().end()) {
    return Error{TESSERA_INVALID, "COMMAND_UNKNOWN", "do",
                 "no such command: \"" + name + "\"; see --help-script"};
  }
  return found->second(checkout, arguments);
}

json ToAnswer(const json& command, const Reply& reply) {
  json answer = reply ? *reply : json::object();
  answer["ok"] = reply.ok();
  const auto name = command.find("do");
  if (name != command.end()) answer["do"] = *name;
  if (!reply) {
    answer["code"] = reply.error().code;
    answer["reason"] = reply.error().reason;
    answer["field"] = reply.error().field;
    answer["message"] = reply.error().message;
  }
  return answer;
}

// Strings may hold whatever the script or the library put there: never throw over it.
void Print(std::ostream& out, const json& answer) {
  out << answer.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
}

}  // namespace

int RunScript(std::istream& in, std::ostream& out, Checkout& checkout,
              const ScriptOptions& options) {
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const json command = json::parse(line, nullptr, false);
    if (!command.is_object()) {
      Print(out, {{"ok", false},
                  {"code", TESSERA_INVALID},
                  {"reason", "SCRIPT_MALFORMED"},
                  {"field", ""},
                  {"message", "line " + std::to_string(number) + " is not a JSON object"}});
      return 2;
    }
    const Reply reply = Run(checkout, command);
    Print(out, ToAnswer(command, reply));
    if (!reply && options.expect_ok) return 1;
  }
  return 0;
}

}  // namespace tessera::till
