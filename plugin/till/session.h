// One sale after another at one till: the lines, whose they are, what the plugin last said about
// them, and how the sale ended. The three modes of the till stand on it. One thread at a time; many
// sessions may share one plugin.
#ifndef TESSERA_TILL_SESSION_H_
#define TESSERA_TILL_SESSION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tessera/plugin.hpp"

namespace tessera::till {

// A line as the till keeps it.
struct Item {
  uint32_t line_no = 0;
  std::string sku;
  std::string name;
  std::string category;
  std::string brand;
  std::string labels;
  int64_t quantity_milli = 0;
  int64_t unit_price_minor = 0;
  int64_t minimum_unit_price_minor = 0;
  uint32_t flags = 0;
};

// What the plugin said about the lines, read out of its answer.
struct Quote {
  pos::Totals totals;
  std::vector<pos::LineResult> lines;
  std::vector<pos::OfferResult> offers;
  std::vector<std::string> cashier_texts;
  std::vector<std::string> display_texts;
  std::vector<std::string> slip_texts;
  std::vector<pos::Gift> gifts = {};
  std::vector<pos::Payment> payments = {};
  std::vector<pos::Stamp> stamps = {};
  std::vector<pos::RefusedCode> refused_codes = {};

  // What is to be paid by other means than those of `payments`.
  int64_t due_minor() const { return payments.empty() ? totals.total_minor : totals.due_minor; }
  // NULL if the quote has no such line.
  const pos::LineResult* Find(uint32_t line_no) const;
};

enum class MemberState {
  kNone,
  kKnown,
  // A card that only the service can look up, and it is away: credited on delivery.
  kDeferred,
};

enum class SaleState { kNone, kOpen, kCommitted, kCancelled };

class Session {
 public:
  // Borrows `plugin`, which must outlive it.
  explicit Session(pos::Plugin& plugin) : plugin_(plugin) {}

  // A new sale; one that is open is cancelled.
  pos::Result<pos::Done> Begin(std::string_view sale_id = {}, std::string_view cashier_id = {},
                               std::string_view currency_code = {});
  // Begins one where there is none at all.
  pos::Result<pos::Done> BeginIfNone();

  // TESSERA_SCAN_*: what it was.
  pos::Result<int32_t> ScanCard(std::string_view scan);
  pos::Result<int32_t> SetMember(tessera_identifier_kind kind, std::string_view value);
  pos::Result<pos::Done> ClearMember();

  // Adds or replaces. A line_no of 0 takes the next free one, and is filled in.
  pos::Result<pos::Done> PutLine(Item& item);
  pos::Result<pos::Done> VoidLine(uint32_t line_no);

  pos::Result<pos::Done> AddCoupon(std::string_view code);
  pos::Result<pos::Done> RemoveCoupon(std::string_view code);
  pos::Result<pos::Done> SetChoice(std::string_view offer_id, int64_t times);
  pos::Result<pos::Done> SetTender(const pos::Tender& tender);
  pos::Result<pos::Done> ClearTenders();
  pos::Result<pos::Done> SetPaymentMethod(std::string_view method);
  pos::Result<pos::Done> PaymentBegan();

  pos::Result<pos::Done> AskQuote();
  pos::Result<pos::Done> Redeem(int64_t points);
  pos::Result<pos::CommitResult> Commit(const pos::Fiscal& fiscal);
  pos::Result<pos::Done> Cancel();

  SaleState state() const { return state_; }
  std::string sale_id() const { return sale_ ? sale_->id() : std::string(); }
  const std::vector<Item>& items() const { return items_; }
  MemberState member_state() const { return member_state_; }
  const std::optional<pos::Member>& member() const { return member_; }
  // What the last scan was.
  const pos::Scanned& scanned() const { return scanned_; }
  // What the guard noticed at the last scan; empty if nothing.
  const std::vector<std::string>& warnings() const { return warnings_; }
  // Empty until the first quote; stale after a change until the next.
  const std::optional<Quote>& quote() const { return quote_; }
  // Empty until committed.
  const std::optional<pos::CommitResult>& committed() const { return committed_; }
  // That the committed sale gave, for the slip.
  const std::vector<pos::Coupon>& coupons() const { return coupons_; }
  // To be asked after the committed sale; nothing if nobody is to be asked.
  const std::optional<pos::SurveyQuestion>& survey() const { return survey_; }
  pos::Plugin& plugin() { return plugin_; }

 private:
  pos::Result<int32_t> TakeMember(pos::Result<pos::Scan> scanned);
  pos::Result<pos::Done> TakeQuote(pos::Result<pos::Answer> answer);
  uint32_t NextLineNo() const;

  pos::Plugin& plugin_;
  std::optional<pos::Sale> sale_;
  SaleState state_ = SaleState::kNone;
  std::vector<Item> items_;
  MemberState member_state_ = MemberState::kNone;
  std::optional<pos::Member> member_;
  std::optional<Quote> quote_;
  std::optional<pos::CommitResult> committed_;
  std::vector<pos::Coupon> coupons_;
  pos::Scanned scanned_;
  std::vector<std::string> warnings_;
  std::optional<pos::SurveyQuestion> survey_;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_SESSION_H_
