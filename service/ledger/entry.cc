#include "tessera/ledger/entry.h"

namespace tessera::ledger {
namespace {

template <typename Id>
absl::string_view BytesOf(const std::optional<Id>& id) {
  return id ? id->ToBytes() : absl::string_view();
}

}  // namespace

Digest ChainHash(const Digest& previous, const MemberId& member_id, const Entry& entry) {
  ContentHasher hasher(entry.encoding == 1 ? "tessera-entry-1" : "tessera-entry-2");
  hasher.Add(DigestBytes(previous)).Add(member_id.ToBytes());
  hasher.Add(entry.entry_no).Add(static_cast<int64_t>(entry.kind)).Add(entry.points.value());
  hasher.Add(entry.booked_at.us).Add(BytesOf(entry.sale_id)).Add(BytesOf(entry.refund_id));
  hasher.Add(entry.balance.value()).Add(absl::string_view(entry.comment));
  if (entry.encoding == 1) return hasher.Finish();
  hasher.Add(entry.overdraft.value()).Add(entry.lost.value());
  hasher.Add(BytesOf(entry.other)).Add(BytesOf(entry.member));
  return hasher.Finish();
}

}  // namespace tessera::ledger
