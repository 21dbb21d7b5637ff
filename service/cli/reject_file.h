// The rows of a file that were refused, each as it was with why: to be corrected and imported by itself.
#ifndef TESSERA_CLI_REJECT_FILE_H_
#define TESSERA_CLI_REJECT_FILE_H_

#include <cstdint>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "tessera/cli/import_file.h"

namespace tessera::cli {

// Made when the first row comes. For its owner alone: there may be names and phones in it.
class RejectFile {
 public:
  // `rows`, where they come from, outlives it. Goes on behind `bytes` of a file of an earlier run, and
  // forgets what came behind: those rows are sent again. A shorter file is gone on with as it is. 0: begins
  // anew.
  RejectFile(std::string path, const ImportFile& rows, int64_t bytes);

  // The row of the file from `begin_byte` to `end_byte`. DATA_LOSS / FILE_UNWRITABLE: what came before is
  // whole, and a half row behind it is forgotten by the next run.
  absl::Status Add(int64_t begin_byte, int64_t end_byte, const std::string& reason,
                   const std::string& field, const std::string& message);

  // Of whole rows.
  int64_t size_bytes() const { return bytes_; }

 private:
  void Open();

  const std::string path_;
  const ImportFile& rows_;
  int64_t bytes_;
  std::ofstream out_;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_REJECT_FILE_H_
