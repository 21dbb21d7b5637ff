#include "tessera/plugin/guard/guard.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "tessera/base/status.h"
#include "tessera/plugin/guard/guard_file.h"

namespace tessera::plugin {
namespace {

// The longest window that a rule can have.
constexpr Duration kMemory = Days(31);
constexpr size_t kMostSuspicions = 8;
// So many sales between two clean-ups.
constexpr int kNotesPerCleaning = 256;

Duration Distance(Instant one, Instant other) {
  return one < other ? other - one : one - other;
}

}  // namespace

Guard::Guard(const Folder& folder, std::string vfs)
    : path_(folder.guard_path()), vfs_(std::move(vfs)) {}

Guard::~Guard() = default;

absl::Status Guard::OpenFile(Instant now) {
  TESSERA_ASSIGN_OR_RETURN(std::unique_ptr<GuardFile> file, GuardFile::Open(path_, vfs_));
  TESSERA_RETURN_IF_ERROR(file->Read(
      [&](absl::string_view card, absl::string_view cashier_id, absl::string_view sale_id,
          Instant at) {
        if (Distance(at, now) > kMemory) return;
        visits_[std::string(card)].push_back({std::string(cashier_id), std::string(sale_id), at});
      },
      [&](absl::string_view nonce, absl::string_view sale_id, Instant until) {
        if (until >= now) codes_[std::string(nonce)] = {std::string(sale_id), until};
      }));
  file_ = std::move(file);
  return absl::OkStatus();
}

void Guard::Prepare(Instant now) {
  std::lock_guard<std::mutex> lock(mutex_);
  Load(now);
}

void Guard::Load(Instant now) {
  if (loaded_) return;
  if (GuardFile::IsSpoilt(OpenFile(now))) {
    visits_.clear();
    codes_.clear();
    GuardFile::Delete(path_);
    static_cast<void>(OpenFile(now));
  }
  loaded_ = true;
  Save([&](GuardFile& file) { return file.Drop(now - kMemory, now + kMemory, now); });
}

// What a full disk does not take stays in memory.
template <typename Write>
void Guard::Save(Write&& write) {
  if (file_ == nullptr) return;
  if (!GuardFile::IsSpoilt(write(*file_))) return;
  file_.reset();
  GuardFile::Delete(path_);
  absl::StatusOr<std::unique_ptr<GuardFile>> anew = GuardFile::Open(path_, vfs_);
  if (!anew.ok()) return;
  file_ = *std::move(anew);
  static_cast<void>(write(*file_));
}

int32_t Guard::Count(const engine::VelocityRule& rule, const Showing& showing) const {
  const auto found = visits_.find(showing.card);
  if (found == visits_.end()) return 0;
  const bool by_cashier = rule.scope == engine::GuardScope::kCashier;
  // Of a cashier whom nobody named nothing is known.
  if (by_cashier && showing.cashier_id.empty()) return 0;
  return static_cast<int32_t>(
      std::count_if(found->second.begin(), found->second.end(), [&](const Visit& visit) {
        return visit.sale_id != showing.sale_id && Distance(visit.at, showing.at) <= rule.window &&
               (!by_cashier || visit.cashier_id == showing.cashier_id);
      }));
}

Verdict Guard::Judge(const engine::Guard& rules, const Showing& showing) {
  Verdict verdict;
  const auto suspect = [&](const Suspicion& suspicion, engine::GuardAction action) {
    if (verdict.suspicions.size() < kMostSuspicions) verdict.suspicions.push_back(suspicion);
    if (action == engine::GuardAction::kRefuse && !verdict.refused.has_value()) {
      verdict.refused = suspicion.kind;
    }
  };
  if (showing.after_payment && rules.card_after_payment != engine::GuardAction::kNone) {
    suspect({SuspicionKind::kCardAfterPayment, 0, Duration()}, rules.card_after_payment);
  }
  if (rules.rules.empty() || showing.card.empty()) return verdict;
  std::lock_guard<std::mutex> lock(mutex_);
  Load(showing.at);
  for (const engine::VelocityRule& rule : rules.rules) {
    const int32_t before = Count(rule, showing);
    if (rule.action == engine::GuardAction::kNone || before < rule.sales) continue;
    suspect({rule.scope == engine::GuardScope::kCashier ? SuspicionKind::kCardTooOftenByCashier
                                                        : SuspicionKind::kCardTooOftenAtTill,
             before + 1, rule.window},
            rule.action);
  }
  return verdict;
}

void Guard::NoteSale(const Showing& showing) {
  if (showing.card.empty()) return;
  std::lock_guard<std::mutex> lock(mutex_);
  Load(showing.at);
  std::vector<Visit>& visits = visits_[showing.card];
  const bool known = std::any_of(visits.begin(), visits.end(), [&](const Visit& visit) {
    return visit.sale_id == showing.sale_id;
  });
  if (known) return;
  visits.push_back({showing.cashier_id, showing.sale_id, showing.at});
  Save([&](GuardFile& file) {
    return file.PutVisit(showing.card, showing.cashier_id, showing.sale_id, showing.at);
  });
  if (++notes_ % kNotesPerCleaning == 0) Forget(showing.at);
}

void Guard::Forget(Instant now) {
  for (auto it = visits_.begin(); it != visits_.end();) {
    std::vector<Visit>& visits = it->second;
    visits.erase(std::remove_if(visits.begin(), visits.end(),
                                [now](const Visit& visit) {
                                  return Distance(visit.at, now) > kMemory;
                                }),
                 visits.end());
    it = visits.empty() ? visits_.erase(it) : std::next(it);
  }
  Save([&](GuardFile& file) { return file.Drop(now - kMemory, now + kMemory, now); });
}

bool Guard::UseCode(absl::string_view nonce, const std::string& sale_id, Instant now,
                    Instant until) {
  std::lock_guard<std::mutex> lock(mutex_);
  Load(now);
  for (auto it = codes_.begin(); it != codes_.end();) {
    it = it->second.until < now ? codes_.erase(it) : std::next(it);
  }
  const auto [place, is_new] = codes_.try_emplace(std::string(nonce), UsedCode{sale_id, until});
  if (!is_new) return place->second.sale_id == sale_id;
  Save([&](GuardFile& file) { return file.PutCode(nonce, sale_id, until); });
  if (++notes_ % kNotesPerCleaning == 0) Forget(now);
  return true;
}

}  // namespace tessera::plugin
