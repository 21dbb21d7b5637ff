// Messages as rows of CSV: a column for each field that holds one value.
#ifndef TESSERA_CLI_FLATTEN_H_
#define TESSERA_CLI_FLATTEN_H_

#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/message_lite.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/cli/units.h"

namespace google::protobuf {
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace tessera::cli {

// Fields of inner messages stand under names with points: "profile.full_name". Times are ISO 8601 and money
// and points have their point, so their columns lose the unit's name: booked_at_us is booked_at. Lists of
// words are one cell with | between them, bytes are hexadecimal. Lists of messages, and what `leave_out`
// names, have no column.
class Flattener {
 public:
  // Of messages of the type "tessera.v1.CardState"; INTERNAL for one that is not in the API.
  static absl::StatusOr<Flattener> Make(const std::string& type, const Units& units,
                                        const std::vector<std::string>& leave_out);
  Flattener(Flattener&&) noexcept;
  Flattener& operator=(Flattener&&) noexcept;
  ~Flattener();

  const std::vector<std::string>& header() const { return header_; }
  // As many as the header has. INTERNAL for a message of another type.
  absl::StatusOr<std::vector<std::string>> Cells(const google::protobuf::MessageLite& message);

 private:
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;
  struct Parts;
  explicit Flattener(std::unique_ptr<Parts> parts);

  std::string CellOf(const google::protobuf::Message& message, const Path& path) const;

  std::unique_ptr<Parts> parts_;
  std::vector<std::string> header_;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_FLATTEN_H_
