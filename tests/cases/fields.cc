#include "fields.h"

#include "decimal.h"

namespace tessera::cases {
namespace {

const Json& Nothing() {
  static const Json* const nothing = new Json(nullptr);
  return *nothing;
}

const Json& EmptyObject() {
  static const Json* const empty = new Json(Json::object());
  return *empty;
}

}  // namespace

Fields::Fields(const Json& object, std::string path, Unknowns* unknowns)
    : object_(&object), path_(std::move(path)), unknowns_(unknowns) {
  if (object_->is_object()) return;
  if (!object_->is_null()) unknowns_->Add(path_, "must be an object");
  object_ = &EmptyObject();
}

Fields::Fields(Fields&& other) noexcept
    : object_(other.object_),
      path_(std::move(other.path_)),
      unknowns_(other.unknowns_),
      read_(std::move(other.read_)) {
  other.object_ = nullptr;
}

Fields::~Fields() {
  if (object_ == nullptr) return;
  for (const auto& [key, value] : object_->items()) {
    if (!read_.contains(key)) unknowns_->Add(At(key), "is not known here");
  }
}

bool Fields::Has(const std::string& key) const {
  const auto found = object_->find(key);
  return found != object_->end() && !found->is_null();
}

std::vector<std::string> Fields::Keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object_->items()) keys.push_back(key);
  return keys;
}

const Json& Fields::Raw(const std::string& key) {
  read_.insert(key);
  const auto found = object_->find(key);
  return found == object_->end() ? Nothing() : *found;
}

std::string Fields::Text(const std::string& key, const std::string& otherwise) {
  const Json& value = Raw(key);
  if (value.is_null()) return otherwise;
  if (value.is_string()) return value.get<std::string>();
  Refuse(key, "must be a text");
  return otherwise;
}

bool Fields::Flag(const std::string& key) {
  const Json& value = Raw(key);
  if (value.is_boolean()) return value.get<bool>();
  if (!value.is_null()) Refuse(key, "must be true or false");
  return false;
}

int64_t Fields::Whole(const std::string& key, int64_t otherwise) {
  const Json& value = Raw(key);
  if (value.is_null()) return otherwise;
  if (value.is_number_integer()) return value.get<int64_t>();
  const auto parsed =
      value.is_string() ? ParseDecimal(value.get<std::string>(), 0) : std::nullopt;
  if (!parsed) Refuse(key, "must be a whole number");
  return parsed.value_or(otherwise);
}

int64_t Fields::Decimal(const std::string& key, int digits, int64_t otherwise) {
  const Json& value = Raw(key);
  if (value.is_null()) return otherwise;
  const std::string text = value.is_string()           ? value.get<std::string>()
                           : value.is_number_integer() ? std::to_string(value.get<int64_t>())
                                                       : "";
  const auto parsed = ParseDecimal(text, digits);
  if (!parsed) {
    Refuse(key, "must be a decimal of at most " + std::to_string(digits) + " digits behind the point");
  }
  return parsed.value_or(otherwise);
}

std::vector<std::string> Fields::Texts(const std::string& key) {
  const Json& value = Raw(key);
  std::vector<std::string> texts;
  if (value.is_null()) return texts;
  if (value.is_string()) return {value.get<std::string>()};
  bool all = value.is_array();
  for (const Json& item : value) {
    all = all && item.is_string();
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  if (!all) Refuse(key, "must be a list of texts");
  return texts;
}

std::vector<Fields> Fields::Objects(const std::string& key) {
  const Json& value = Raw(key);
  std::vector<Fields> objects;
  if (value.is_null()) return objects;
  if (!value.is_array()) {
    objects.emplace_back(value, At(key), unknowns_);
    return objects;
  }
  objects.reserve(value.size());
  for (size_t i = 0; i < value.size(); ++i) {
    objects.emplace_back(value[i], At(key) + "[" + std::to_string(i) + "]", unknowns_);
  }
  return objects;
}

std::optional<Fields> Fields::Object(const std::string& key) {
  const Json& value = Raw(key);
  if (value.is_null()) return std::nullopt;
  return Fields(value, At(key), unknowns_);
}

void Fields::Ignore(const std::vector<std::string>& keys) { read_.insert(keys.begin(), keys.end()); }

void Fields::RefuseAll(const std::string& key, const std::string& why) {
  Ignore(Keys());
  Refuse(key, why);
}

void Fields::Refuse(const std::string& key, const std::string& why) {
  read_.insert(key);
  unknowns_->Add(At(key), why);
}

}  // namespace tessera::cases
