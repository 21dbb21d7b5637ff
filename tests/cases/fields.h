// A JSON object that is read to the last field: what nobody asked for, and what is not of the kind
// that was asked for, is noted as a construct that cannot be translated.
#ifndef TESSERA_TESTS_CASES_FIELDS_H_
#define TESSERA_TESTS_CASES_FIELDS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tessera::cases {

using Json = nlohmann::json;

// Constructs without a translation, each with its path.
class Unknowns {
 public:
  void Add(const std::string& path, const std::string& what) { all_.push_back(path + ": " + what); }
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
};

// The object and `unknowns` outlive it. What was not read by the time it goes away is noted.
class Fields {
 public:
  Fields(const Json& object, std::string path, Unknowns* unknowns);
  Fields(Fields&& other) noexcept;
  Fields& operator=(Fields&&) = delete;
  ~Fields();

  const std::string& path() const { return path_; }
  bool Has(const std::string& key) const;
  std::vector<std::string> Keys() const;

  // A text; `otherwise` where the key is absent or null.
  std::string Text(const std::string& key, const std::string& otherwise = "");
  bool Flag(const std::string& key);
  // A whole number, as a number or as a decimal string.
  int64_t Whole(const std::string& key, int64_t otherwise = 0);
  // A decimal string in its smallest unit.
  int64_t Decimal(const std::string& key, int digits, int64_t otherwise = 0);
  // A list of texts; a single text is a list of one.
  std::vector<std::string> Texts(const std::string& key);
  // A list of objects; a single object is a list of one.
  std::vector<Fields> Objects(const std::string& key);
  std::optional<Fields> Object(const std::string& key);
  // The raw value, for what may be of several kinds; null where it is absent.
  const Json& Raw(const std::string& key);

  // One of the words given; `otherwise` where the key is absent.
  template <typename T>
  T OneOf(const std::string& key, const std::vector<std::pair<std::string, T>>& words, T otherwise) {
    if (!Has(key)) return otherwise;
    const std::string word = Text(key);
    for (const auto& [name, value] : words) {
      if (name == word) return value;
    }
    Refuse(key, "\"" + word + "\" is not known");
    return otherwise;
  }

  // Known, but without a meaning for what is asked here.
  void Ignore(const std::vector<std::string>& keys);
  void Refuse(const std::string& key, const std::string& why);
  // Refuses the key's value, and with it all that was to be read by it.
  void RefuseAll(const std::string& key, const std::string& why);

 private:
  std::string At(const std::string& key) const { return path_ + "." + key; }

  const Json* object_;
  std::string path_;
  Unknowns* unknowns_;
  std::set<std::string> read_;
};

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_FIELDS_H_
