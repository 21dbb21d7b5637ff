// One sale at this till, from first line to fiscal close.
#ifndef TESSERA_PLUGIN_SALE_SALE_H_
#define TESSERA_PLUGIN_SALE_SALE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/card_format.h"
#include "tessera/base/identifier.h"
#include "tessera/base/ids.h"
#include "tessera/engine/basket.h"
#include "tessera/plugin/guard/guard.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/plugin/sale/buyer.h"
#include "tessera/plugin/sale/till.h"
#include "tessera/plugin/scan/scan.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::plugin {

enum class ScanKind : uint8_t { kMember = 1, kOther = 2, kDeferred = 3, kCoupon = 4, kGiftCard = 5 };

struct ScanAnswer {
  ScanKind kind = ScanKind::kOther;
  Carrier carrier = Carrier::kUnknown;
  bool warning = false;  // the guard noticed something; a cashier text says what
  std::string content;   // as ScannedCode's
  std::string gtin;
  Answer answer;  // empty but for kMember and kDeferred
};

// The receipt's fiscal details as the host gives them.
struct Receipt {
  bool printed = false;
  v1::Fiscal fiscal;
  std::string receipt_no;
};

// For one thread at a time; different sales at once. After an error it is as it was before the call.
// Errors as at the functions of the same names in tessera/plugin.h.
class Sale {
 public:
  // `currency_code` may be empty: the program's.
  static absl::StatusOr<std::unique_ptr<Sale>> Begin(Till& till, absl::string_view sale_id,
                                                     absl::string_view cashier_id,
                                                     absl::string_view currency_code);
  Sale(const Sale&) = delete;
  Sale& operator=(const Sale&) = delete;
  // A sale that is still open is cancelled.
  ~Sale();

  const std::string& id() const { return id_; }

  absl::StatusOr<ScanAnswer> Scan(absl::string_view raw, Wait wait = {});
  absl::StatusOr<ScanAnswer> SetMember(IdentifierKind kind, absl::string_view value,
                                       Wait wait = {});
  absl::Status ClearMember();
  // The customer pays from now on: a card that is shown later falls under the program's guard.
  absl::Status PaymentBegan();

  // Line by line; fields of errors are those of the line.
  absl::Status SetLine(engine::Line line);
  absl::Status VoidLine(uint32_t line_no);

  // A code that is on the sale already counts once.
  absl::Status AddCoupon(absl::string_view code);
  absl::Status RemoveCoupon(absl::string_view code);
  // How often the customer wants this offer; 0 takes the choice back.
  absl::Status SetChoice(absl::string_view offer_id, int64_t times);
  // Adds a means of payment, or replaces the one of this kind and code. `amount` of 0: as much as there
  // is and is due.
  absl::Status SetTender(engine::Tender tender);
  absl::Status ClearTenders();
  // As the till calls it; empty for not known.
  absl::Status SetPaymentMethod(absl::string_view method);

  absl::StatusOr<Answer> Quote(Wait wait = {});
  absl::StatusOr<Answer> Redeem(Points points, Wait wait = {});
  absl::StatusOr<Answer> Commit(const Receipt& receipt, Wait wait = {});
  absl::Status Cancel();

 private:
  enum class State : uint8_t { kOpen, kCommitted, kCancelled };

  // What the customer was shown.
  struct Shown {
    v1::QuoteResponse quote;
    Source source = Source::kService;
    v1::Basket basket;
  };

  Sale(Till& till, std::string id, absl::string_view cashier_id, absl::string_view currency_code);

  absl::Status CheckOpen() const;
  IdentifierRules Rules() const;
  const CachedProgram* ProgramNow(std::shared_ptr<const CachedProgram>* live) const;
  absl::StatusOr<ScanAnswer> Identify(const Identifier& identifier, Wait wait);
  absl::StatusOr<ScanAnswer> IdentifyByCode(const std::string& code, Wait wait);
  absl::StatusOr<ScanAnswer> PutCoupon(ScannedCode code);
  absl::StatusOr<ScanAnswer> Admit(Found found);
  void KeepRefused(const std::vector<Suspicion>& suspicions);
  ScanAnswer Adopt(Buyer buyer, Source source);
  Showing ShowingOf(const Buyer& buyer) const;
  bool IsBuyer(const Buyer& buyer) const;
  void NoteSale() const noexcept;

  // The basket with one thing changed, in `field`: checked, and taken if it is in order.
  absl::Status Take(engine::Basket changed, absl::string_view field);

  absl::StatusOr<Answer> QuoteWith(Points points, Wait wait);
  absl::Status CheckWaitingSpend(Points points) const;
  bool SpendsTwice(const v1::QuoteResponse& quote) const;
  void TakeOnlineQuote(v1::QuoteResponse* quote);
  absl::StatusOr<v1::QuoteResponse> AskForQuote(const v1::QuoteRequest& request,
                                                Duration patience);
  absl::StatusOr<v1::QuoteResponse> QuoteLocally(const engine::Basket& basket);
  void Pin();
  v1::QuoteRequest Request(const engine::Basket& basket) const;
  std::string Currency() const;
  Answer ShowQuote() const;
  // The survey that is asked there after this sale, if it is a member's; null for none.
  const engine::Survey* SurveyAt(engine::SurveyPlace place) const;
  void AddSurveySlip(std::vector<std::string>* texts) const;

  v1::Sale ToSale(const Receipt& receipt) const;
  absl::StatusOr<Delivery::Outcome> HandOver(const v1::OutboxRecord& record, const OutboxNote& note,
                                             const Delivery::Terms& terms);
  Answer TellCommit(const Delivery::Outcome& outcome);
  void TakeResult(const v1::SaleResult& result, Answer* answer) const;
  void GiveUpHold();

  Till& till_;
  const std::string id_;
  const std::string cashier_id_;
  const std::string currency_code_;
  State state_ = State::kOpen;
  engine::Basket basket_;
  std::optional<Buyer> buyer_;
  std::vector<Suspicion> suspicions_;  // about the buyer's card
  std::vector<Suspicion> refused_;     // about cards that were not taken
  bool payment_began_ = false;
  // Pinned by the first quote that some program answered; 0 before.
  int64_t program_version_ = 0;
  std::shared_ptr<const CachedProgram> program_;  // null if the cache never had that version
  std::optional<Shown> shown_;
  // Lines, member or points changed since `shown_`.
  bool changed_ = true;
  // The service may hold points for this sale.
  bool hold_ = false;
  // What it said last that it holds for the buyer.
  ServiceHold held_;
  std::optional<Answer> committed_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_SALE_H_
