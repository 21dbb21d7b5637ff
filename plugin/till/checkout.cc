#include "checkout.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "amount.h"
#include "slip.h"

namespace tessera::till {

using pos::Error;
using pos::Result;

namespace {

constexpr size_t kLongestGoodsCode = 14;
constexpr int kMostSlipsOfOneNumber = 100;

std::string LocalTime() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[32];
  const size_t size = std::strftime(text, sizeof(text), "%d.%m.%Y %H:%M", &parts);
  return std::string(text, size);
}

}  // namespace

Checkout::Checkout(pos::Plugin& plugin, const Catalogue& catalogue, CheckoutSettings settings)
    : session_(plugin),
      catalogue_(catalogue),
      settings_(std::move(settings)),
      counter_(settings_.counter_path) {
  Refresh();
}

pos::Status Checkout::Refresh() {
  const Result<pos::Status> status = session_.plugin().GetStatus();
  if (!status) return {};
  // Until a program is known there is no currency, and its digits mean nothing.
  if (!status->currency_code.empty()) {
    currency_digits_ = status->currency_digits;
    points_digits_ = status->points_digits;
  }
  return *status;
}

Result<pos::Done> Checkout::Begin(std::string_view sale_id, std::string_view cashier_id,
                                  std::string_view currency_code) {
  ForgetQuantity();
  return session_.Begin(sale_id, cashier_id, currency_code);
}

Result<Entry> Checkout::Enter(std::string_view typed) {
  while (!typed.empty() && typed.back() == ' ') typed.remove_suffix(1);
  while (!typed.empty() && typed.front() == ' ') typed.remove_prefix(1);
  const size_t star = typed.find('*');
  if (star != std::string_view::npos) {
    const std::optional<Decimal> quantity = ParseDecimal(typed.substr(0, star), 3);
    if (!quantity || quantity->rounded || quantity->value <= 0) {
      return Error{TESSERA_INVALID, "QUANTITY_INVALID", "text",
                   Say(Word::kQuantityWrong, settings_.language)};
    }
    quantity_milli_ = quantity->value;
    typed.remove_prefix(star + 1);
    if (typed.empty()) return Entry{EntryKind::kQuantity, 0, quantity_milli_};
  }
  if (session_.state() != SaleState::kOpen) {
    if (Result<pos::Done> begun = session_.Begin(); !begun) return begun.error();
  }
  if (const Good* good = catalogue_.Find(typed)) return EnterGoods(*good);
  return EnterCard(typed);
}

Result<Entry> Checkout::EnterGoods(const Good& good) {
  if (good.weighed && quantity_milli_ == 0) {
    return Error{TESSERA_INVALID, "WEIGHT_REQUIRED", "text",
                 Say(Word::kWeightRequired, settings_.language)};
  }
  Item item{0,
            good.sku,
            good.name,
            good.category,
            good.brand,
            good.labels,
            quantity_milli_ == 0 ? 1000 : quantity_milli_,
            good.unit_price_minor,
            good.minimum_unit_price_minor,
            good.flags};
  quantity_milli_ = 0;
  if (Result<pos::Done> put = session_.PutLine(item); !put) return put.error();
  return Entry{EntryKind::kGoods, item.line_no, item.quantity_milli};
}

Result<Entry> Checkout::EnterCard(std::string_view code) {
  const int64_t quantity_milli = quantity_milli_;
  // It was meant for goods, and what comes next is another customer's affair.
  ForgetQuantity();
  const Result<int32_t> kind = session_.ScanCard(code);
  if (!kind) return kind.error();
  const pos::Scanned& scanned = session_.scanned();
  switch (*kind) {
    case TESSERA_SCAN_MEMBER: return Entry{EntryKind::kMember, 0, 0};
    case TESSERA_SCAN_DEFERRED: return Entry{EntryKind::kDeferred, 0, 0};
    case TESSERA_SCAN_COUPON: return Entry{EntryKind::kCoupon, 0, 0, scanned.content};
    case TESSERA_SCAN_GIFT_CARD: return Entry{EntryKind::kGiftCard, 0, 0, scanned.content};
    default: break;
  }
  if (const Good* good = FindByGtin(scanned.gtin)) {
    quantity_milli_ = quantity_milli;
    return EnterGoods(*good);
  }
  const Word word = catalogue_.empty() ? Word::kGoodsUnknownNoCatalogue : Word::kGoodsUnknown;
  // What is longer than any goods code may be a bank card: it is not repeated.
  const std::string shown = code.size() <= kLongestGoodsCode ? ": " + std::string(code) : "";
  return Error{TESSERA_NOT_FOUND, "GOODS_UNKNOWN", "text", Say(word, settings_.language) + shown};
}

// Catalogues have the 8, 12 or 13 digits that people read below the bars.
const Good* Checkout::FindByGtin(const std::string& gtin) const {
  for (size_t zeros = 0; zeros < gtin.size(); ++zeros) {
    if (const Good* good = catalogue_.Find(std::string_view(gtin).substr(zeros))) return good;
    if (gtin[zeros] != '0') break;
  }
  return nullptr;
}

std::string Checkout::WriteSlip(const std::string& receipt_no, const std::string& slip) const {
  std::string name = receipt_no;
  for (char& c : name) {
    if (c == '/' || c == '.' || static_cast<unsigned char>(c) < 0x20) c = '_';
  }
  // A slip that is there belongs to another sale: it is not written over.
  for (int copy = 1; copy <= kMostSlipsOfOneNumber; ++copy) {
    const std::string suffix = copy == 1 ? "" : "-" + std::to_string(copy);
    const std::string path = settings_.slips_folder + "/slip-" + name + suffix + ".txt";
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0 && errno == EEXIST) continue;
    if (file < 0) return "";
    const bool whole = write(file, slip.data(), slip.size()) == static_cast<ssize_t>(slip.size());
    close(file);
    return whole ? path : "";
  }
  return "";
}

int64_t Checkout::ReceiptNumber() {
  if (spare_number_ == 0) spare_number_ = counter_.Take();
  return spare_number_;
}

Result<Receipt> Checkout::Pay(pos::Fiscal fiscal, int64_t cash_minor) {
  const bool repeated = session_.state() == SaleState::kCommitted;
  std::string counted;
  if (!repeated && (fiscal.receipt_no.empty() || fiscal.document_no == 0)) {
    counted = std::to_string(ReceiptNumber());
    if (fiscal.receipt_no.empty()) fiscal.receipt_no = counted;
    if (fiscal.document_no == 0) fiscal.document_no = ReceiptNumber();
  }
  Result<pos::CommitResult> commit = session_.Commit(fiscal);
  if (!commit) return commit.error();
  if (repeated) {
    receipt_.commit = *commit;
    return receipt_;
  }
  if (!counted.empty()) spare_number_ = 0;
  receipt_ = Receipt{*commit, std::string(fiscal.receipt_no), "", ""};
  const SlipHeading heading{settings_.shop,       settings_.store_id, settings_.terminal_id,
                            receipt_.receipt_no,  LocalTime(),        settings_.slip_width,
                            settings_.language,   currency_digits_,   points_digits_,
                            cash_minor};
  // A sale can't be committed without a quote.
  static const Quote kNoQuote;
  receipt_.slip = MakeSlip({session_.items(), session_.quote() ? *session_.quote() : kNoQuote,
                            session_.member_state(), session_.member(), receipt_.commit,
                            session_.coupons()},
                           heading);
  receipt_.slip_path = WriteSlip(receipt_.receipt_no, receipt_.slip);
  return receipt_;
}

}  // namespace tessera::till
