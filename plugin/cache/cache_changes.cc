// What the cache takes over from the stream of changes, and what it lets go.
#include <utility>

#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/sqlite/transaction.h"

namespace tessera::plugin {
namespace {

// Of Watch: a response with so many changes is not the last one.
constexpr int kFullResponse = 1'000;
// At a time: a till's disk is slow, and others wait for it.
constexpr int64_t kPurgedAtOnce = 500;

}  // namespace

bool Cache::HasMore(const v1::WatchResponse& response) {
  return response.more() || response.changes_size() >= kFullResponse;
}

absl::Status Cache::Apply(const v1::WatchResponse& response, Instant now) {
  TESSERA_RETURN_IF_ERROR(Present());
  if (damaged_) return absl::DataLossError("the cache is damaged");
  const absl::Status status = ApplyAll(response, now);
  if (IsCacheDamage(status)) damaged_ = true;
  return status;
}

absl::Status Cache::ApplyAll(const v1::WatchResponse& response, Instant now) {
  const bool is_last = !HasMore(response);
  const std::optional<Instant> fresh = is_last ? now : fresh_at();
  const int64_t latest_us = is_last ? now.us : LatestUs();
  Effect effect;
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction, sqlite::Transaction::Begin(*writer_, sqlite::TransactionKind::kWrite));
    for (const v1::Change& change : response.changes()) {
      TESSERA_RETURN_IF_ERROR(ApplyChange(change, &effect));
    }
    TESSERA_RETURN_IF_ERROR(cache_rows::WriteProgress(
        *writer_, {response.cursor(), fresh.value_or(Instant()).us, members_ + effect.members,
                   clock_offset().us, latest_us}));
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  members_ += effect.members;
  kept_latest_us_ = latest_us;
  std::lock_guard<std::mutex> lock(state_mutex_);
  if (effect.program != nullptr) state_.live = std::move(effect.program);
  for (v1::OfferUses& uses : effect.offer_uses) {
    state_.offer_uses[uses.offer_id()] = std::move(uses);
  }
  for (const v1::Change& change : response.changes()) heard_.erase(change.removed_member_id());
  state_.cursor = response.cursor();
  state_.fresh_at = fresh;
  if (is_last) state_.fresh_since = clock_.Monotonic();
  return absl::OkStatus();
}

absl::Status Cache::ApplyChange(const v1::Change& change, Effect* effect) {
  switch (change.change_case()) {
    case v1::Change::kProgram:
      effect->program = CompileCached(change.program());
      return cache_rows::WriteProgram(*writer_, change.program().SerializeAsString());
    case v1::Change::kMember: {
      TESSERA_ASSIGN_OR_RETURN(const bool known,
                               cache_rows::PutMember(*writer_, change.member()));
      effect->members += known ? 0 : 1;
      return absl::OkStatus();
    }
    case v1::Change::kRemovedMemberId: {
      TESSERA_ASSIGN_OR_RETURN(const MemberId id,
                               MemberId::Parse(change.removed_member_id(), "member_id"));
      TESSERA_ASSIGN_OR_RETURN(const bool known, cache_rows::DropMember(*writer_, id));
      effect->members -= known ? 1 : 0;
      return absl::OkStatus();
    }
    case v1::Change::kOfferUses:
      effect->offer_uses.push_back(change.offer_uses());
      return cache_rows::PutOfferUses(*writer_, change.offer_uses());
    case v1::Change::CHANGE_NOT_SET:
      break;
  }
  // A kind of change that a newer service knows and this plugin has no use for.
  return absl::OkStatus();
}

absl::StatusOr<bool> Cache::Purge(Instant service_now) {
  TESSERA_RETURN_IF_ERROR(Present());
  TESSERA_ASSIGN_OR_RETURN(
      const std::vector<MemberId> outlived,
      cache_rows::ListOutlived(*writer_, service_now, kPurgedAtOnce));
  if (outlived.empty()) return false;
  const int64_t left = members_ - static_cast<int64_t>(outlived.size());
  {
    TESSERA_ASSIGN_OR_RETURN(
        auto transaction, sqlite::Transaction::Begin(*writer_, sqlite::TransactionKind::kWrite));
    for (const MemberId& id : outlived) {
      TESSERA_RETURN_IF_ERROR(cache_rows::DropMember(*writer_, id).status());
    }
    TESSERA_RETURN_IF_ERROR(cache_rows::WriteProgress(
        *writer_, {cursor(), fresh_at().value_or(Instant()).us, left, clock_offset().us,
                   LatestUs()}));
    TESSERA_RETURN_IF_ERROR(transaction.Commit());
  }
  members_ = left;
  return static_cast<int64_t>(outlived.size()) == kPurgedAtOnce;
}

}  // namespace tessera::plugin
