#include "differences.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "difference_words.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/util/message_differencer.h"
#include "lists.h"
#include "program_schema.h"
#include "value_text.h"

namespace tessera::program {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using Kind = DifferenceKind;

// What the chain has once, whatever version a store goes by.
bool IsWholeChain(const Place& place) {
  static const std::set<absl::string_view>* const kFields = new std::set<absl::string_view>{
      "program_id", "currency_code", "currency_digits", "points_digits", "time_zone", "tiers",
      "tier_rules", "stamp_cards", "coupon_batches", "phone_rules", "card_formats",
      "codes_case_sensitive", "dynamic_code_seconds", "segments", "life_cycle", "rfm", "insight"};
  // Goods without a receipt come back to the chain, not to a version.
  return kFields->count(place.top) > 0 || place.path == "refund_rules.only_with_sale";
}

bool TakesBackOnlyWithSale(const Message& program) {
  const Message& rules = program.GetReflection()->GetMessage(
      program, program.GetDescriptor()->FindFieldByName("refund_rules"));
  return rules.GetReflection()->GetBool(
      rules, rules.GetDescriptor()->FindFieldByName("only_with_sale"));
}

std::string WarningFor(Kind kind, const Place& place) {
  if (place.path == "time_zone") return "TIME_ZONE_CHANGED";
  if (absl::StartsWith(place.path, "offers[") && absl::StrContains(place.path, "].limits.")) {
    return "OFFER_COUNTERS_KEPT";
  }
  if (kind != Kind::kRemoved || place.depth != 1) return "";
  if (absl::StartsWith(place.path, "tiers[")) return "TIER_REMOVED";
  if (absl::StartsWith(place.path, "segments[")) return "SEGMENT_REMOVED";
  if (absl::StartsWith(place.path, "coupon_batches[")) return "BATCH_REMOVED";
  return "";
}

class Walk {
 public:
  Walk(const Message& before, const Message& after, Tongue tongue)
      : before_(before), after_(after), former_(before, tongue), now_(after, tongue),
        words_(tongue) {}

  std::vector<Difference> Go() {
    Messages(before_, after_, Place());
    return std::move(found_);
  }

 private:
  void Add(Kind kind, const Place& place, std::string former_text, std::string new_text) {
    Difference difference;
    difference.kind = kind;
    difference.path = place.path;
    difference.words = words_.Sentence(kind, place, former_text, new_text);
    difference.former_text = std::move(former_text);
    difference.new_text = std::move(new_text);
    // Rules that only one of the two has are one difference.
    difference.whole_chain =
        IsWholeChain(place) || (place.path == "refund_rules" &&
                                TakesBackOnlyWithSale(before_) != TakesBackOnlyWithSale(after_));
    difference.warning = WarningFor(kind, place);
    found_.push_back(std::move(difference));
  }

  void Messages(const Message& before, const Message& after, const Place& place) {
    const Descriptor& shape = *before.GetDescriptor();
    for (int i = 0; i < shape.field_count(); ++i) {
      const FieldDescriptor& field = *shape.field(i);
      const Place inside = place.Below(field, words_.Label(field));
      if (field.is_map()) {
        Maps(before, after, field, inside);
      } else if (field.is_repeated()) {
        Lists(before, after, field, inside);
      } else if (IsPartOfOther(before, after, field)) {
        // Told of where the other one is.
      } else {
        Singular(before, after, field, inside);
      }
    }
  }

  // Of a choice that was made otherwise, one line tells: that of what is there now.
  static bool IsPartOfOther(const Message& before, const Message& after,
                            const FieldDescriptor& field) {
    const auto* const choice = field.real_containing_oneof();
    if (choice == nullptr) return false;
    const FieldDescriptor* const now =
        after.GetReflection()->GetOneofFieldDescriptor(after, choice);
    return now != nullptr && now != &field &&
           before.GetReflection()->HasField(before, &field);
  }

  void Singular(const Message& before, const Message& after, const FieldDescriptor& field,
                const Place& place) {
    const bool was = before.GetReflection()->HasField(before, &field);
    const bool is = after.GetReflection()->HasField(after, &field);
    if (!was && !is) return;
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (was && is && is_message) {
      return Messages(before.GetReflection()->GetMessage(before, &field),
                      after.GetReflection()->GetMessage(after, &field), place);
    }
    if (was && is && IsSame(before, after, field)) return;
    std::string former = was ? former_.Field(before, field) : FormerChoice(before, field);
    std::string now = is ? now_.Field(after, field) : "";
    const bool had = was || !former.empty();
    // A choice that says nothing more is told by its name.
    if (had && is && now.empty()) now = words_.Label(field);
    Add(had && is ? Kind::kChanged : is ? Kind::kAdded : Kind::kRemoved, place, std::move(former),
        std::move(now));
  }

  // What another field of the same choice said.
  std::string FormerChoice(const Message& before, const FieldDescriptor& field) const {
    const auto* const choice = field.real_containing_oneof();
    if (choice == nullptr) return "";
    const FieldDescriptor* const was =
        before.GetReflection()->GetOneofFieldDescriptor(before, choice);
    if (was == nullptr) return "";
    const std::string value = former_.Field(before, *was);
    const std::string label = words_.Label(*was);
    return value.empty() ? label : absl::StrCat(label, " (", value, ")");
  }

  static bool IsSame(const Message& before, const Message& after, const FieldDescriptor& field) {
    return ScalarBytes(before, field, -1) == ScalarBytes(after, field, -1);
  }

  void Maps(const Message& before, const Message& after, const FieldDescriptor& field,
            const Place& place) {
    const std::map<std::string, std::string> was = EntriesOf(before, field);
    const std::map<std::string, std::string> is = EntriesOf(after, field);
    std::set<std::string> keys;
    for (const auto& [key, value] : was) keys.insert(key);
    for (const auto& [key, value] : is) keys.insert(key);
    for (const std::string& key : keys) {
      const auto former = was.find(key);
      const auto now = is.find(key);
      const bool had = former != was.end();
      const bool has = now != is.end();
      if (had && has && former->second == now->second) continue;
      Add(had && has ? Kind::kChanged : has ? Kind::kAdded : Kind::kRemoved, place.Entry(key),
          had ? former->second : "", has ? now->second : "");
    }
  }

  void Lists(const Message& before, const Message& after, const FieldDescriptor& field,
             const Place& place) {
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return Scalars(before, after, field, place);
    }
    const ElementList was(before, field);
    const ElementList is(after, field);
    if (was.has_ids() && is.has_ids()) {
      ById(was, is, field, place);
    } else {
      ByIndex(was, is, place);
    }
  }

  // Values of a list are a set to people; their order alone is told of as a move.
  void Scalars(const Message& before, const Message& after, const FieldDescriptor& field,
               const Place& place) {
    const std::vector<std::string> was = ScalarsOf(before, field);
    const std::vector<std::string> is = ScalarsOf(after, field);
    if (was == is) return;
    std::string former = former_.Field(before, field);
    std::string now = now_.Field(after, field);
    std::vector<std::string> sorted_was = was;
    std::vector<std::string> sorted_is = is;
    std::sort(sorted_was.begin(), sorted_was.end());
    std::sort(sorted_is.begin(), sorted_is.end());
    const Kind kind = sorted_was == sorted_is ? Kind::kMoved
                      : was.empty()           ? Kind::kAdded
                      : is.empty()            ? Kind::kRemoved
                                              : Kind::kChanged;
    Add(kind, place, std::move(former), std::move(now));
    if (kind == Kind::kChanged) {
      found_.back().words =
          words_.OfSet(place, Without(before, field, sorted_is, former_),
                       Without(after, field, sorted_was, now_));
    }
  }

  // Those of `message` that `others`, sorted, has not.
  static std::string Without(const Message& message, const FieldDescriptor& field,
                             const std::vector<std::string>& others, const ValueText& text) {
    std::vector<std::string> left;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
      const std::string bytes = ScalarBytes(message, field, i);
      if (!std::binary_search(others.begin(), others.end(), bytes)) {
        left.push_back(text.Scalar(message, field, i));
      }
    }
    return absl::StrJoin(left, ", ");
  }

  void ById(const ElementList& was, const ElementList& is, const FieldDescriptor& field,
            const Place& place) {
    for (int i = 0; i < was.size(); ++i) {
      if (is.Find(was.IdOf(i)) < 0) {
        Add(Kind::kRemoved, ElementPlace(place, field, was.IdOf(i)), former_.Whole(was.At(i)), "");
      }
    }
    const std::set<std::string> moved =
        OrderCounts(field, before_, after_) ? Moved(was, is) : std::set<std::string>();
    for (int i = 0; i < is.size(); ++i) {
      const std::string id = is.IdOf(i);
      const Place inside = ElementPlace(place, field, id);
      const int former = was.Find(id);
      if (former < 0) {
        Add(Kind::kAdded, inside, "", now_.Whole(is.At(i)));
        continue;
      }
      if (moved.count(id) > 0) {
        Add(Kind::kMoved, inside, absl::StrCat(former + 1), absl::StrCat(i + 1));
      }
      Messages(was.At(former), is.At(i), inside);
    }
  }

  Place ElementPlace(const Place& place, const FieldDescriptor& field,
                     const std::string& id) const {
    return place.Element(id, words_.Noun(*field.message_type(), id));
  }

  // What is the same at both ends stays out of it, so that one more in front is one more.
  void ByIndex(const ElementList& was, const ElementList& is, const Place& place) {
    const auto same = [&](int one, int other) {
      return MessageDifferencer::Equals(was.At(one), is.At(other));
    };
    int was_end = was.size();
    int is_end = is.size();
    int at = 0;
    while (at < was_end && at < is_end && same(at, at)) ++at;
    for (; was_end > at && is_end > at && same(was_end - 1, is_end - 1); --was_end) --is_end;
    for (; at < was_end && at < is_end; ++at) {
      Messages(was.At(at), is.At(at), place.Entry(absl::StrCat(at)));
    }
    for (int i = at; i < was_end; ++i) {
      Add(Kind::kRemoved, place.Entry(absl::StrCat(i)), former_.Whole(was.At(i)), "");
    }
    for (int i = at; i < is_end; ++i) {
      Add(Kind::kAdded, place.Entry(absl::StrCat(i)), "", now_.Whole(is.At(i)));
    }
  }

  const Message& before_;
  const Message& after_;
  const ValueText former_;
  const ValueText now_;
  const DifferenceWords words_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> FindDifferences(const v1::Program& before, const v1::Program& after,
                                        absl::string_view language) {
  google::protobuf::DynamicMessageFactory factory;
  const Message& prototype = *factory.GetPrototype(&ProgramDescriptor());
  const std::unique_ptr<Message> was(prototype.New());
  const std::unique_ptr<Message> is(prototype.New());
  // Both come from messages of the same shape: they can be read.
  was->ParseFromString(before.SerializeAsString());
  is->ParseFromString(after.SerializeAsString());
  return Walk(*was, *is, TongueOf(language)).Go();
}

}  // namespace tessera::program
