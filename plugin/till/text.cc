#include "text.h"

#include <cstdint>

namespace tessera::till {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool IsIn(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool IsCombining(char32_t c) {
  return IsIn(c, 0x0300, 0x036F) || IsIn(c, 0x0483, 0x0489) || IsIn(c, 0x1AB0, 0x1AFF) ||
         IsIn(c, 0x1DC0, 0x1DFF) || IsIn(c, 0x200B, 0x200F) || IsIn(c, 0x20D0, 0x20FF) ||
         IsIn(c, 0xFE00, 0xFE0F) || IsIn(c, 0xFE20, 0xFE2F) || c == 0xFEFF;
}

bool IsWide(char32_t c) {
  return IsIn(c, 0x1100, 0x115F) || IsIn(c, 0x2E80, 0x303E) || IsIn(c, 0x3041, 0xA4CF) ||
         IsIn(c, 0xAC00, 0xD7A3) || IsIn(c, 0xF900, 0xFAFF) || IsIn(c, 0xFE30, 0xFE6F) ||
         IsIn(c, 0xFF00, 0xFF60) || IsIn(c, 0xFFE0, 0xFFE6) || IsIn(c, 0x1F300, 0x1F64F) ||
         IsIn(c, 0x1F900, 0x1F9FF) || IsIn(c, 0x20000, 0x3FFFD);
}

// Bytes after the first, and the least character that may be written so.
struct Form {
  size_t rest;
  char32_t least;
  unsigned char mask;
};

Form FormOf(unsigned char first) {
  if (first < 0x80) return {0, 0, 0x7F};
  if (first >= 0xC2 && first <= 0xDF) return {1, 0x80, 0x1F};
  if (first >= 0xE0 && first <= 0xEF) return {2, 0x800, 0x0F};
  if (first >= 0xF0 && first <= 0xF4) return {3, 0x10000, 0x07};
  return {0, kReplacement, 0};
}

}  // namespace

char32_t TakeCharacter(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const Form form = FormOf(first);
  if (form.mask == 0 || text.size() <= form.rest) {
    text.remove_prefix(1);
    return kReplacement;
  }
  char32_t character = first & form.mask;
  for (size_t i = 1; i <= form.rest; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) {
      text.remove_prefix(1);
      return kReplacement;
    }
    character = (character << 6) | (byte & 0x3F);
  }
  if (character < form.least || IsIn(character, 0xD800, 0xDFFF) || character > 0x10FFFF) {
    text.remove_prefix(1);
    return kReplacement;
  }
  text.remove_prefix(form.rest + 1);
  return character;
}

void AppendCharacter(std::string& text, char32_t c) {
  const auto byte = [&text](char32_t value) { text.push_back(static_cast<char>(value)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | (c >> 6));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

size_t CharacterWidth(char32_t character) {
  if (IsCombining(character)) return 0;
  return IsWide(character) ? 2 : 1;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) width += CharacterWidth(TakeCharacter(text));
  return width;
}

std::string Cut(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::string cut;
  size_t used = 0;
  while (!text.empty()) {
    const char32_t character = TakeCharacter(text);
    used += CharacterWidth(character);
    if (used > width - 1) break;
    AppendCharacter(cut, character);
  }
  return cut + "…";
}

std::string PadRight(std::string_view text, size_t width) {
  std::string padded = Cut(text, width);
  padded.append(width - DisplayWidth(padded), ' ');
  return padded;
}

std::string PadLeft(std::string_view text, size_t width) {
  const std::string cut = Cut(text, width);
  return std::string(width - DisplayWidth(cut), ' ') + cut;
}

std::string Centre(std::string_view text, size_t width) {
  const std::string cut = Cut(text, width);
  return std::string((width - DisplayWidth(cut)) / 2, ' ') + cut;
}

std::vector<std::string> Wrap(std::string_view text, size_t width) {
  if (width == 0) width = 1;
  std::vector<std::string> lines(1);
  size_t used = 0;
  while (!text.empty()) {
    const size_t blank = text.find(' ');
    std::string_view word = text.substr(0, blank);
    text = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
    const size_t word_width = DisplayWidth(word);
    if (word_width == 0) continue;
    const size_t gap = used > 0 ? 1 : 0;
    if (used + gap + word_width <= width) {
      if (gap > 0) lines.back() += ' ';
      lines.back() += word;
      used += gap + word_width;
      continue;
    }
    if (used > 0) lines.emplace_back();
    used = 0;
    while (!word.empty()) {
      const char32_t character = TakeCharacter(word);
      const size_t columns = CharacterWidth(character);
      if (used > 0 && used + columns > width) {
        lines.emplace_back();
        used = 0;
      }
      AppendCharacter(lines.back(), character);
      used += columns;
    }
  }
  return lines;
}

std::string Printable(std::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  while (!text.empty()) {
    const char32_t character = TakeCharacter(text);
    const bool control = character < 0x20 || IsIn(character, 0x7F, 0x9F);
    AppendCharacter(printable, control ? U' ' : character);
  }
  return printable;
}

}  // namespace tessera::till
