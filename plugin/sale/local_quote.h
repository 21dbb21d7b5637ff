// The till's own quote, from the cache, with the service's engine.
#ifndef TESSERA_PLUGIN_SALE_LOCAL_QUOTE_H_
#define TESSERA_PLUGIN_SALE_LOCAL_QUOTE_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/evaluation.h"
#include "tessera/engine/program.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/sale/offline_uses.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::plugin {

// What the service holds for a sale, by its clock.
struct ServiceHold {
  Points points;
  Instant from;
  Instant until;
};

// Who a local quote is for.
struct LocalMember {
  // A card that nobody knows yet counts as a member without tier, tags or points to spend.
  bool present = false;
  std::optional<v1::Member> known;
  // For this very sale: no other sale's points.
  ServiceHold hold = {};
};

// Thread-safe. What open sales were promised is reserved in the outbox, so that no number of sales at
// once spends more of one account than the program allows, whatever dies meanwhile. Rules see the
// service's time, as far as the cache knows it.
class LocalQuoter {
 public:
  // All must outlive it.
  LocalQuoter(Cache& cache, Outbox& outbox, const Clock& clock)
      : cache_(cache), outbox_(outbox), clock_(clock), uses_(cache, outbox) {}

  // `program` may be null: then nothing applies. On success the points that it spends are reserved,
  // durably, instead of what the sale had reserved. Errors of engine::Evaluate; REDEEM_LIMIT also where
  // the disk takes no reservation. A cache that can't be read stops no sale: then there are no points
  // to spend.
  absl::StatusOr<v1::QuoteResponse> Quote(const std::string& sale_id,
                                          const CachedProgram* program, const LocalMember& member,
                                          const engine::Basket& basket,
                                          const std::string& language);

  // The sale is in the outbox, at the service, or given up.
  void Forget(const std::string& sale_id);

  // A member as it is by now for all that this till knows: without points that have expired since it
  // was read, and without those that sales spent of which its balance does not know. `but_for_sale`:
  // the one that is being sold, which may wait already if the host died and sells it again; may be
  // empty.
  v1::Member AsOfNow(v1::Member member, const std::string& but_for_sale) const;

  // What other sales that wait here, of which the service does not know, leave of the balance that it
  // told; nullopt if there are none.
  std::optional<Points> LeftOf(const v1::Member& member, const std::string& but_for_sale) const;

 private:
  std::optional<v1::Member> Cached(const LocalMember& member);
  engine::MemberView View(const std::string& sale_id, const engine::CompiledProgram& compiled,
                          const engine::Basket& basket, Instant now, const LocalMember& member,
                          const std::optional<v1::Member>& cached);
  absl::StatusOr<engine::Evaluation> Evaluate(const std::string& sale_id,
                                              const engine::CompiledProgram& compiled,
                                              const LocalMember& member,
                                              const engine::Basket& basket, Instant now);
  void Recall(const std::string& sale_id, const engine::CompiledProgram& compiled,
              const engine::Basket& basket, Instant now, const v1::Member& cached,
              engine::MemberView* view);
  absl::Status Promise(const std::string& sale_id, const engine::Program& program,
                       const LocalMember& member, Points points);
  void AddSpendable(const std::string& sale_id, const engine::Program& program,
                    const LocalMember& member, v1::Member cached, Instant now,
                    engine::MemberView* view);
  bool IsFresh(const engine::Program& program) const;
  Instant ServiceNow() const { return clock_.Now() + cache_.clock_offset(); }

  Cache& cache_;
  Outbox& outbox_;
  const Clock& clock_;
  OfflineUses uses_;
  // From reading the caps to the durable reservation: of quotes that spend points only, for whatever.
  std::mutex spending_mutex_;
};

// Whose points a member spends.
const std::string& AccountOf(const v1::Member& member);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_LOCAL_QUOTE_H_
