// What the till itself says, in Russian and in English. Texts about points and offers come from the
// plugin and are shown as they are.
#ifndef TESSERA_TILL_WORDING_H_
#define TESSERA_TILL_WORDING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  kSlipGift,
  kSlipGiftCard,
  kSlipWallet,
  kSlipDue,
  kSlipCoupon,
  kSlipEarned,
  kSlipToEarn,
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
  kCustomerDisplay,
  kOnline,
  kOffline,
  kOutbox,
  kParked,
  kSnapshotAge,
  kNever,
  kSlip,
  kKeys,
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
  kAskCoupon,
  kAskGiftCard,
  kAskSurvey,
  kAnswerHint,
  kAnswerYesOrNo,
  // Messages.
  kGoodsUnknown,
  kGoodsUnknownNoCatalogue,
  kWeightRequired,
  kQuantityWrong,
  kAmountWrong,
  kCashTooLittle,
  kCashIsCode,
  kNothingToPay,
  kNoSuchLine,
  kNoLines,
  kScanCardFirst,
  kCardOff,
  kCardOffHint,
  kNoCardToTakeOff,
  kNothingToRedeem,
  kRedeemGivenUp,
  kRedeemLowered,
  kRedeemed,
  kRedeemCancelled,
  kCancelled,
  kPaid,
  kPaidOffline,
  kPaidOfflineWithPoints,
  kQuoteChanged,
  kGiftToAdd,
  kCodeTaken,
  kCodeUnknown,
  kCodeUsed,
  kCodeExpired,
  kCodeNotNow,
  kGiftCardPays,
  kGiftCardPaysNothing,
  kSurveyWrong,
  kEnrolled,
  kEnrolNeedsService,
  kNoDisplayText,
  kSlipNotSaved,
  kQuantityNext,
  kCardDeferred,
};

// The keys and what they do, a line each.
const std::vector<const char*>& KeyList(Language language);

// Never empty.
const char* Say(Word word, Language language);

}  // namespace tessera::till

#endif  // TESSERA_TILL_WORDING_H_
