#include "tessera/plugin/json/document.h"

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::plugin::json {
namespace {

constexpr int64_t kLargestExact = (int64_t{1} << 53) - 1;

// Keeps an eye on what nlohmann would swallow: depth, and the last of several equal keys.
class Watch {
 public:
  bool operator()(int depth, Document::parse_event_t event, Document& parsed) {
    if (depth > kDeepest) too_deep_ = true;
    if (event == Document::parse_event_t::object_start) keys_.emplace_back();
    if (event == Document::parse_event_t::object_end) keys_.pop_back();
    if (event == Document::parse_event_t::key && !keys_.back().insert(parsed).second) {
      repeated_ = parsed.get<std::string>();
    }
    return !too_deep_;
  }
  bool too_deep() const { return too_deep_; }
  const std::string& repeated() const { return repeated_; }

 private:
  std::vector<std::set<std::string>> keys_;
  std::string repeated_;
  bool too_deep_ = false;
};

}  // namespace

absl::StatusOr<Document> Parse(absl::string_view text) {
  if (text.size() > kLargestDocument) {
    return InvalidInput("JSON_TOO_LARGE", "", "at most 1 MiB");
  }
  Watch watch;
  Document document = Document::parse(
      text.begin(), text.end(),
      [&](int depth, Document::parse_event_t event, Document& parsed) {
        return watch(depth, event, parsed);
      },
      /*allow_exceptions=*/false);
  if (watch.too_deep()) return InvalidInput("JSON_TOO_DEEP", "", "nest at most 16 levels");
  if (!document.is_object()) return InvalidInput("JSON_INVALID", "", "send one JSON object");
  if (!watch.repeated().empty()) {
    return InvalidInput("JSON_INVALID", watch.repeated(), "this key comes twice");
  }
  return document;
}

absl::StatusOr<int64_t> ReadInteger(const Document& value, absl::string_view field) {
  if (value.is_number_unsigned() &&
      value.get<uint64_t>() <= uint64_t{std::numeric_limits<int64_t>::max()}) {
    return static_cast<int64_t>(value.get<uint64_t>());
  }
  if (value.is_number_integer() && !value.is_number_unsigned()) return value.get<int64_t>();
  int64_t number = 0;
  if (value.is_string() && absl::SimpleAtoi(value.get_ref<const std::string&>(), &number)) {
    return number;
  }
  return InvalidInput("FIELD_INVALID", field, "must be a whole number of 64 bits");
}

Document WriteInteger(int64_t value) {
  if (value >= -kLargestExact && value <= kLargestExact) return value;
  return absl::StrCat(value);
}

Document WriteUnsigned(uint64_t value) {
  if (value <= uint64_t{kLargestExact}) return value;
  return absl::StrCat(value);
}

}  // namespace tessera::plugin::json
