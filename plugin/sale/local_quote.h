// The till's own quote, from the cache, with the service's engine.
#ifndef TESSERA_PLUGIN_SALE_LOCAL_QUOTE_H_
#define TESSERA_PLUGIN_SALE_LOCAL_QUOTE_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/program.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::plugin {

// Who a local quote is for.
struct LocalMember {
  // A card that nobody knows yet counts as a member without tier, tags or points to spend.
  bool present = false;
  std::optional<v1::Member> known;
};

// Thread-safe. Holds what open sales were promised offline, so that no number of sales at once
// spends more of one member than the program allows.
class LocalQuoter {
 public:
  // All must outlive it.
  LocalQuoter(Cache& cache, Outbox& outbox, const Clock& clock)
      : cache_(cache), outbox_(outbox), clock_(clock) {}

  // `program` may be null: then nothing applies. On success the sale's promise is basket.redeem.
  // Errors of engine::Evaluate. A cache or outbox that can't be read stops no sale: then there are no
  // points to spend.
  absl::StatusOr<v1::QuoteResponse> Quote(const std::string& sale_id,
                                          const CachedProgram* program, const LocalMember& member,
                                          const engine::Basket& basket,
                                          const std::string& language);

  // The sale is in the outbox, at the service, or given up.
  void Forget(const std::string& sale_id);

 private:
  struct Promise {
    std::string member_id;
    Points points;
  };

  engine::MemberView View(const std::string& sale_id, const engine::CompiledProgram& compiled,
                          const engine::Basket& basket, Instant now, const LocalMember& member);
  bool IsFresh(const engine::Program& program) const;
  absl::StatusOr<Points> Missing(const std::string& sale_id, const v1::Member& cached);

  Cache& cache_;
  Outbox& outbox_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Promise> promises_;  // by sale
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_LOCAL_QUOTE_H_
