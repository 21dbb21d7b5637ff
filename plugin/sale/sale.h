// One sale at this till, from first line to fiscal close.
#ifndef TESSERA_PLUGIN_SALE_SALE_H_
#define TESSERA_PLUGIN_SALE_SALE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/identifier.h"
#include "tessera/base/ids.h"
#include "tessera/engine/basket.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/plugin/sale/till.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::plugin {

enum class ScanKind : uint8_t { kMember = 1, kOther = 2, kDeferred = 3 };

struct ScanAnswer {
  ScanKind kind = ScanKind::kOther;
  Answer answer;  // empty for kOther
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

  absl::StatusOr<ScanAnswer> Scan(absl::string_view raw);
  absl::StatusOr<ScanAnswer> SetMember(IdentifierKind kind, absl::string_view value);
  absl::Status ClearMember();

  // Line by line; fields of errors are those of the line.
  absl::Status SetLine(engine::Line line);
  absl::Status VoidLine(uint32_t line_no);

  absl::StatusOr<Answer> Quote();
  absl::StatusOr<Answer> Redeem(Points points);
  absl::StatusOr<Answer> Commit(const Receipt& receipt);
  absl::Status Cancel();

 private:
  enum class State : uint8_t { kOpen, kCommitted, kCancelled };

  struct Buyer {
    v1::MemberRef ref;
    std::optional<v1::Member> known;  // nullopt: deferred
  };

  // What the customer was shown.
  struct Shown {
    v1::QuoteResponse quote;
    Source source = Source::kService;
    v1::Basket basket;
  };

  Sale(Till& till, std::string id, absl::string_view cashier_id, absl::string_view currency_code);

  absl::Status CheckOpen() const;
  IdentifierRules Rules() const;
  absl::StatusOr<ScanAnswer> Identify(const Identifier& identifier);
  absl::StatusOr<ScanAnswer> IdentifyLocally(const Identifier& identifier);
  ScanAnswer Adopt(Buyer buyer, Source source);

  absl::StatusOr<Answer> QuoteWith(Points points);
  absl::StatusOr<v1::QuoteResponse> AskForQuote(const v1::QuoteRequest& request);
  absl::StatusOr<v1::QuoteResponse> QuoteLocally(const engine::Basket& basket);
  void Pin();
  v1::QuoteRequest Request(const engine::Basket& basket) const;
  std::string Currency() const;
  Answer ShowQuote() const;

  v1::Sale ToSale(const Receipt& receipt) const;
  void KeepCommit(const Delivery::Outcome& outcome);
  void GiveUpHold();

  Till& till_;
  const std::string id_;
  const std::string cashier_id_;
  const std::string currency_code_;
  State state_ = State::kOpen;
  engine::Basket basket_;
  std::optional<Buyer> buyer_;
  // Pinned by the first quote that some program answered; 0 before.
  int64_t program_version_ = 0;
  std::shared_ptr<const CachedProgram> program_;  // null if the cache never had that version
  std::optional<Shown> shown_;
  // Lines, member or points changed since `shown_`.
  bool changed_ = true;
  // The service may hold points for this sale.
  bool hold_ = false;
  std::optional<Answer> committed_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_SALE_H_
