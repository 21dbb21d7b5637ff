#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "document_schema.h"
#include "documents.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/engine/evaluate.h"
#include "tessera/v1/basket.pb.h"

namespace tessera::trial {
namespace {

constexpr int64_t kOnePieceMilli = 1000;

void FillIn(const program::DocumentReader& reader, const v1::Program& program, v1::Basket* basket) {
  if (!reader.Has("currency_code")) basket->set_currency_code(program.currency_code());
  for (int i = 0; i < basket->lines_size(); ++i) {
    v1::Line& line = *basket->mutable_lines(i);
    const std::string at = absl::StrCat("lines[", i, "].");
    if (!reader.Has(at + "line_no")) line.set_line_no(static_cast<uint32_t>(i + 1));
    if (!reader.Has(at + "quantity_milli")) line.set_quantity_milli(kOnePieceMilli);
  }
  for (int i = 0; i < basket->choices_size(); ++i) {
    if (reader.Has(absl::StrCat("choices[", i, "].times"))) continue;
    basket->mutable_choices(i)->set_times(1);
  }
}

class BasketCheck {
 public:
  BasketCheck(const program::DocumentReader& reader, std::vector<ProgramFault>* faults)
      : reader_(reader), faults_(*faults) {}

  // The engine stops at the first fault; asked line by line it tells one of each.
  void Check(const engine::Basket& basket) {
    engine::Basket good = basket;
    good.lines.clear();
    for (size_t i = 0; i < basket.lines.size(); ++i) {
      engine::Basket alone;
      alone.lines.push_back(basket.lines[i]);
      const absl::Status status = engine::CheckBasket(alone);
      if (status.ok()) {
        good.lines.push_back(basket.lines[i]);
        positions_.push_back(i);
      } else {
        Add(InPlace(FieldOf(status), i), status);
      }
    }
    const absl::Status rest = engine::CheckBasket(good);
    if (rest.ok()) return;
    const std::string field = FieldOf(rest);
    const size_t place = Position(field);
    Add(place < positions_.size() ? InPlace(field, positions_[place]) : field, rest);
  }

 private:
  // The number in "lines[7].sku"; beyond all if it is no field of a line.
  static size_t Position(const std::string& field) {
    constexpr absl::string_view kLines = "lines[";
    size_t position = 0;
    if (!absl::StartsWith(field, kLines)) return SIZE_MAX;
    for (size_t i = kLines.size(); i < field.size() && field[i] != ']'; ++i) {
      position = position * 10 + static_cast<size_t>(field[i] - '0');
    }
    return position;
  }

  // "lines[0].sku" of a shorter basket to the place in the document.
  static std::string InPlace(const std::string& field, size_t position) {
    const size_t end = field.find(']');
    return absl::StrCat("lines[", position, "]", end == std::string::npos ? "" : field.substr(end + 1));
  }

  void Add(const std::string& field, const absl::Status& status) {
    // What the reader could not read it has told already.
    const bool told = std::any_of(faults_.begin(), faults_.end(), [&](const ProgramFault& fault) {
      return fault.path == field;
    });
    if (told) return;
    faults_.push_back(
        {field, reader_.LineOf(field), ReasonOf(status), std::string(status.message())});
  }

  const program::DocumentReader& reader_;
  std::vector<ProgramFault>& faults_;
  std::vector<size_t> positions_;
};

}  // namespace

ReadBasketResult ReadBasket(absl::string_view text, const v1::Program& program) {
  ReadBasketResult result;
  v1::Basket message;
  std::vector<ProgramFault> faults;
  const std::shared_ptr<const program::DocumentReader> reader =
      ReadInto(text, program, &message, &faults);
  result.line_of = [](absl::string_view) { return 1; };
  if (reader != nullptr) {
    FillIn(*reader, program, &message);
    result.basket = codec::BasketFromProto(message, "");
    BasketCheck(*reader, &faults).Check(result.basket);
    // The reader refers to `faults`, which it only needs for reading.
    result.line_of = [reader](absl::string_view path) { return reader->LineOf(path); };
  }
  std::stable_sort(faults.begin(), faults.end(),
                   [](const ProgramFault& a, const ProgramFault& b) { return a.line < b.line; });
  result.faults = std::move(faults);
  return result;
}

}  // namespace tessera::trial
