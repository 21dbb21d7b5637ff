#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "document_schema.h"
#include "documents.h"
#include "member_view.pb.h"
#include "tessera/base/nearest.h"

namespace tessera::trial {
namespace {

class MemberCheck {
 public:
  MemberCheck(const program::DocumentReader& reader, const v1::Program& program,
              bool names_are_known, std::vector<ProgramFault>* faults)
      : reader_(reader), program_(program), names_are_known_(names_are_known), faults_(*faults) {}

  void Check(const MemberView& member) {
    CheckTier(member.tier());
    if (member.has_birthday()) CheckBirthday(member.birthday());
    CheckCount("purchases", member.purchases());
    for (int i = 0; i < member.activity_size(); ++i) {
      const std::string at = absl::StrCat("activity[", i, "].");
      CheckCount(at + "days", member.activity(i).days() - 1);
      CheckCount(at + "spend_minor", member.activity(i).spend_minor());
      CheckCount(at + "visits", member.activity(i).visits());
    }
    for (int i = 0; i < member.uses_size(); ++i) CheckUse(member.uses(i), i);
    for (int i = 0; i < member.tenders_size(); ++i) CheckTender(member.tenders(i), i);
  }

 private:
  void Add(const std::string& path, const char* reason, std::string message) {
    faults_.push_back({path, reader_.LineOf(path), reason, std::move(message)});
  }

  void CheckTier(const std::string& tier) {
    std::vector<std::string> known;
    for (const v1::Tier& one : program_.tiers()) known.push_back(one.tier_id());
    CheckName("tier", tier, known, "tier", "TIER_UNKNOWN");
  }

  void CheckName(const std::string& path, const std::string& name,
                 const std::vector<std::string>& known, const char* kind, const char* reason) {
    if (!names_are_known_ || name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return;
    const std::string nearest = NearestWord(known, name);
    Add(path, reason,
        absl::StrCat("the program has no ", kind, " \"", name, "\"",
                     nearest.empty() ? "" : absl::StrCat("; did you mean \"", nearest, "\"?")));
  }

  void CheckBirthday(const Birthday& birthday) {
    constexpr int kLeapYear = 2000;
    const absl::CivilDay day(kLeapYear, birthday.month(), birthday.day());
    if (day.year() == kLeapYear && day.month() == birthday.month() && day.day() == birthday.day()) {
      return;
    }
    Add("birthday", "BIRTHDAY_INVALID", "write a day of the year, such as {month: 3, day: 8}");
  }

  void CheckCount(const std::string& path, int64_t count) {
    if (count < 0) Add(path, "COUNT_INVALID", "it can't be that few");
  }

  void CheckUse(const OfferUse& use, int index) {
    const std::string at = absl::StrCat("uses[", index, "].");
    std::vector<std::string> known;
    for (const v1::Offer& offer : program_.offers()) known.push_back(offer.offer_id());
    CheckName(at + "offer_id", use.offer_id(), known, "offer", "OFFER_UNKNOWN");
    CheckCount(at + "uses_total", use.uses_total());
    CheckCount(at + "uses_member", use.uses_member());
    CheckCount(at + "uses_member_today", use.uses_member_today());
    CheckCount(at + "units_member", use.units_member());
    CheckCount(at + "budget_used_minor", use.budget_used_minor());
    CheckCount(at + "budget_used_points", use.budget_used_points());
  }

  void CheckTender(const TenderBalance& tender, int index) {
    const std::string at = absl::StrCat("tenders[", index, "].");
    CheckCount(at + "balance_minor", tender.balance_minor());
    if (tender.kind() == v1::TENDER_KIND_UNSPECIFIED) {
      Add(at + "kind", "TENDER_KIND_INVALID", "use GIFT_CARD or WALLET");
    }
  }

  const program::DocumentReader& reader_;
  const v1::Program& program_;
  const bool names_are_known_;
  std::vector<ProgramFault>& faults_;
};

engine::CouponState CouponOf(const CouponState& coupon) {
  using Status = engine::CouponState::Status;
  Status status = Status::kValid;
  if (coupon.status() == COUPON_STATUS_USED) status = Status::kUsed;
  if (coupon.status() == COUPON_STATUS_EXPIRED) status = Status::kExpired;
  return {coupon.code(), coupon.batch_id(), status};
}

engine::TenderKind KindOf(v1::TenderKind kind) {
  switch (kind) {
    case v1::TENDER_KIND_GIFT_CARD: return engine::TenderKind::kGiftCard;
    case v1::TENDER_KIND_WALLET: return engine::TenderKind::kWallet;
    default: return engine::TenderKind::kUnknown;
  }
}

engine::MemberView ViewOf(const MemberView& message) {
  engine::MemberView view;
  view.present = !message.no_card();
  view.tier = message.tier();
  view.tags.assign(message.tags().begin(), message.tags().end());
  view.segments.assign(message.segments().begin(), message.segments().end());
  view.spendable = Points(message.spendable_points());
  if (message.has_birthday()) {
    view.birthday = engine::Birthday{message.birthday().month(), message.birthday().day()};
  }
  if (message.enrolled_at_us() != 0) view.enrolled_at = Instant{message.enrolled_at_us()};
  if (message.has_purchases()) view.purchases = message.purchases();
  if (message.last_purchase_at_us() != 0) {
    view.last_purchase_at = Instant{message.last_purchase_at_us()};
  }
  for (const ActivityTotal& total : message.activity()) {
    view.activity.push_back({total.days(), Money(total.spend_minor()), total.visits()});
  }
  for (const OfferUse& use : message.uses()) {
    view.uses.push_back({use.offer_id(), use.uses_total(), use.uses_member(),
                         use.uses_member_today(), use.units_member(),
                         Money(use.budget_used_minor()), Points(use.budget_used_points())});
  }
  for (const CouponState& coupon : message.coupons()) view.coupons.push_back(CouponOf(coupon));
  for (const TenderBalance& tender : message.tenders()) {
    view.tenders.push_back({KindOf(tender.kind()), tender.code(), Money(tender.balance_minor())});
  }
  return view;
}

}  // namespace

ReadMemberResult ReadMember(absl::string_view text, const v1::Program& program,
                            bool names_are_known) {
  ReadMemberResult result;
  MemberView message;
  const auto reader = ReadInto(text, program, &message, &result.faults);
  if (reader == nullptr) return result;
  MemberCheck(*reader, program, names_are_known, &result.faults).Check(message);
  std::stable_sort(result.faults.begin(), result.faults.end(),
                   [](const ProgramFault& a, const ProgramFault& b) { return a.line < b.line; });
  result.member = ViewOf(message);
  return result;
}

}  // namespace tessera::trial
