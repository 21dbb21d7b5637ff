#include "tessera/operations/export/read_export.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/export/export_rows.h"
#include "tessera/operations/feed/read_feed_snapshot.h"
#include "tessera/storage/events.h"

namespace tessera::operations {
namespace {

constexpr char kVersion[] = "x1";

absl::Status InvalidResume() {
  return InvalidInput("RESUME_INVALID", "resume", "send what the last part said, or nothing to begin");
}

absl::StatusOr<ExportPlace> PlaceFrom(const std::string& resume, v1::ExportKind kind) {
  ExportPlace place;
  const std::vector<std::string> parts = absl::StrSplit(resume, '.');
  int64_t of_kind = 0;
  if (parts.size() != 6 || parts[0] != kVersion || !absl::SimpleAtoi(parts[1], &of_kind) ||
      of_kind != kind || !absl::SimpleAtoi(parts[2], &place.stage) ||
      !absl::SimpleAtoi(parts[3], &place.done) || !absl::SimpleAtoi(parts[4], &place.expected) ||
      !absl::WebSafeBase64Unescape(parts[5], &place.after) || place.stage < 0 ||
      place.stage >= kSnapshotStages || place.done < 0) {
    return InvalidResume();
  }
  return place;
}

storage::Counted CountedAs(v1::ExportKind kind) {
  switch (kind) {
    case v1::EXPORT_KIND_CARDS: return storage::Counted::kIdentifiers;
    case v1::EXPORT_KIND_LOTS: return storage::Counted::kOpenLots;
    case v1::EXPORT_KIND_ENTRIES: return storage::Counted::kEntries;
    case v1::EXPORT_KIND_SALES: return storage::Counted::kSales;
    case v1::EXPORT_KIND_REFUNDS: return storage::Counted::kRefunds;
    case v1::EXPORT_KIND_COUPONS: return storage::Counted::kCoupons;
    case v1::EXPORT_KIND_GIFT_CARDS: return storage::Counted::kGiftCards;
    case v1::EXPORT_KIND_PRODUCTS: return storage::Counted::kProducts;
    case v1::EXPORT_KIND_SURVEY_ANSWERS: return storage::Counted::kAnswers;
    case v1::EXPORT_KIND_FOLLOW_UPS: return storage::Counted::kFollowUps;
    case v1::EXPORT_KIND_TERMINALS: return storage::Counted::kTerminals;
    case v1::EXPORT_KIND_STORES: return storage::Counted::kStores;
    case v1::EXPORT_KIND_PROGRAMS: return storage::Counted::kPrograms;
    case v1::EXPORT_KIND_ACTS: return storage::Counted::kActs;
    default: return storage::Counted::kMembers;
  }
}

// Lists that are cut by days or stores come without what was left out, so nobody knows how long they are.
absl::StatusOr<int64_t> ExpectedRows(storage::ReadTransaction& transaction,
                                     const v1::ExportRequest& request) {
  const bool is_cut = !request.first_date().empty() || !request.last_date().empty() ||
                      !request.store_id().empty();
  switch (request.kind()) {
    case v1::EXPORT_KIND_SURVEY_ANSWERS:
    case v1::EXPORT_KIND_FOLLOW_UPS:
    case v1::EXPORT_KIND_TERMINALS:
    case v1::EXPORT_KIND_ACTS:
      if (is_cut) return 0;
      break;
    default: break;
  }
  const storage::ReadTransaction& reading = transaction;
  return reading.events().CountRows(CountedAs(request.kind()));
}

// Of what people can be grouped by.
struct About {
  std::optional<int64_t> at_us;
  std::string member_id;
};

About AboutRow(const v1::ExportRow& row) {
  switch (row.row_case()) {
    case v1::ExportRow::kMember: return {std::nullopt, row.member().member_id()};
    case v1::ExportRow::kCard: return {std::nullopt, row.card().member_id()};
    case v1::ExportRow::kBalance: return {std::nullopt, row.balance().member_id()};
    case v1::ExportRow::kLot: return {std::nullopt, row.lot().member_id()};
    case v1::ExportRow::kEntry: return {row.entry().entry().booked_at_us(), row.entry().account_id()};
    case v1::ExportRow::kSale:
      return {row.sale().sale().result().committed_at_us(), row.sale().sale().result().member_id()};
    case v1::ExportRow::kRefund:
      return {row.refund().result().refunded_at_us(), row.refund().member_id()};
    case v1::ExportRow::kCoupon: return {std::nullopt, row.coupon().coupon().member_id()};
    case v1::ExportRow::kSurveyAnswer:
      return {std::nullopt, row.survey_answer().member().member_id()};
    case v1::ExportRow::kFollowUp: return {row.follow_up().opened_at_us(), row.follow_up().member_id()};
    case v1::ExportRow::kProgram: return {row.program().published_at_us(), ""};
    case v1::ExportRow::kAct: return {std::nullopt, row.act().member_id()};
    default: return {};
  }
}

class Wish {
 public:
  Wish(storage::ReadTransaction& transaction, const v1::ExportRequest& request, DayRange days)
      : transaction_(transaction), segment_id_(request.segment_id()), days_(days) {}

  absl::StatusOr<bool> Keeps(const v1::ExportRow& row) {
    const About about = AboutRow(row);
    if (about.at_us) {
      const Instant at{*about.at_us};
      if (days_.first_at && at < *days_.first_at) return false;
      if (days_.end_at && !(at < *days_.end_at)) return false;
    }
    if (segment_id_.empty() || about.member_id.empty()) return segment_id_.empty();
    return IsInSegment(about.member_id);
  }

 private:
  absl::StatusOr<bool> IsInSegment(const std::string& member_id) {
    if (member_id == last_member_) return last_is_in_;
    TESSERA_ASSIGN_OR_RETURN(const MemberId id, MemberId::Parse(member_id, "member_id"));
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(id));
    last_member_ = member_id;
    last_is_in_ = member && std::binary_search(member->segments.begin(), member->segments.end(),
                                               segment_id_);
    return last_is_in_;
  }

  storage::ReadTransaction& transaction_;
  const std::string segment_id_;
  const DayRange days_;
  std::string last_member_;
  bool last_is_in_ = false;
};

absl::Status CheckSegment(storage::ReadTransaction& transaction, const std::string& segment_id) {
  if (segment_id.empty()) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.FindLiveProgram());
  v1::Program program;
  if (live && !program.ParseFromString(live->document)) return Broken("a stored program is unreadable");
  for (const v1::Segment& segment : program.segments()) {
    if (segment.segment_id() == segment_id) return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kNotFound, "SEGMENT_UNKNOWN", "segment_id",
                   "the live program has no such segment");
}

}  // namespace

std::string ExportPlace::ToText(v1::ExportKind kind) const {
  if (whole) return "";
  return absl::StrCat(kVersion, ".", static_cast<int>(kind), ".", stage, ".", done, ".", expected, ".",
                      absl::WebSafeBase64Escape(after));
}

absl::StatusOr<ExportPlace> BeginExport(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const v1::ExportRequest& request) {
  if (request.kind() == v1::EXPORT_KIND_UNSPECIFIED || !v1::ExportKind_IsValid(request.kind())) {
    return InvalidInput("EXPORT_KIND_INVALID", "kind", "send a kind of rows");
  }
  TESSERA_RETURN_IF_ERROR(
      ReadDays(context, transaction, request.first_date(), request.last_date()).status());
  TESSERA_RETURN_IF_ERROR(CheckSegment(transaction, request.segment_id()));
  if (!request.resume().empty()) return PlaceFrom(request.resume(), request.kind());
  ExportPlace place;
  TESSERA_ASSIGN_OR_RETURN(place.expected, ExpectedRows(transaction, request));
  return place;
}

absl::StatusOr<v1::ExportResponse> ReadExportPart(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::ExportRequest& request,
                                                  ExportPlace& place) {
  TESSERA_ASSIGN_OR_RETURN(
      const DayRange days,
      ReadDays(context, transaction, request.first_date(), request.last_date()));
  v1::ExportResponse all;
  TESSERA_RETURN_IF_ERROR(AppendRows(context, transaction, request, place, &all));
  v1::ExportResponse part;
  Wish wish(transaction, request, days);
  for (v1::ExportRow& row : *all.mutable_rows()) {
    TESSERA_ASSIGN_OR_RETURN(const bool kept, wish.Keeps(row));
    if (kept) part.add_rows()->Swap(&row);
  }
  part.set_done(place.done);
  if (place.expected > 0) part.set_expected(std::max(place.done, place.expected));
  part.set_resume(place.ToText(request.kind()));
  return part;
}

}  // namespace tessera::operations
