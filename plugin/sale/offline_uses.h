// What is left, as far as this till knows, of offers that all members share and of the member's coupons,
// for quotes that nobody counts but the till.
#ifndef TESSERA_PLUGIN_SALE_OFFLINE_USES_H_
#define TESSERA_PLUGIN_SALE_OFFLINE_USES_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/engine/evaluation.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/v1/member.pb.h"

namespace tessera::plugin {

// Thread-safe. Open sales that were shown an offer or a coupon count as if they were sold, in memory: a
// host that dies has to quote again.
class OfflineUses {
 public:
  // Both must outlive it.
  OfflineUses(Cache& cache, Outbox& outbox) : cache_(cache), outbox_(outbox) {}

  // From asking what is left to promising it, so that no two sales are promised the same.
  class Turn {
   public:
    explicit Turn(OfflineUses& uses) : uses_(uses), lock_(uses.mutex_) {}

    // Puts what is used into `view`, after the member's own uses. `member` is the cached one, or null.
    void Look(const std::string& sale_id, const engine::CompiledProgram& program,
              const v1::Member* member, const engine::Basket& basket, Instant service_now,
              engine::MemberView* view);
    // This is what the sale is shown now.
    void Promise(const std::string& sale_id, const engine::CompiledProgram& program,
                 const engine::Evaluation& evaluation);

   private:
    OfflineUses& uses_;
    const std::lock_guard<std::mutex> lock_;
  };

  // The sale is closed, given up, or the service's.
  void Forget(const std::string& sale_id);

 private:
  OwnUses OwnUsesOf(const std::string& offer_id, const std::string& sale_id) const;
  void AddUsesOfAll(const std::string& sale_id, const engine::CompiledProgram& program,
                    engine::MemberView* view) const;
  void AddCoupons(const std::string& sale_id, const v1::Member& member,
                  const engine::Basket& basket, Instant now, engine::MemberView* view);
  int64_t OwnCouponUses(const v1::CachedCoupon& coupon, const std::vector<OwnSale>& sales,
                        const std::string& sale_id) const;
  bool IsCode(const std::string& code, const v1::CachedCoupon& coupon) const;

  Cache& cache_;
  Outbox& outbox_;
  std::mutex mutex_;
  std::map<std::string, std::vector<OwnOfferUse>> promised_;  // by sale
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_OFFLINE_USES_H_
