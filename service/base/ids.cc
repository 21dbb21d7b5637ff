#include "tessera/base/ids.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsDashPosition(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid MakeUuidV7(Instant now, Random& random) {
  Uuid uuid;
  random.Fill(uuid.data() + 6, 10);
  const auto ms = static_cast<uint64_t>(now.us / 1000);
  for (size_t i = 0; i < 6; ++i) uuid[i] = static_cast<uint8_t>(ms >> (40 - 8 * i));
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0F) | 0x70);
  uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3F) | 0x80);
  return uuid;
}

std::string UuidToText(const Uuid& uuid) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (uint8_t byte : uuid) {
    if (IsDashPosition(text.size())) text.push_back('-');
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

absl::StatusOr<Uuid> ParseUuid(absl::string_view text, absl::string_view field) {
  const absl::Status invalid = InvalidInput(
      "ID_INVALID", field, "must be a UUID such as 01900000-0000-7000-8000-000000000000");
  if (text.size() != 36) return invalid;
  Uuid uuid;
  size_t at = 0;
  for (uint8_t& byte : uuid) {
    if (IsDashPosition(at) && text[at++] != '-') return invalid;
    const int high = HexDigit(text[at]);
    const int low = HexDigit(text[at + 1]);
    if (high < 0 || low < 0) return invalid;
    byte = static_cast<uint8_t>(high * 16 + low);
    at += 2;
  }
  return uuid;
}

}  // namespace tessera
