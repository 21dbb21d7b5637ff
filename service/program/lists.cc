#include "lists.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace tessera::program {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What tells elements of a message apart; empty where nothing does.
absl::string_view IdField(absl::string_view message) {
  static const std::map<absl::string_view, absl::string_view>* const kFields =
      new std::map<absl::string_view, absl::string_view>{
          {"BundlePart", "set_id"},     {"CouponBatch", "batch_id"}, {"Offer", "offer_id"},
          {"OfferGroup", "group_id"},   {"Phase", "phase_id"},       {"PhoneRule", "prefix"},
          {"ProductSet", "set_id"},     {"Restriction", "set_id"},   {"RfmCell", "cell_id"},
          {"Segment", "segment_id"},    {"StampCard", "card_id"},    {"Store", "store_id"},
          {"Survey", "survey_id"},      {"Target", "metric"},        {"TenderRule", "kind"},
          {"Tier", "tier_id"}};
  const auto found = kFields->find(message);
  return found == kFields->end() ? absl::string_view() : found->second;
}

bool IsListed(const Message& program) {
  const FieldDescriptor& stacking = *program.GetDescriptor()->FindFieldByName("stacking");
  const Message& rules = program.GetReflection()->GetMessage(program, &stacking);
  const FieldDescriptor& order = *rules.GetDescriptor()->FindFieldByName("order");
  return rules.GetReflection()->GetEnum(rules, &order)->name() == "OFFER_ORDER_LISTED";
}

}  // namespace

ElementList::ElementList(const Message& owner, const FieldDescriptor& field) {
  const auto& reflection = *owner.GetReflection();
  const FieldDescriptor* const id =
      field.message_type()->FindFieldByName(std::string(IdField(field.message_type()->name())));
  has_ids_ = id != nullptr;
  for (int i = 0; i < reflection.FieldSize(owner, &field); ++i) {
    elements_.push_back(&reflection.GetRepeatedMessage(owner, &field, i));
    if (id == nullptr) continue;
    const Message& element = *elements_.back();
    ids_.push_back(id->cpp_type() == FieldDescriptor::CPPTYPE_ENUM
                       ? element.GetReflection()->GetEnum(element, id)->name()
                       : element.GetReflection()->GetString(element, id));
    const bool is_new = by_id_.emplace(ids_.back(), i).second;
    has_ids_ = has_ids_ && is_new && !ids_.back().empty();
  }
}

int ElementList::Find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? -1 : found->second;
}

// All but a longest ascending row of former places.
std::set<std::string> Moved(const ElementList& before, const ElementList& after) {
  std::vector<int> common;  // indices into `after`
  for (int i = 0; i < after.size(); ++i) {
    if (before.Find(after.IdOf(i)) >= 0) common.push_back(i);
  }
  const auto former = [&](size_t at) { return before.Find(after.IdOf(common[at])); };
  constexpr size_t kNone = static_cast<size_t>(-1);
  std::vector<size_t> ends;  // of the best row of each length
  std::vector<size_t> previous(common.size(), kNone);
  for (size_t at = 0; at < common.size(); ++at) {
    const auto place = std::lower_bound(ends.begin(), ends.end(), at, [&](size_t end, size_t one) {
      return former(end) < former(one);
    });
    if (place != ends.begin()) previous[at] = *(place - 1);
    if (place == ends.end()) {
      ends.push_back(at);
    } else {
      *place = at;
    }
  }
  std::set<std::string> moved;
  for (const int index : common) moved.insert(after.IdOf(index));
  for (size_t at = ends.empty() ? kNone : ends.back(); at != kNone; at = previous[at]) {
    moved.erase(after.IdOf(common[at]));
  }
  return moved;
}

bool OrderCounts(const FieldDescriptor& field, const Message& before, const Message& after) {
  const std::string& name = field.name();
  if (name == "offers") return IsListed(before) || IsListed(after);
  return name == "tiers" || name == "tenders" || name == "phases" || name == "phone_rules" ||
         name == "surveys" || name == "cells";
}

std::string ScalarBytes(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return absl::StrCat(one ? reflection.GetBool(message, &field)
                              : reflection.GetRepeatedBool(message, &field, index));
    case FieldDescriptor::CPPTYPE_ENUM:
      return absl::StrCat(one ? reflection.GetEnumValue(message, &field)
                              : reflection.GetRepeatedEnumValue(message, &field, index));
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? reflection.GetString(message, &field)
                 : reflection.GetRepeatedString(message, &field, index);
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(one ? reflection.GetInt32(message, &field)
                              : reflection.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(one ? reflection.GetUInt32(message, &field)
                              : reflection.GetRepeatedUInt32(message, &field, index));
    default:
      return absl::StrCat(one ? reflection.GetInt64(message, &field)
                              : reflection.GetRepeatedInt64(message, &field, index));
  }
}

std::vector<std::string> ScalarsOf(const Message& message, const FieldDescriptor& field) {
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    values.push_back(ScalarBytes(message, field, i));
  }
  return values;
}

std::map<std::string, std::string> EntriesOf(const Message& message,
                                             const FieldDescriptor& field) {
  std::map<std::string, std::string> entries;
  const Descriptor& entry = *field.message_type();
  for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
    const Message& one = message.GetReflection()->GetRepeatedMessage(message, &field, i);
    entries[ScalarBytes(one, *entry.field(0), -1)] = ScalarBytes(one, *entry.field(1), -1);
  }
  return entries;
}

}  // namespace tessera::program
