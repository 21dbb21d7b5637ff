#include "tessera/base/utf8.h"

#include <cstdint>

namespace tessera {
namespace {

// Length of the sequence that `lead` begins, 0 if it cannot begin one; and the bounds of its second
// byte, which alone tell overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629,
// section 4).
struct Sequence {
  size_t length;
  uint8_t least;
  uint8_t most;
};

Sequence SequenceOf(uint8_t lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  for (size_t i = 0; i < text.size();) {
    if (byte(i) < 0x80) {
      ++i;
      continue;
    }
    const Sequence sequence = SequenceOf(byte(i));
    if (sequence.length == 0 || i + sequence.length > text.size()) return false;
    if (byte(i + 1) < sequence.least || byte(i + 1) > sequence.most) return false;
    for (size_t k = 2; k < sequence.length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return false;
    }
    i += sequence.length;
  }
  return true;
}

}  // namespace tessera
