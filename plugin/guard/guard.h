// The till's eye on cards that are shown too often, too late, or twice: what it remembers of sales, and what
// the program's rules make of it.
#ifndef TESSERA_PLUGIN_GUARD_GUARD_H_
#define TESSERA_PLUGIN_GUARD_GUARD_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/engine/till_rules.h"
#include "tessera/plugin/folder/folder.h"

namespace tessera::plugin {

class GuardFile;

// A card at this till, in one sale.
struct Showing {
  std::string card;  // keyed hash of whose it is; empty: nobody's, and nothing is suspected
  std::string cashier_id;
  std::string sale_id;
  Instant at;
  bool after_payment = false;  // the customer had begun to pay
};

enum class SuspicionKind : uint8_t {
  kCardTooOftenAtTill = 1,
  kCardTooOftenByCashier = 2,
  kCardAfterPayment = 3,
};

struct Suspicion {
  SuspicionKind kind = SuspicionKind::kCardTooOftenAtTill;
  int32_t sales = 0;  // with the card within `window`, with this one; 0 for a card after payment
  Duration window;
};

struct Verdict {
  std::vector<Suspicion> suspicions;  // at most eight, in the order of the rules
  // The first of them that must not be let pass.
  std::optional<SuspicionKind> refused;
};

// Thread-safe. Remembers in memory and in guard.db, which may be lost: a file that is damaged is deleted
// and begun anew, and where the disk takes nothing memory alone will do. What is older than the longest
// window a rule can have is forgotten; so is what is as far in the future: distances in time count by
// their size, whichever way a clock was set. Nothing is synced: nobody waits for the disk.
class Guard {
 public:
  // `vfs` names SQLite's file layer; empty for the default.
  explicit Guard(const Folder& folder, std::string vfs = "");
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard();

  // Reads what is kept, and forgets what is too old; otherwise the first need does.
  void Prepare(Instant now);

  // The sale itself, should it be known already, does not count.
  Verdict Judge(const engine::Guard& rules, const Showing& showing);

  // The sale was committed. Told again, it is the same sale.
  void NoteSale(const Showing& showing);

  // False if the code was used for another sale and could still be valid. Otherwise it is this sale's
  // until `until`.
  bool UseCode(absl::string_view nonce, const std::string& sale_id, Instant now, Instant until);

 private:
  struct Visit {
    std::string cashier_id;
    std::string sale_id;
    Instant at;
  };
  struct UsedCode {
    std::string sale_id;
    Instant until;
  };

  void Load(Instant now);
  absl::Status OpenFile(Instant now);
  template <typename Write>
  void Save(Write&& write);
  void Forget(Instant now);
  int32_t Count(const engine::VelocityRule& rule, const Showing& showing) const;

  const std::string path_;
  const std::string vfs_;
  std::mutex mutex_;  // of all below
  bool loaded_ = false;
  std::unique_ptr<GuardFile> file_;  // null where memory alone has to do
  std::unordered_map<std::string, std::vector<Visit>> visits_;  // by card
  std::unordered_map<std::string, UsedCode> codes_;             // by nonce
  int notes_ = 0;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_GUARD_GUARD_H_
