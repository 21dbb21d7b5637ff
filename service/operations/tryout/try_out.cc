#include "tessera/operations/tryout/try_out.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/engine/history.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/known_store.h"
#include "tessera/operations/programs/source.h"
#include "tessera/operations/tryout/report_proto.h"

namespace tessera::operations {
namespace {

constexpr int kSlice = 1'000;
constexpr int kMostExamples = 100;
constexpr int kUsualExamples = 10;
constexpr int kMostNames = 1'000;
// How far a till's clock may be ahead and still be believed, see RulesTimeOf.
constexpr Duration kAhead = Days(1);
// What a till hands over even later is not waited for: of an old period that would be all sales since.
constexpr Duration kLate = Days(31);

absl::Status CheckRequest(const v1::TryOutProgramRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  if (request.examples() < 0 || request.examples() > kMostExamples) {
    return InvalidInput("EXAMPLES_INVALID", "examples", "send 1 to 100, or 0 for 10");
  }
  if (request.most_receipts() < 0) {
    return InvalidInput("RECEIPTS_INVALID", "most_receipts", "send 1 or more, or 0 for all");
  }
  if (request.store_ids_size() > kMostNames || request.segments_size() > kMostNames) {
    return InvalidInput("TOO_MANY_ITEMS", "store_ids", "name at most 1,000");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Program> DocumentOf(storage::ReadTransaction& transaction, int64_t version) {
  TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction.FindProgram(version));
  v1::Program program;
  if (!stored || !program.ParseFromString(stored->document)) {
    return Broken("a published program is unreadable");
  }
  return program;
}

absl::Status CheckNames(storage::ReadTransaction& transaction,
                        const v1::TryOutProgramRequest& request) {
  for (int i = 0; i < request.store_ids_size(); ++i) {
    TESSERA_RETURN_IF_ERROR(
        CheckStoreKnown(transaction, request.store_ids(i), absl::StrCat("store_ids[", i, "]")));
  }
  if (request.segments().empty()) return absl::OkStatus();
  v1::Program live;
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, transaction.LiveProgramVersion());
  if (version != 0) {
    TESSERA_ASSIGN_OR_RETURN(live, DocumentOf(transaction, version));
  }
  for (int i = 0; i < request.segments_size(); ++i) {
    const auto& segments = live.segments();
    if (std::any_of(segments.begin(), segments.end(), [&](const v1::Segment& segment) {
          return segment.segment_id() == request.segments(i);
        })) {
      continue;
    }
    return InvalidInput("SEGMENT_UNKNOWN", absl::StrCat("segments[", i, "]"),
                        "the program in force for all has no such segment; list segments to see them");
  }
  return absl::OkStatus();
}

// The number of the last sale that was booked before `at`, between `behind`, which was, and `last`.
// Numbers are given in the order of booking.
absl::StatusOr<int64_t> LastBefore(storage::ReadTransaction& transaction, Instant at,
                                   int64_t behind, int64_t last) {
  int64_t before = behind;
  int64_t after = last;
  while (before < after) {
    const int64_t middle = before + (after - before) / 2;
    TESSERA_ASSIGN_OR_RETURN(const auto next, transaction.ListSales({.behind = middle}, 1));
    if (next.empty() || next.front().booked_at >= at) {
      after = middle;
    } else {
      before = next.front().sale_no;
    }
  }
  return before;
}

void Add(const engine::CompiledProgram& program, AskedOfMembers* asked) {
  const engine::Asks& asks = engine::AsksOf(program);
  asked->birthday = asked->birthday || asks.birthday;
  asked->purchases = asked->purchases || asks.purchases;
  for (const int32_t days : asks.activity_days) asked->activity_days.push_back(days);
  std::vector<int32_t>& all = asked->activity_days;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

absl::StatusOr<TryOutRun::Range> TryOutRun::FindRange(storage::ReadTransaction& transaction,
                                                      const DayRange& days) {
  Range range;
  TESSERA_ASSIGN_OR_RETURN(const auto newest,
                           transaction.ListSales({.newest_first = true}, 1));
  if (newest.empty()) return range;
  const int64_t all = newest.front().sale_no;
  range.last_in_time = range.last = all;
  if (days.first_at) {
    TESSERA_ASSIGN_OR_RETURN(
        range.behind,
        LastBefore(transaction, Instant{days.first_at->us - kAhead.us}, /*behind=*/0, all));
  }
  if (days.end_at) {
    TESSERA_ASSIGN_OR_RETURN(range.last_in_time,
                             LastBefore(transaction, *days.end_at, range.behind, all));
    TESSERA_ASSIGN_OR_RETURN(
        range.last, LastBefore(transaction, *days.end_at + kLate, range.last_in_time, all));
    range.is_cut = range.last < all;
  }
  return range;
}

absl::StatusOr<Programs::Program> TryOutRun::FindAgainst(const Context& context,
                                                         storage::ReadTransaction& transaction,
                                                         const v1::TryOutProgramRequest& request) {
  if (request.against() != v1::TRY_OUT_AGAINST_LIVE) return Programs::Program();
  Programs::Program of_stores;
  bool alike = request.store_ids_size() > 0;
  for (int i = 0; alike && i < request.store_ids_size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(const auto live,
                             context.programs.LiveOf(transaction, request.store_ids(i)));
    alike = live != nullptr && (i == 0 || live == of_stores);
    of_stores = live;
  }
  if (alike) return of_stores;
  TESSERA_ASSIGN_OR_RETURN(auto live, context.programs.LiveOrNone(transaction));
  if (live != nullptr) return live;
  return NotFound("PROGRAM_UNKNOWN", "against",
                  "no program is in force for all; compare with what was booked");
}

absl::StatusOr<std::unique_ptr<TryOutRun>> TryOutRun::Begin(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::TryOutProgramRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckRequest(request));
  TESSERA_RETURN_IF_ERROR(CheckNames(transaction, request));
  TESSERA_ASSIGN_OR_RETURN(const Sourced sourced,
                           ReadSource(transaction, request.program(), "program"));
  TESSERA_ASSIGN_OR_RETURN(Programs::Program program,
                           CompileSource(sourced.program, sourced.version, "program.program"));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  TESSERA_ASSIGN_OR_RETURN(Programs::Program against, FindAgainst(context, transaction, request));
  Tried tried;
  TESSERA_ASSIGN_OR_RETURN(
      tried.days, ReadDays(context, transaction, request.first_date(), request.last_date()));
  tried.store_ids.insert(request.store_ids().begin(), request.store_ids().end());
  tried.segments.insert(request.segments().begin(), request.segments().end());
  Beside beside{live != nullptr ? live : program};
  TESSERA_ASSIGN_OR_RETURN(
      beside.tried, SegmentsThen::Begin(context, transaction, sourced.program, beside.calendar));
  TESSERA_ASSIGN_OR_RETURN(beside.merged, MergedMembers(transaction));
  AskedOfMembers asked;
  Add(*program, &asked);
  if (against != nullptr) {
    Add(*against, &asked);
    TESSERA_ASSIGN_OR_RETURN(const v1::Program document,
                             DocumentOf(transaction, against->version()));
    TESSERA_ASSIGN_OR_RETURN(
        beside.against, SegmentsThen::Begin(context, transaction, document, beside.calendar));
  }
  TESSERA_ASSIGN_OR_RETURN(const Range range, FindRange(transaction, tried.days));
  auto reader = std::make_unique<ReceiptReader>(std::move(beside), std::move(tried), std::move(asked));
  return std::unique_ptr<TryOutRun>(new TryOutRun(std::move(program), std::move(against), range,
                                                  std::move(reader), context, request));
}

TryOutRun::TryOutRun(Programs::Program tried, Programs::Program against, Range range,
                     std::unique_ptr<ReceiptReader> reader, const Context& context,
                     const v1::TryOutProgramRequest& request)
    : program_(tried),
      range_(range),
      started_at_(context.now),
      most_receipts_(request.most_receipts()),
      is_part_(request.most_receipts() != 0 || request.store_ids_size() > 0 ||
               request.segments_size() > 0),
      language_(request.language()),
      reader_(std::move(reader)),
      try_out_(std::move(tried), std::move(against),
               static_cast<size_t>(request.examples() == 0 ? kUsualExamples : request.examples())),
      behind_(range.behind) {}

// Evenly over the period; of what came in late as many in proportion.
bool TryOutRun::IsChosen(int64_t sale_no) const {
  const int64_t all = range_.last_in_time - range_.behind;
  if (most_receipts_ == 0 || most_receipts_ >= all) return true;
  const auto number = [&](int64_t at) {
    return MultiplyDivide(at - range_.behind, most_receipts_, all, Rounding::kDown).value_or(0);
  };
  return number(sale_no) != number(sale_no - 1);
}

absl::StatusOr<bool> TryOutRun::Step(const Context& context,
                                     storage::ReadTransaction& transaction) {
  using Found = ReceiptReader::Found;
  if (behind_ >= range_.last) return false;
  TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSales({.behind = behind_}, kSlice));
  tryout::Receipt receipt;
  for (const storage::Sale& sale : sales) {
    if (sale.sale_no > range_.last) break;
    behind_ = sale.sale_no;
    if (!IsChosen(sale.sale_no)) continue;
    TESSERA_ASSIGN_OR_RETURN(const Found found, reader_->Read(context, transaction, sale, &receipt));
    if (found == Found::kOther) continue;
    if (found != Found::kReceipt) {
      if (found == Found::kForgotten) ++forgotten_;
      try_out_.Skip();
      continue;
    }
    TESSERA_ASSIGN_OR_RETURN(const auto returned_at, reader_->ReturnedAt(transaction, sale));
    try_out_.Rate(receipt, returned_at);
  }
  if (sales.empty() || sales.back().sale_no >= range_.last) behind_ = range_.last;
  return behind_ < range_.last;
}

v1::TryOutProgress TryOutRun::progress() const {
  v1::TryOutProgress progress;
  progress.set_receipts(behind_ - range_.behind);
  progress.set_expected(range_.last - range_.behind);
  return progress;
}

absl::StatusOr<v1::TryOutReport> TryOutRun::Finish(const Context& context,
                                                   storage::ReadTransaction& transaction) {
  ReportSetting setting;
  setting.language = language_;
  setting.estimated = reader_->estimated();
  setting.is_part = is_part_;
  setting.is_cut = range_.is_cut;
  setting.forgotten = forgotten_;
  setting.worked_out = reader_->worked_out();
  setting.lacks_goods = reader_->lacks_goods();
  setting.unreadable = reader_->unreadable();
  TESSERA_ASSIGN_OR_RETURN(
      v1::TryOutReport report,
      ReportToProto(transaction, *program_, try_out_.Finish(), setting));
  report.set_elapsed_us(std::max<int64_t>(context.now.us - started_at_.us, 0));
  return report;
}

}  // namespace tessera::operations
