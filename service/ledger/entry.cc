#include "tessera/ledger/entry.h"

namespace tessera::ledger {

Digest ChainHash(const Digest& previous, const MemberId& member_id, const Entry& entry) {
  ContentHasher hasher("tessera-entry-1");
  hasher.Add(DigestBytes(previous)).Add(member_id.ToBytes());
  hasher.Add(entry.entry_no).Add(static_cast<int64_t>(entry.kind)).Add(entry.points.value());
  hasher.Add(entry.booked_at.us);
  hasher.Add(entry.sale_id ? entry.sale_id->ToBytes() : absl::string_view());
  hasher.Add(entry.refund_id ? entry.refund_id->ToBytes() : absl::string_view());
  hasher.Add(entry.balance.value()).Add(absl::string_view(entry.comment));
  return hasher.Finish();
}

}  // namespace tessera::ledger
