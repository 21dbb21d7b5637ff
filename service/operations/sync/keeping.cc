#include "tessera/operations/sync/keeping.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/engine/history.h"

namespace tessera::operations {
namespace {

using Scope = engine::CacheScope;

bool ByHome(Scope scope) { return scope == Scope::kHomeStore || scope == Scope::kHomeOrSeen; }
bool BySeen(Scope scope) { return scope == Scope::kSeen || scope == Scope::kHomeOrSeen; }

// What CachedMemberOf leaves out for other programs.
std::string ToldBy(const engine::CompiledProgram& program) {
  const engine::Asks& asks = engine::AsksOf(program);
  std::string told;
  if (asks.birthday) told += "b";
  if (asks.purchases) told += "p";
  if (!asks.activity_days.empty()) absl::StrAppend(&told, "a", asks.activity_days.back());
  if (!asks.used_by_member.empty()) told += "u";
  if (asks.surveys) told += "s";
  if (!program.source().coupon_batches.empty()) told += "c";
  return told;
}

}  // namespace

absl::StatusOr<Keeping> Keeping::Of(const Context& context, storage::ReadTransaction& transaction,
                                    absl::string_view store_id) {
  TESSERA_ASSIGN_OR_RETURN(Programs::Program program,
                           context.programs.LiveOf(transaction, store_id));
  std::string told = program == nullptr ? "" : ToldBy(*program);
  return Keeping(std::move(program), store_id, std::move(told));
}

std::string Keeping::Name() const {
  if (policy_.scope == Scope::kAll) return absl::StrCat("all-", told_);
  return absl::StrCat(ByHome(policy_.scope) ? "home" : "",
                      BySeen(policy_.scope) ? absl::StrCat("seen", policy_.seen_days) : "", "-",
                      told_, "@", store_id_);
}

absl::StatusOr<std::optional<Instant>> Keeping::Until(storage::ReadTransaction& transaction,
                                                      const storage::Member& member,
                                                      Instant now) const {
  const std::optional<Instant> for_good = Instant{};
  if (policy_.scope == Scope::kAll) return for_good;
  if (ByHome(policy_.scope) && member.home_store == store_id_) return for_good;
  if (!BySeen(policy_.scope)) return std::nullopt;
  TESSERA_ASSIGN_OR_RETURN(const auto seen, transaction.FindSeen(member.member_id, store_id_));
  if (!seen) return std::nullopt;
  const Instant until = *seen + Seconds(int64_t{policy_.seen_days} * 86'400);
  return until <= now ? std::nullopt : std::optional<Instant>(until);
}

}  // namespace tessera::operations
