// Ids: 16 bytes, a type of their own for each kind, made by whoever creates the thing.
#ifndef TESSERA_BASE_IDS_H_
#define TESSERA_BASE_IDS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"

namespace tessera {

using Uuid = std::array<uint8_t, 16>;

// RFC 9562 section 5.7: 48 bits of Unix milliseconds, version, variant, 74 random bits.
// Ids of one process sort by time to the millisecond.
Uuid MakeUuidV7(Instant now, Random& random);

// Lower-case canonical text, RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits.
std::string UuidToText(const Uuid& uuid);

// Accepts upper and lower case. INVALID_ARGUMENT / ID_INVALID with `field` otherwise.
absl::StatusOr<Uuid> ParseUuid(absl::string_view text, absl::string_view field);

template <typename Tag>
struct Id {
  Uuid bytes{};

  static Id Make(Instant now, Random& random) { return Id{MakeUuidV7(now, random)}; }
  static absl::StatusOr<Id> Parse(absl::string_view text, absl::string_view field) {
    absl::StatusOr<Uuid> uuid = ParseUuid(text, field);
    if (!uuid.ok()) return uuid.status();
    return Id{*uuid};
  }
  std::string ToText() const { return UuidToText(bytes); }
  // The 16 bytes as SQL stores them.
  absl::string_view ToBytes() const {
    return absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  auto operator<=>(const Id&) const = default;

  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.bytes);
  }
};

using MemberId = Id<struct MemberIdTag>;
using SaleId = Id<struct SaleIdTag>;
using RefundId = Id<struct RefundIdTag>;
using EnrolmentId = Id<struct EnrolmentIdTag>;

}  // namespace tessera

#endif  // TESSERA_BASE_IDS_H_
