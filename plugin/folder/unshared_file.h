// A descriptor that children of this process do not keep.
#ifndef TESSERA_PLUGIN_FOLDER_UNSHARED_FILE_H_
#define TESSERA_PLUGIN_FOLDER_UNSHARED_FILE_H_

namespace tessera::plugin {

// Owns `file`. A lock of flock() hangs on what parent and child share after a fork: a child that
// outlives a till that was killed would hold the till's folder. O_CLOEXEC helps only where the child
// becomes another program. Thread-safe.
class UnsharedFile {
 public:
  explicit UnsharedFile(int file);
  UnsharedFile(const UnsharedFile&) = delete;
  UnsharedFile& operator=(const UnsharedFile&) = delete;
  // Gives the lock back, whoever else holds a copy, and closes.
  ~UnsharedFile();

  int get() const { return file_; }

 private:
  static void BeforeFork();
  static void InParent();
  static void InChild();

  int file_;
  UnsharedFile* next_ = nullptr;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_FOLDER_UNSHARED_FILE_H_
