// How far the import of a file is: kept beside it, so that it can go on behind what was acknowledged.
#ifndef TESSERA_CLI_IMPORT_PLACE_H_
#define TESSERA_CLI_IMPORT_PLACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace tessera::cli {

struct ImportPlace {
  std::string import_id;
  int64_t size_bytes = 0;
  std::string ends;  // what the file begins and ends with, hashed
  int64_t row_no = 0;
  int64_t byte = 0;
  int line = 0;
  int64_t rejects_bytes = 0;  // of the file of refused rows
};

// Hashes the first and the last MiB, in hex; nothing where the file can't be read. A file that was changed in
// its middle alone and is as long as it was passes for the same.
std::string EndsOfFile(const std::string& path, int64_t size_bytes);

// INVALID_ARGUMENT / FILE_INVALID.
absl::StatusOr<ImportPlace> ReadImportPlace(const std::string& path);
// The old note or the new one is there, never half of it; true if it is the new one.
bool WriteImportPlace(const std::string& path, const ImportPlace& place);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_IMPORT_PLACE_H_
