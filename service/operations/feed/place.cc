#include "tessera/operations/feed/place.h"

#include <optional>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"

namespace tessera::operations {
namespace {

constexpr char kVersion[] = "f1";
constexpr size_t kMaximumCursor = 512;

// As protobuf writes numbers: 7 bits a byte, the lower ones first, the high bit set but in the last.
std::string Pack(const storage::EventPlaces& places) {
  std::string bytes;
  for (const int64_t place : places) {
    uint64_t rest = static_cast<uint64_t>(place);
    while (rest >= 0x80) {
      bytes.push_back(static_cast<char>(rest | 0x80));
      rest >>= 7;
    }
    bytes.push_back(static_cast<char>(rest));
  }
  return bytes;
}

std::optional<storage::EventPlaces> Unpack(absl::string_view bytes) {
  storage::EventPlaces places{};
  size_t at = 0;
  for (int64_t& place : places) {
    uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      if (at == bytes.size() || shift > 56) return std::nullopt;
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    place = static_cast<int64_t>(value);
  }
  if (at != bytes.size()) return std::nullopt;
  return places;
}

absl::Status Invalid(absl::string_view field) {
  return InvalidInput("CURSOR_INVALID", field,
                      "this is no cursor of this database as it stands, which may have been restored "
                      "since: take a snapshot (FeedService.Snapshot, or tessera feed snapshot)");
}

}  // namespace

absl::StatusOr<std::string> MakeFeedCursor(storage::ReadTransaction& transaction,
                                           const storage::EventPlaces& places) {
  TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction.Epoch());
  TESSERA_ASSIGN_OR_RETURN(const storage::Run run, transaction.PresentRun());
  return absl::StrCat(kVersion, ".", UuidToText(epoch), ".", UuidToText(run.run_id), ".",
                      absl::WebSafeBase64Escape(Pack(places)));
}

absl::StatusOr<storage::EventPlaces> ParseFeedCursor(storage::ReadTransaction& transaction,
                                                     absl::string_view cursor,
                                                     absl::string_view field) {
  if (cursor.size() > kMaximumCursor) return Invalid(field);
  const std::vector<absl::string_view> parts = absl::StrSplit(cursor, '.');
  std::string packed;
  if (parts.size() != 4 || parts[0] != kVersion || !absl::WebSafeBase64Unescape(parts[3], &packed)) {
    return Invalid(field);
  }
  const std::optional<storage::EventPlaces> places = Unpack(packed);
  const absl::StatusOr<Uuid> run_id = ParseUuid(parts[2], field);
  TESSERA_ASSIGN_OR_RETURN(const Uuid epoch, transaction.Epoch());
  if (!places || !run_id.ok() || parts[1] != UuidToText(epoch)) return Invalid(field);
  TESSERA_ASSIGN_OR_RETURN(const auto reached, transaction.events().Reached(*run_id));
  if (!reached) return Invalid(field);
  for (size_t i = 0; i < places->size(); ++i) {
    if ((*places)[i] > (*reached)[i]) return Invalid(field);
  }
  return *places;
}

EventNames::EventNames(const Uuid& epoch) : prefix_(UuidToText(epoch).substr(0, 8)) {}

std::string EventNames::Of(const storage::Event& event) const {
  return absl::StrCat(prefix_, "-", event.partition, "-", event.event_no);
}

}  // namespace tessera::operations
