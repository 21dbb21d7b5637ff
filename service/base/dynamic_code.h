// The signed code on a customer's screen: whoever has the public key knows the member by it, for a
// minute, with the service away.
//
// Its text is "TD1." and 144 characters of base64url (RFC 4648, section 5), without padding, of 108 bytes:
//    1  number of the key, 1 to 255
//   16  id of the member
//    4  seconds since 1970-01-01 UTC when it was issued, unsigned, most significant byte first
//   23  random: no two codes are the same
//   64  signature over "tessera-dynamic-1" and the 44 bytes before
#ifndef TESSERA_BASE_DYNAMIC_CODE_H_
#define TESSERA_BASE_DYNAMIC_CODE_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/signature.h"

namespace tessera {

// How far a code may come from the future: clocks differ.
inline constexpr Duration kCodeClockTolerance = Seconds(10);

// Codes name the key by which they are verified.
struct CodeKey {
  uint8_t key_no = 0;
  PublicKey public_key{};
};

struct DynamicCode {
  uint8_t key_no = 0;
  MemberId member_id;
  Instant issued_at;  // a whole second
  std::array<uint8_t, 23> nonce{};
};

// Whether a text claims to be such a code. Nothing that is printed begins like that.
bool LooksLikeDynamicCode(absl::string_view text);

// The code's text, signed by the key of this number. Seconds are rounded down.
std::string IssueDynamicCode(uint8_t key_no, const SigningKey& key, const MemberId& member_id,
                             Instant now, Random& random);

// What the code says, believed or not. INVALID_ARGUMENT / CODE_INVALID.
absl::StatusOr<DynamicCode> ParseDynamicCode(absl::string_view text);

// The same if it is signed by one of `keys` and was issued within `life` before `now`, or not more than
// kCodeClockTolerance after. Also INVALID_ARGUMENT / CODE_FORGED; FAILED_PRECONDITION / CODE_OUTDATED.
absl::StatusOr<DynamicCode> VerifyDynamicCode(absl::string_view text,
                                              absl::Span<const CodeKey> keys, Instant now,
                                              Duration life);

}  // namespace tessera

#endif  // TESSERA_BASE_DYNAMIC_CODE_H_
