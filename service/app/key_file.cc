#include "tessera/app/key_file.h"

#include <cstring>

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "tessera/app/file.h"
#include "tessera/base/status.h"

namespace tessera::app {
namespace {

constexpr size_t kKeyBytes = std::tuple_size_v<SecretKey>;

}  // namespace

absl::StatusOr<operations::Secrets> ReadKeyFile(const std::string& path) {
  struct stat state {};
  if (stat(path.c_str(), &state) != 0) {
    return NotFound("KEY_FILE_MISSING", "key_file",
                    absl::StrCat("there is no key file ", path,
                                 "; restore it from the backup, or make one for a new chain with "
                                 "`tesserad init`"));
  }
  if ((state.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Refused("KEY_FILE_EXPOSED", "key_file",
                   absl::StrCat("others than its owner may read the key file; run: chmod 600 ", path));
  }
  TESSERA_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  if (bytes.size() != 2 * kKeyBytes) {
    return MakeError(absl::StatusCode::kDataLoss, "KEY_FILE_INVALID", "key_file",
                     absl::StrCat(path, " must hold 64 bytes, but holds ", bytes.size(),
                                  "; restore it from the backup"));
  }
  operations::Secrets secrets;
  std::memcpy(secrets.lookup_key.data(), bytes.data(), kKeyBytes);
  std::memcpy(secrets.seal_key.data(), bytes.data() + kKeyBytes, kKeyBytes);
  return secrets;
}

absl::StatusOr<operations::Secrets> CreateKeyFile(const std::string& path, Random& random) {
  operations::Secrets secrets;
  random.Fill(secrets.lookup_key.data(), kKeyBytes);
  random.Fill(secrets.seal_key.data(), kKeyBytes);
  const absl::Status created = CreatePrivateFile(
      path, absl::StrCat(KeyBytes(secrets.lookup_key), KeyBytes(secrets.seal_key)));
  if (absl::IsAlreadyExists(created)) {
    return MakeError(absl::StatusCode::kAlreadyExists, "KEY_FILE_EXISTS", "key_file",
                     absl::StrCat("there is a key file already: ", path));
  }
  TESSERA_RETURN_IF_ERROR(created);
  return secrets;
}

std::string KeyCheck(const operations::Secrets& secrets) {
  const Digest digest = ContentHasher("tessera-keys-1")
                            .Add(KeyBytes(secrets.lookup_key))
                            .Add(KeyBytes(secrets.seal_key))
                            .Finish();
  return std::string(DigestBytes(digest));
}

}  // namespace tessera::app
