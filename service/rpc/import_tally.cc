#include "tessera/rpc/import_tally.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/bulk/doubts.h"

namespace tessera::rpc {
namespace {

constexpr char kUnseen[] = "REPEATS_UNSEEN";

// The most first.
void Put(const std::map<std::string, int64_t>& counts,
         google::protobuf::RepeatedPtrField<v1::ReasonCount>* messages) {
  std::vector<std::pair<std::string, int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [reason, rows] : sorted) {
    v1::ReasonCount* count = messages->Add();
    count->set_reason(reason);
    count->set_rows(rows);
  }
}

}  // namespace

void ImportTally::Add(const operations::Context& context, const v1::ImportRow& row,
                      const operations::RowOutcome& outcome, v1::ImportResponse* response) {
  counts_.set_rows(counts_.rows() + 1);
  if (!outcome.imported.ok()) return Refuse(outcome, response);
  for (v1::RowVerdict& doubt : operations::DoubtsOf(context, row)) Warn(std::move(doubt), response);
  switch (*outcome.imported) {
    case operations::Imported::kAdded: counts_.set_added(counts_.added() + 1); break;
    case operations::Imported::kChanged: counts_.set_changed(counts_.changed() + 1); break;
    case operations::Imported::kUnchanged: counts_.set_unchanged(counts_.unchanged() + 1); break;
  }
}

void ImportTally::Refuse(const operations::RowOutcome& outcome, v1::ImportResponse* response) {
  const absl::Status& refusal = outcome.imported.status();
  v1::RowVerdict* verdict = response->add_verdicts();
  verdict->set_row_no(outcome.row_no);
  verdict->set_reason(ReasonOf(refusal));
  verdict->set_field(FieldOf(refusal));
  verdict->set_message(std::string(refusal.message()));
  counts_.set_rejected(counts_.rejected() + 1);
  ++rejections_[verdict->reason()];
}

void ImportTally::Warn(v1::RowVerdict doubt, v1::ImportResponse* response) {
  ++warnings_[doubt.reason()];
  *response->add_verdicts() = std::move(doubt);
}

void ImportTally::AddFull(int64_t row_no, v1::ImportResponse* response) {
  if (warnings_.count(kUnseen) != 0) return;
  Warn(operations::DoubtOf(row_no, kUnseen, "",
                           "from here on rows are compared with the service alone and no more with "
                           "each other; try a large file in pieces"),
       response);
}

v1::ImportSummary ImportTally::Summary() const {
  v1::ImportSummary summary = counts_;
  Put(rejections_, summary.mutable_rejections());
  Put(warnings_, summary.mutable_warnings());
  return summary;
}

}  // namespace tessera::rpc
