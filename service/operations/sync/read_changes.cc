#include "tessera/operations/sync/read_changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/cursor.h"
#include "tessera/operations/sync/keeping.h"
#include "tessera/operations/sync/offer_uses.h"
#include "tessera/operations/sync/program_in.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumChanges = 1'000;

bool IsPublication(const storage::Change& change) {
  return !change.member_id && change.offer_id.empty();
}

bool IsNews(const Keeping& keeping, const std::optional<int64_t>& runs, bool published) {
  if (keeping.program() == nullptr) return false;
  return runs ? keeping.program()->version() != *runs : published;
}

absl::Status AddProgram(storage::ReadTransaction& transaction, absl::string_view store_id,
                        v1::WatchResponse* response) {
  TESSERA_ASSIGN_OR_RETURN(auto program, ProgramIn(transaction, store_id));
  if (!program) return Broken("a published program is missing");
  TESSERA_ASSIGN_OR_RETURN(auto counters, ReadOfferUsesOf(transaction, program->program()));
  *response->add_changes()->mutable_program() = *std::move(program);
  for (v1::OfferUses& uses : counters) {
    *response->add_changes()->mutable_offer_uses() = std::move(uses);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Change> ChangeToProto(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const Keeping& keeping, const storage::Change& change) {
  v1::Change message;
  if (!change.offer_id.empty()) {
    TESSERA_ASSIGN_OR_RETURN(*message.mutable_offer_uses(),
                             ReadOfferUses(transaction, change.offer_id));
    return message;
  }
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(*change.member_id));
  std::optional<Instant> kept_until;
  if (member && !member->merged_into) {
    TESSERA_ASSIGN_OR_RETURN(kept_until, keeping.Until(transaction, *member, context.now));
  }
  if (!kept_until) {
    message.set_removed_member_id(change.member_id->ToText());
    return message;
  }
  TESSERA_ASSIGN_OR_RETURN(*message.mutable_member(),
                           CachedMemberOf(context, transaction, keeping.program().get(),
                                          *change.member_id));
  message.mutable_member()->set_kept_until_us(kept_until->us);
  return message;
}

}  // namespace

absl::StatusOr<v1::WatchResponse> ReadChanges(const Context& context,
                                              storage::ReadTransaction& transaction,
                                              absl::string_view store_id, absl::string_view cursor,
                                              int limit, std::optional<int64_t> runs) {
  TESSERA_ASSIGN_OR_RETURN(const Keeping keeping, Keeping::Of(context, transaction, store_id));
  TESSERA_ASSIGN_OR_RETURN(int64_t last, ParseCursor(transaction, cursor, keeping.Name()));
  limit = std::clamp(limit, 1, kMaximumChanges);
  TESSERA_ASSIGN_OR_RETURN(auto changes, transaction.ListChanges(last, limit + 1));
  v1::WatchResponse response;
  if (static_cast<int>(changes.size()) > limit) {
    response.set_more(true);
    changes.pop_back();
  }
  const bool published = std::any_of(changes.begin(), changes.end(), IsPublication);
  if (IsNews(keeping, runs, published)) {
    TESSERA_RETURN_IF_ERROR(AddProgram(transaction, store_id, &response));
  }
  for (const storage::Change& change : changes) {
    last = change.change_no;
    if (IsPublication(change)) continue;
    TESSERA_ASSIGN_OR_RETURN(*response.add_changes(),
                             ChangeToProto(context, transaction, keeping, change));
  }
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_cursor(), MakeCursor(transaction, last, keeping.Name()));
  response.set_as_of_us(context.now.us);
  return response;
}

}  // namespace tessera::operations
