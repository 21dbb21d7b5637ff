#include "tessera/plugin/sale/screen_code.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "tessera/base/dynamic_code.h"
#include "tessera/base/status.h"
#include "tessera/plugin/sale/till.h"

namespace tessera::plugin {
namespace {

constexpr Duration kUsualLife = Seconds(60);

// Codes live by the service's clock.
Instant ServiceNow(const Till& till) {
  return till.parts().clock.Now() + till.parts().cache.clock_offset();
}

Duration LifeOfCodes(const Till& till) {
  const std::shared_ptr<const CachedProgram> live = till.parts().cache.Live();
  if (live == nullptr || live->compiled == nullptr) return kUsualLife;
  return live->compiled->source().dynamic_code_life;
}

std::vector<CodeKey> KeysOf(const Till& till) {
  std::vector<CodeKey> keys;
  for (const v1::CodeKey& known : till.parts().cache.CodeKeys()) {
    CodeKey key;
    if (known.key_no() < 1 || known.key_no() > 255) continue;
    if (known.public_key().size() != key.public_key.size()) continue;
    key.key_no = static_cast<uint8_t>(known.key_no());
    std::copy(known.public_key().begin(), known.public_key().end(), key.public_key.begin());
    keys.push_back(key);
  }
  return keys;
}

absl::StatusOr<DynamicCode> Verify(const Till& till, const std::string& text) {
  TESSERA_ASSIGN_OR_RETURN(const DynamicCode code, ParseDynamicCode(text));
  const std::vector<CodeKey> keys = KeysOf(till);
  const bool known = std::any_of(keys.begin(), keys.end(), [&](const CodeKey& key) {
    return key.key_no == code.key_no;
  });
  if (!known) {
    return ServiceAway(absl::StatusCode::kUnavailable,
                       "only the service can tell whose code this is, and it did not answer");
  }
  return VerifyDynamicCode(text, keys, ServiceNow(till), LifeOfCodes(till));
}

bool MayBeGood(const absl::Status& status) {
  return status.ok() || IsLinkFailure(status) || ReasonOf(status) == "CODE_OUTDATED";
}

Buyer FindById(Till& till, const MemberId& member_id) {
  Cache& cache = till.parts().cache;
  Buyer buyer;
  buyer.ref.set_member_id(member_id.ToText());
  absl::StatusOr<std::optional<v1::Member>> found = cache.FindById(buyer.ref.member_id());
  if (!found.ok() || !found->has_value()) return buyer;
  buyer.known = **std::move(found);
  const std::shared_ptr<const CachedProgram> live = cache.Live();
  if (live != nullptr && live->compiled != nullptr) {
    buyer.known->set_tier_name(
        std::string(live->compiled->TierName(buyer.known->tier(), till.options().language)));
  }
  return buyer;
}

}  // namespace

absl::StatusOr<Found> FindBuyerByCode(Till& till, const std::string& code, Duration patience) {
  const absl::StatusOr<DynamicCode> verified = Verify(till, code);
  if (!MayBeGood(verified.status())) return verified.status();
  v1::IdentifyRequest request;
  request.set_dynamic_code(code);
  request.set_language(till.options().language);
  absl::StatusOr<v1::IdentifyResponse> response = till.Ask(
      patience, [&](Service& service) { return service.Identify(request, patience); });
  if (response.ok()) {
    Found found;
    found.buyer.ref.set_member_id(response->member().member_id());
    found.buyer.known = std::move(*response->mutable_member());
    return found;
  }
  if (IsRefusal(response.status())) return response.status();
  if (!verified.ok()) return verified.status();
  return Found{FindById(till, verified->member_id), Source::kCache};
}

absl::StatusOr<Buyer> FindBuyerByCodeLocally(Till& till, const std::string& code) {
  TESSERA_ASSIGN_OR_RETURN(const DynamicCode verified, Verify(till, code));
  return FindById(till, verified.member_id);
}

absl::Status UseCode(Till& till, const std::string& code, const std::string& sale_id) {
  Guard* const guard = till.parts().guard;
  if (guard == nullptr) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const DynamicCode read, ParseDynamicCode(code));
  const absl::string_view nonce(reinterpret_cast<const char*>(read.nonce.data()),
                                read.nonce.size());
  const Instant now = ServiceNow(till);
  const Instant until = std::max(now, read.issued_at) + LifeOfCodes(till);
  if (guard->UseCode(nonce, sale_id, now, until)) return absl::OkStatus();
  return Refused("CODE_USED", "code", "this code was used for another sale; show a new one");
}

}  // namespace tessera::plugin
