#include "tessera/operations/common/programs.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/codec/program.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {
namespace {

absl::StatusOr<Programs::Program> Load(storage::ReadTransaction& transaction, int64_t version) {
  TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction.FindProgram(version));
  v1::Program document;
  std::vector<engine::Fault> faults;
  Programs::Program program;
  if (stored && document.ParseFromString(stored->document)) {
    program = codec::CompileProto(document, version, &faults);
  }
  if (program == nullptr) {
    return Broken(absl::StrCat("program version ", version, " does not compile any more",
                               faults.empty() ? "" : ": ",
                               faults.empty() ? "" : faults.front().message));
  }
  return program;
}

}  // namespace

absl::StatusOr<Programs::Program> Programs::LiveOrNone(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, transaction.LiveProgramVersion());
  return version == 0 ? Program() : Version(transaction, version);
}

absl::StatusOr<Programs::Program> Programs::Live(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(Program program, LiveOrNone(transaction));
  if (program != nullptr) return program;
  return NotFound("PROGRAM_UNKNOWN", "", "no program is published yet; publish one");
}

absl::StatusOr<Programs::Program> Programs::Version(storage::ReadTransaction& transaction,
                                                    int64_t version) {
  TESSERA_ASSIGN_OR_RETURN(const auto digest, transaction.FindProgramDigest(version));
  if (!digest) {
    return NotFound("PROGRAM_UNKNOWN", "program_version",
                    absl::StrCat("there is no program version ", version));
  }
  {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = by_version_.find(version);
    if (found != by_version_.end() && found->second.digest == *digest) {
      found->second.asked = ++asked_;
      return found->second.program;
    }
  }
  TESSERA_ASSIGN_OR_RETURN(Program program, Load(transaction, version));
  Keep(version, Loaded{*digest, program});
  return program;
}

absl::StatusOr<Programs::Program> Programs::LiveOf(storage::ReadTransaction& transaction,
                                                   absl::string_view store_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto in_force, transaction.publications().InForce(store_id));
  return in_force ? Version(transaction, in_force->version) : Program();
}

void Programs::Keep(int64_t version, Loaded loaded) {
  std::lock_guard<std::mutex> lock(mutex_);
  loaded.asked = ++asked_;
  by_version_[version] = std::move(loaded);
  if (by_version_.size() <= kMost) return;
  by_version_.erase(std::min_element(by_version_.begin(), by_version_.end(),
                                     [](const auto& one, const auto& other) {
                                       return one.second.asked < other.second.asked;
                                     }));
}

}  // namespace tessera::operations
