// What the till itself says, in Russian and in English. Texts about points and offers come from the
// plugin and are shown as they are.
#ifndef TESSERA_TILL_WORDING_H_
#define TESSERA_TILL_WORDING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tessera::till {

enum class Language : uint8_t { kRussian, kEnglish };

// "ru" or "en".
std::optional<Language> ParseLanguage(std::string_view code);

enum class Word : uint8_t {
  // Slip.
  kStore,
  kTerminal,
  kReceiptNo,
  kSlipDiscount,
  kSlipByPoints,
  kSlipLineNet,
  kSlipGross,
  kSlipDiscounts,
  kSlipRedeemed,
  kSlipTotal,
  kSlipCash,
  kSlipChange,
  kSlipEarned,
  kSlipSpent,
  kSlipBalance,
  kSlipOffline,
  kSlipThanks,
  // Panels.
  kNewSale,
  kScanPrompt,
  kName,
  kQuantity,
  kPrice,
  kDiscount,
  kAmount,
  kSum,
  kDiscounts,
  kPoints,
  kToPay,
  kMember,
  kNoMember,
  kDeferredMember,
  kTier,
  kBalance,
  kPending,
  kExpiring,
  kWillEarn,
  kMessages,
  kCustomerDisplay,
  kOnline,
  kOffline,
  kOutbox,
  kParked,
  kSnapshotAge,
  kNever,
  kLines,
  kSlip,
  kChange,
  kWindowTooSmall,
  // Questions.
  kAskPhone,
  kAskQuantity,
  kAskWeight,
  kAskVoidLine,
  kAskRedeem,
  kAskEnrolPhone,
  kAskEnrolName,
  kAskEnrolConsent,
  kAskCancel,
  kAskCash,
  kAskQuit,
  kAnswerHint,
  // Messages.
  kGoodsUnknown,
  kGoodsUnknownNoCatalogue,
  kQuantityWrong,
  kAmountWrong,
  kCashTooLittle,
  kNothingToPay,
  kNoSuchLine,
  kNoLines,
  kScanCardFirst,
  kNothingToRedeem,
  kRedeemGivenUp,
  kRedeemed,
  kRedeemCancelled,
  kCancelled,
  kPaid,
  kPaidOffline,
  kQuoteChanged,
  kEnrolled,
  kNoDisplayText,
  kNoQuote,
  kSlipNotSaved,
  kQuantityNext,
  kCardDeferred,
  kTryAgain,
};

// Never empty.
const char* Say(Word word, Language language);

}  // namespace tessera::till

#endif  // TESSERA_TILL_WORDING_H_
