#include "tessera/operations/bulk/import_row.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/bulk/import_kinds.h"
#include "tessera/operations/common/refusal.h"

namespace tessera::operations {
namespace {

absl::StatusOr<Imported> ImportOne(const Context& context, storage::Transaction& transaction,
                                   const v1::ImportOptions& options, const v1::ImportRow& row) {
  switch (row.row_case()) {
    case v1::ImportRow::kMember: return ImportMemberRow(context, transaction, row.member());
    case v1::ImportRow::kCard: return ImportCard(context, transaction, row.card());
    case v1::ImportRow::kBalance:
      return ImportBalance(context, transaction, row.balance(), options.comment());
    case v1::ImportRow::kCoupon: return ImportCoupon(context, transaction, row.coupon());
    case v1::ImportRow::kGiftCard: return ImportGiftCard(context, transaction, row.gift_card());
    case v1::ImportRow::kProduct: return ImportProduct(transaction, row.product());
    case v1::ImportRow::ROW_NOT_SET: break;
  }
  return Broken("a row of no kind was let through");
}

// What only one row may use, and in which field.
struct Key {
  std::string key;
  std::string field;
  absl::string_view reason;
};

Key KeyOf(const IdentifierHash& hash, std::string field) {
  return {absl::StrCat("i", HashBytes(hash)), std::move(field), "IDENTIFIER_TAKEN"};
}

std::vector<Key> KeysOf(absl::Span<const IdentifierHash> hashes) {
  std::vector<Key> keys;
  for (size_t i = 0; i < hashes.size(); ++i) {
    keys.push_back(KeyOf(hashes[i], absl::StrCat("identifiers[", i, "]")));
  }
  return keys;
}

absl::Status CheckAll(const std::vector<Key>& keys, absl::string_view owner, const RowsSeen& seen) {
  for (const Key& key : keys) {
    TESSERA_RETURN_IF_ERROR(seen.Check(key.key, owner, key.reason, key.field));
  }
  return absl::OkStatus();
}

void TakeAll(const std::vector<Key>& keys, absl::string_view owner, int64_t row_no, RowsSeen& seen) {
  for (const Key& key : keys) seen.Take(key.key, owner, row_no);
}

// All of them or none: what a refused row had is free for the next.
absl::Status Claim(const std::vector<Key>& keys, absl::string_view owner, int64_t row_no,
                   RowsSeen& seen) {
  TESSERA_RETURN_IF_ERROR(CheckAll(keys, owner, seen));
  TakeAll(keys, owner, row_no, seen);
  return absl::OkStatus();
}

// What the store would have found, were the rows before kept. The row itself would stand.
absl::Status Meet(const Context& context, storage::ReadTransaction& transaction,
                  const v1::ImportRow& row, RowsSeen& seen) {
  const int64_t no = row.row_no();
  switch (row.row_case()) {
    case v1::ImportRow::kMember: {
      TESSERA_ASSIGN_OR_RETURN(const auto hashes,
                               HashIdentifiers(context, transaction, row.member().identifiers()));
      return Claim(KeysOf(hashes), row.member().member_id(), no, seen);
    }
    case v1::ImportRow::kCard: {
      TESSERA_ASSIGN_OR_RETURN(
          const IdentifierHash hash,
          HashNewIdentifier(context, transaction, row.card().identifier(), "identifier"));
      return Claim({KeyOf(hash, "identifier")}, row.card().member().SerializeAsString(), no, seen);
    }
    case v1::ImportRow::kCoupon:
      return Claim({{absl::StrCat("c", row.coupon().code()), "code", "CODE_TAKEN"}},
                     row.coupon().SerializeAsString(), no, seen);
    case v1::ImportRow::kGiftCard:
      return Claim({{absl::StrCat("g", row.gift_card().code()), "code", "CARD_IN_USE"}},
                     absl::StrCat(no), no, seen);
    case v1::ImportRow::kBalance:
      return Claim(
          {{absl::StrCat("b", row.balance().balance_id()), "balance_id", "CHANGE_ID_REUSED"}},
          row.balance().SerializeAsString(), no, seen);
    default: return absl::OkStatus();
  }
}

const v1::Identifier* IdentifierAt(const v1::ImportRow& row, absl::string_view field) {
  if (row.has_card()) return &row.card().identifier();
  int i = 0;
  if (!absl::ConsumePrefix(&field, "identifiers[") || !absl::ConsumeSuffix(&field, "]") ||
      !absl::SimpleAtoi(field, &i) || i < 0 || i >= row.member().identifiers_size()) {
    return nullptr;
  }
  return &row.member().identifiers(i);
}

// A phone is repeated for other reasons than a card, and something else is to be done about it.
absl::Status ToldApart(absl::Status refusal, const v1::ImportRow& row) {
  if (ReasonOf(refusal) != "IDENTIFIER_TAKEN") return refusal;
  const v1::Identifier* identifier = IdentifierAt(row, FieldOf(refusal));
  if (identifier == nullptr || identifier->kind() != v1::IDENTIFIER_KIND_PHONE) return refusal;
  return MakeError(refusal.code(), "PHONE_REPEATED", FieldOf(refusal),
                   absl::StrCat(refusal.message(),
                                "; is it the same person, merge them, or leave the phone out here"));
}

absl::StatusOr<RowOutcome> ImportAlone(const Context& context, storage::Transaction& transaction,
                                       const v1::ImportOptions& options, const v1::ImportRow& row,
                                       RowsSeen* seen) {
  RowOutcome outcome{row.row_no()};
  const absl::Status done = transaction.Attempt([&]() -> absl::Status {
    outcome.imported = ImportOne(context, transaction, options, row);
    TESSERA_RETURN_IF_ERROR(outcome.imported.status());
    return seen == nullptr ? absl::OkStatus() : Meet(context, transaction, row, *seen);
  });
  if (done.ok()) return outcome;
  if (!IsRefusal(done) && !absl::IsResourceExhausted(done)) return done;
  if (ReasonOf(done) == "DISK_FULL") return done;
  outcome.imported = ToldApart(done, row);
  return outcome;
}

// What the members of one row have, and whose it is.
struct Having {
  std::vector<Key> keys;
  const v1::ImportRow* row;
};

std::vector<Having> HavingOf(ImportRows rows, const PreparedRows& prepared, size_t first) {
  std::vector<Having> all;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (const storage::NewMember& added : prepared.MembersOf(first + i, first + i + 1)) {
      all.push_back({KeysOf(added.identifiers), rows[i]});
    }
  }
  return all;
}

// False where one of them meets another, or somebody who is there: then each is to be looked at alone.
absl::StatusOr<bool> AddAtOnce(storage::Transaction& transaction, ImportRows rows,
                               const PreparedRows& prepared, size_t first, RowsSeen* seen) {
  const auto members = prepared.MembersOf(first, first + rows.size());
  if (members.empty()) return true;
  const std::vector<Having> having =
      seen == nullptr ? std::vector<Having>() : HavingOf(rows, prepared, first);
  const absl::Status added = transaction.Attempt([&]() -> absl::Status {
    TESSERA_RETURN_IF_ERROR(transaction.AddMembers(members));
    for (const Having& one : having) {
      TESSERA_RETURN_IF_ERROR(CheckAll(one.keys, one.row->member().member_id(), *seen));
    }
    return absl::OkStatus();
  });
  if (ReasonOf(added) == "ROW_EXISTS" || ReasonOf(added) == "IDENTIFIER_TAKEN") return false;
  if (!added.ok()) return added;
  for (const Having& one : having) {
    TakeAll(one.keys, one.row->member().member_id(), one.row->row_no(), *seen);
  }
  return true;
}

// Rows of one import, on their way into the store.
struct Importing {
  const Context& context;
  storage::Transaction& transaction;
  const v1::ImportOptions& options;
  const PreparedRows& prepared;
  RowsSeen* seen;
  std::vector<RowOutcome> outcomes;
};

absl::Status ImportEach(Importing& importing, ImportRows rows) {
  for (const v1::ImportRow* row : rows) {
    absl::StatusOr<RowOutcome> outcome = ImportAlone(importing.context, importing.transaction,
                                                     importing.options, *row, importing.seen);
    TESSERA_RETURN_IF_ERROR(outcome.status());
    importing.outcomes.push_back(*std::move(outcome));
  }
  return absl::OkStatus();
}

// In halves down to few, so that one row that is known already does not make all around it slow.
absl::Status ImportPrepared(Importing& importing, ImportRows rows, size_t first) {
  constexpr size_t kFew = 8;
  TESSERA_ASSIGN_OR_RETURN(const bool added, AddAtOnce(importing.transaction, rows,
                                                       importing.prepared, first, importing.seen));
  if (added) {
    for (size_t i = 0; i < rows.size(); ++i) {
      importing.outcomes.push_back({rows[i]->row_no(), Imported::kAdded});
      const absl::Status& refusal = importing.prepared.RefusalOf(first + i);
      if (!refusal.ok()) importing.outcomes.back().imported = refusal;
    }
    return absl::OkStatus();
  }
  if (rows.size() <= kFew) return ImportEach(importing, rows);
  const size_t half = rows.size() / 2;
  TESSERA_RETURN_IF_ERROR(ImportPrepared(importing, rows.subspan(0, half), first));
  return ImportPrepared(importing, rows.subspan(half), first + half);
}

}  // namespace

PreparedRows::PreparedRows(const Context& context, Programs::Program live, ImportRows rows)
    : program_(std::move(live)) {
  members_.reserve(rows.size());
  members_before_.reserve(rows.size() + 1);
  for (const v1::ImportRow* row : rows) {
    if (!row->has_member()) return;
    members_before_.push_back(members_.size());
    auto member = MakeNewMember(context, program_.get(), row->member());
    refusals_.push_back(member.status());
    if (member.ok()) members_.push_back(*std::move(member));
  }
  members_before_.push_back(members_.size());
  is_prepared_ = true;
}

absl::Span<const storage::NewMember> PreparedRows::MembersOf(size_t begin, size_t end) const {
  return absl::MakeSpan(members_).subspan(members_before_[begin],
                                          members_before_[end] - members_before_[begin]);
}

absl::StatusOr<std::vector<RowOutcome>> ImportPortion(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::ImportOptions& options,
                                                      ImportRows rows, const PreparedRows& prepared,
                                                      size_t first, RowsSeen* seen) {
  Importing importing{context, transaction, options, prepared, seen, {}};
  importing.outcomes.reserve(rows.size());
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  TESSERA_RETURN_IF_ERROR(prepared.IsBy(live) ? ImportPrepared(importing, rows, first)
                                              : ImportEach(importing, rows));
  return std::move(importing.outcomes);
}

}  // namespace tessera::operations
