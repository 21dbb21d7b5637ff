#include "tessera/operations/bulk/import_act.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/requested.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

constexpr char kMethod[] = "Import";

}  // namespace

absl::Status ImportAct::Keep(const Context& context, storage::Transaction& transaction,
                             const v1::ImportOptions& options,
                             const std::vector<RowOutcome>& outcomes) {
  for (const RowOutcome& outcome : outcomes) {
    if (!outcome.imported.ok()) ++rejected_;
    if (outcome.imported.ok() && *outcome.imported == Imported::kAdded) ++added_;
    if (outcome.imported.ok() && *outcome.imported == Imported::kChanged) ++changed_;
  }
  return Write(context, transaction, options, ", not finished");
}

absl::Status ImportAct::End(const Context& context, storage::Transaction& transaction,
                            const v1::ImportOptions& options) {
  return Write(context, transaction, options, "");
}

absl::Status ImportAct::Write(const Context& context, storage::Transaction& transaction,
                              const v1::ImportOptions& options, const std::string& end) {
  const std::string comment =
      absl::StrCat(options.comment(), options.comment().empty() ? "" : ": ", added_, " added, ",
                   changed_, " changed, ", rejected_, " rejected", end);
  if (change_id_) {
    return transaction.follow_ups().ChangeActComment(*change_id_, kMethod, comment);
  }
  ContentHasher content("tessera-import-1");
  TESSERA_ASSIGN_OR_RETURN(storage::RequestedChange row,
                           NewRow(context, {kMethod, options.import_id(), "options.import_id"},
                                  content.Add(int64_t{options.kind()}).Finish()));
  TESSERA_ASSIGN_OR_RETURN(const auto earlier, transaction.FindRequested(row.change_id, row.method));
  if (earlier) row.change_id = storage::ChangeId::Make(context.now, context.random);
  row.comment = comment;
  TESSERA_RETURN_IF_ERROR(transaction.AddRequested(row));
  change_id_ = row.change_id;
  return absl::OkStatus();
}

}  // namespace tessera::operations
