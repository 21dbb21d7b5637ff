#include "examples.h"

#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace tessera::trial {
namespace {

constexpr char kFence[] = "```";
constexpr char kUsualTime[] = "2026-03-04T12:00";  // a Wednesday

struct Block {
  std::string heading;
  std::string kind;  // what stands behind the fence
  std::string text;
  size_t at = 0;
};

std::vector<Block> BlocksOf(const std::string& document) {
  std::vector<Block> blocks;
  std::string heading;
  bool inside = false;
  size_t at = 0;
  for (const absl::string_view line : absl::StrSplit(document, '\n')) {
    const size_t next = at + line.size() + 1;
    if (absl::StartsWith(line, kFence)) {
      if (!inside) blocks.push_back({heading, std::string(line.substr(3)), "", next});
      inside = !inside;
    } else if (inside) {
      blocks.back().text.append(line.data(), line.size()).push_back('\n');
    } else if (absl::StartsWith(line, "#")) {
      heading = std::string(line);
    }
    at = next;
  }
  return blocks;
}

// "yaml basket at=2026-03-01T18:30 store=omsk"
void AddBasket(const Block& block, Example* example) {
  example->tried = true;
  example->input.basket = {"basket", block.text};
  example->input.at = kUsualTime;
  for (absl::string_view word : absl::StrSplit(block.kind, ' ')) {
    if (absl::ConsumePrefix(&word, "at=")) example->input.at = std::string(word);
    if (absl::ConsumePrefix(&word, "language=")) example->input.language = std::string(word);
    if (absl::ConsumePrefix(&word, "store=")) example->input.store_id = std::string(word);
  }
}

}  // namespace

std::string HeadOf(const std::string& document) {
  for (const Block& block : BlocksOf(document)) {
    if (block.kind == "yaml") return block.text;
  }
  return "";
}

std::vector<Example> ExamplesOf(const std::string& document, const std::string& head) {
  std::vector<Example> examples;
  for (const Block& block : BlocksOf(document)) {
    if (block.kind == "yaml") {
      const bool whole = absl::StartsWith(block.text, "program_id:");
      examples.push_back({block.heading, whole ? block.text : head + block.text, {}, "", 0, false});
      examples.back().input.program = {"program", examples.back().program};
      examples.back().input.member = Source{"member", "{}"};
      continue;
    }
    if (absl::StartsWith(block.kind, "yaml basket")) {
      // Without a program of its own: the head, or the same program tried once more.
      if (examples.empty() || examples.back().tried) {
        const std::string program = examples.empty() ? head : examples.back().program;
        examples.push_back({block.heading, program, {}, "", 0, false});
        examples.back().input.program = {"program", program};
        examples.back().input.member = Source{"member", "{}"};
      }
      AddBasket(block, &examples.back());
      continue;
    }
    if (examples.empty()) continue;
    Example& example = examples.back();
    if (block.kind == "yaml member") {
      example.input.member = Source{"member", block.text};
    } else if (block.kind == "text" && example.tried) {
      example.receipt = block.text;
      example.receipt_at = block.at;
    }
  }
  return examples;
}

}  // namespace tessera::trial
