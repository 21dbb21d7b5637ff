#include "difference_words.h"

#include "absl/strings/str_cat.h"

namespace tessera::program {
namespace {

std::string Where(const Place& place) {
  if (place.label.empty()) return place.subject;
  if (place.subject.empty()) return place.label;
  return absl::StrCat(place.subject, ", ", place.label);
}

}  // namespace

Place Place::Below(const google::protobuf::FieldDescriptor& field,
                   const std::string& field_label) const {
  Place inside = *this;
  inside.path = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
  if (path.empty()) inside.top = field.name();
  inside.label = label.empty() ? field_label : absl::StrCat(label, ": ", field_label);
  return inside;
}

Place Place::Element(const std::string& id, const std::string& noun) const {
  Place inside = *this;
  inside.path = absl::StrCat(path, "[", id, "]");
  inside.depth = depth + 1;
  if (noun.empty()) {
    inside.label = absl::StrCat(label, " ", id);
  } else {
    inside.subject = subject.empty() ? noun : absl::StrCat(subject, ", ", noun);
    inside.label.clear();
  }
  return inside;
}

Place Place::Entry(const std::string& key) const {
  Place inside = *this;
  inside.path = absl::StrCat(path, "[", key, "]");
  return inside;
}

std::string DifferenceWords::Noun(const google::protobuf::Descriptor& message,
                                  const std::string& id) const {
  const std::string noun = NounOf(message.name(), tongue_);
  return noun.empty() ? "" : absl::StrCat(noun, " ", id);
}

std::string DifferenceWords::Sentence(DifferenceKind kind, const Place& place,
                                      const std::string& former_text,
                                      const std::string& new_text) const {
  const std::string where = Where(place);
  const bool russian = tongue_ == Tongue::kRussian;
  switch (kind) {
    case DifferenceKind::kAdded:
      if (place.label.empty()) {
        return absl::StrCat(russian ? "добавлено: " : "new: ", where,
                            new_text.empty() ? "" : absl::StrCat(" – ", new_text));
      }
      if (new_text.empty()) return absl::StrCat(where, russian ? ": добавлено" : ": new");
      return absl::StrCat(where, russian ? ": теперь " : ": now ", new_text);
    case DifferenceKind::kRemoved:
      if (place.label.empty()) return absl::StrCat(russian ? "удалено: " : "gone: ", where);
      if (former_text.empty()) return absl::StrCat(where, russian ? ": снято" : ": gone");
      return absl::StrCat(where, russian ? ": снято, было " : ": gone, was ", former_text);
    case DifferenceKind::kChanged:
      return russian ? absl::StrCat(where, ": было ", former_text, ", стало ", new_text)
                     : absl::StrCat(where, ": ", former_text, " becomes ", new_text);
    case DifferenceKind::kMoved:
      return russian ? absl::StrCat(where, ": другой порядок, было ", former_text, ", стало ", new_text)
                     : absl::StrCat(where, ": another order, ", former_text, " becomes ", new_text);
  }
  return where;
}

std::string DifferenceWords::OfSet(const Place& place, const std::string& removed,
                                   const std::string& added) const {
  const bool russian = tongue_ == Tongue::kRussian;
  std::string words = absl::StrCat(Where(place), ":");
  if (!added.empty()) absl::StrAppend(&words, russian ? " добавлено " : " with ", added);
  if (!added.empty() && !removed.empty()) absl::StrAppend(&words, ",");
  if (!removed.empty()) absl::StrAppend(&words, russian ? " убрано " : " without ", removed);
  if (added.empty() && removed.empty()) {
    absl::StrAppend(&words, russian ? " другое число повторов" : " repeated another number of times");
  }
  return words;
}

}  // namespace tessera::program
