// The folder that holds the database: made, checked and locked, so that one tesserad has it alone.
#ifndef TESSERA_APP_DATA_FOLDER_H_
#define TESSERA_APP_DATA_FOLDER_H_

#include <string>

#include "absl/status/statusor.h"

namespace tessera::app {

// Keeps the lock as long as it lives; the system drops it when the process dies, however it dies.
class DataFolder {
 public:
  // Makes the folder, for its owner only, if it is not there. FAILED_PRECONDITION / DATA_FOLDER_IN_USE;
  // PERMISSION_DENIED / DATA_FOLDER_UNWRITABLE.
  static absl::StatusOr<DataFolder> Open(const std::string& path);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }
  std::string DatabaseFile() const { return path_ + "/tessera.db"; }
  bool HasDatabase() const;
  // Users outside its owner's group may look into it.
  bool IsExposed() const;

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;
};

}  // namespace tessera::app

#endif  // TESSERA_APP_DATA_FOLDER_H_
