// JSON objects to and from structs of the ABI, by their rows in shapes.h.
#ifndef TESSERA_PLUGIN_JSON_STRUCTS_H_
#define TESSERA_PLUGIN_JSON_STRUCTS_H_

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/plugin/json/document.h"
#include "tessera/plugin/json/shapes.h"

namespace tessera::plugin::json {

// The arguments of one call. What it gives out points into the document, or into this. Every field
// that is asked for is known from then on; Finish refuses the others.
class Arguments {
 public:
  // `object` must outlive it.
  explicit Arguments(const Document& object) : object_(object) {}
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  // Empty, or 0, for what is not there. INVALID_ARGUMENT / FIELD_INVALID with `field`.
  absl::StatusOr<tessera_string> Text(const char* field);
  absl::StatusOr<int64_t> Integer(const char* field, int64_t least, int64_t most);

  // The fields of a struct that stand among the arguments, with its struct_size.
  template <typename Struct>
  absl::StatusOr<Struct> Inline(const Shape& shape) {
    Struct out{};
    if (absl::Status status = Fill(object_, shape, "", &out, &known_); !status.ok()) return status;
    return out;
  }
  // A struct of its own; NULL if it is not there.
  template <typename Struct>
  absl::StatusOr<const Struct*> Nested(const char* field, const Shape& shape) {
    const Document* value = Find(field);
    if (value == nullptr) return static_cast<const Struct*>(nullptr);
    absl::StatusOr<void*> made = Make(*value, shape, field);
    if (!made.ok()) return made.status();
    return static_cast<const Struct*>(*made);
  }

  // INVALID_ARGUMENT / FIELD_UNKNOWN for a field that nobody asked for.
  absl::Status Finish() const;

 private:
  const Document* Find(const char* field);
  void* Allocate(size_t bytes);
  absl::StatusOr<void*> Make(const Document& value, const Shape& shape, const std::string& path);
  absl::Status MakeMany(const Document& value, const Field& field, const std::string& path,
                        char* out);
  absl::Status Put(const Document& value, const Field& field, const std::string& path, char* out);
  absl::Status Fill(const Document& object, const Shape& shape, const std::string& path, void* out,
                    std::set<std::string>* known);

  const Document& object_;
  std::set<std::string> known_;
  std::deque<std::vector<uint64_t>> memory_;  // aligned for every struct
};

// A view of the ABI, filled by the library.
Document ToJson(const Shape& shape, const void* view);
template <typename View>
Document ToJson(const Shape& shape, const View& view) {
  return ToJson(shape, static_cast<const void*>(&view));
}

std::string TextOf(tessera_string text);

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_STRUCTS_H_
