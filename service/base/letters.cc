#include "tessera/base/letters.h"

#include <cstddef>
#include <cstdint>

namespace tessera {
namespace {

// Capital letters whose small ones stand `distance` behind them. A distance of 1: they take turns, the
// capital first, from `first` on.
struct Letters {
  uint32_t first;
  uint32_t last;
  uint32_t distance;
};

// The Unicode Character Database, UnicodeData.txt: Basic Latin, Latin-1, Latin Extended-A, Greek, Cyrillic.
constexpr Letters kLetters[] = {
    {0x41, 0x5A, 32},     {0xC0, 0xD6, 32},     {0xD8, 0xDE, 32},    {0x100, 0x12F, 1},
    {0x132, 0x137, 1},    {0x139, 0x148, 1},    {0x14A, 0x177, 1},   {0x179, 0x17E, 1},
    {0x391, 0x3A1, 32},   {0x3A3, 0x3AB, 32},   {0x400, 0x40F, 80},  {0x410, 0x42F, 32},
    {0x460, 0x481, 1},    {0x48A, 0x4BF, 1},    {0x4D0, 0x52F, 1},
};

uint32_t Lower(uint32_t letter) {
  for (const Letters& range : kLetters) {
    if (letter < range.first || letter > range.last) continue;
    if (range.distance > 1) return letter + range.distance;
    return (letter - range.first) % 2 == 0 ? letter + 1 : letter;
  }
  return letter;
}

uint32_t Upper(uint32_t letter) {
  for (const Letters& range : kLetters) {
    if (range.distance > 1) {
      const bool is_small =
          letter >= range.first + range.distance && letter <= range.last + range.distance;
      if (is_small) return letter - range.distance;
    } else if (letter >= range.first && letter <= range.last) {
      return (letter - range.first) % 2 == 1 ? letter - 1 : letter;
    }
  }
  return letter;
}

// All letters above are of one byte or of two.
bool IsTwoBytes(absl::string_view text, size_t at) {
  return (text[at] & 0xE0) == 0xC0 && at + 1 < text.size() && (text[at + 1] & 0xC0) == 0x80;
}

void Append(uint32_t letter, std::string& text) {
  if (letter < 0x80) {
    text.push_back(static_cast<char>(letter));
  } else {
    text.push_back(static_cast<char>(0xC0 | (letter >> 6)));
    text.push_back(static_cast<char>(0x80 | (letter & 0x3F)));
  }
}

template <typename Change>
std::string Each(absl::string_view text, Change change) {
  std::string changed;
  changed.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      Append(change(byte), changed);
    } else if (IsTwoBytes(text, at)) {
      const auto second = static_cast<unsigned char>(text[++at]);
      Append(change(((byte & 0x1Fu) << 6) | (second & 0x3Fu)), changed);
    } else {
      changed.push_back(text[at]);
    }
  }
  return changed;
}

}  // namespace

std::string LowerCase(absl::string_view text) { return Each(text, Lower); }

std::string UpperCase(absl::string_view text) { return Each(text, Upper); }

std::string TitleCase(absl::string_view text) {
  bool is_first = true;
  return Each(text, [&is_first](uint32_t letter) {
    const uint32_t changed = is_first ? Upper(letter) : Lower(letter);
    is_first = false;
    return changed;
  });
}

std::string FoldName(absl::string_view text) {
  constexpr uint32_t kYo = 0x451;
  constexpr uint32_t kYe = 0x435;
  return Each(text, [](uint32_t letter) {
    const uint32_t lower = Lower(letter);
    return lower == kYo ? kYe : lower;
  });
}

}  // namespace tessera
