#include "absl/strings/str_cat.h"
#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/operations/bulk/import_row.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

constexpr int kMostRows = 1'000;
constexpr size_t kMaximumComment = 256;

v1::ImportRow::RowCase CaseOf(v1::ImportKind kind) {
  switch (kind) {
    case v1::IMPORT_KIND_MEMBERS: return v1::ImportRow::kMember;
    case v1::IMPORT_KIND_CARDS: return v1::ImportRow::kCard;
    case v1::IMPORT_KIND_BALANCES: return v1::ImportRow::kBalance;
    case v1::IMPORT_KIND_COUPONS: return v1::ImportRow::kCoupon;
    case v1::IMPORT_KIND_GIFT_CARDS: return v1::ImportRow::kGiftCard;
    case v1::IMPORT_KIND_PRODUCTS: return v1::ImportRow::kProduct;
    default: return v1::ImportRow::ROW_NOT_SET;
  }
}

}  // namespace

absl::Status CheckImportOptions(const v1::ImportRequest& first) {
  if (!first.has_options()) {
    return InvalidInput("OPTIONS_MISSING", "options", "say with the first rows what they are");
  }
  const v1::ImportOptions& options = first.options();
  if (CaseOf(options.kind()) == v1::ImportRow::ROW_NOT_SET) {
    return InvalidInput("IMPORT_KIND_INVALID", "options.kind", "send a kind that the API knows");
  }
  TESSERA_RETURN_IF_ERROR(ParseUuid(options.import_id(), "options.import_id").status());
  return CheckText(options.comment(), kMaximumComment, "options.comment");
}

absl::Status CheckImportRows(const v1::ImportOptions& options, const v1::ImportRequest& request,
                             int64_t last_row_no) {
  if (request.rows_size() > kMostRows) {
    return InvalidInput("TOO_MANY_ITEMS", "rows", "send at most 1,000 rows in a message");
  }
  for (int i = 0; i < request.rows_size(); ++i) {
    const v1::ImportRow& row = request.rows(i);
    if (row.row_no() <= last_row_no) {
      return InvalidInput("ROW_NO_INVALID", absl::StrCat("rows[", i, "].row_no"),
                          "number rows upwards from 1");
    }
    if (row.row_case() != CaseOf(options.kind())) {
      return InvalidInput("ROW_KIND_WRONG", absl::StrCat("rows[", i, "].row"),
                          "send rows of the import's kind only");
    }
    last_row_no = row.row_no();
  }
  return absl::OkStatus();
}

}  // namespace tessera::operations
