// A disk that is full, or loses power, when a test says so: a VFS over the default one. One at a time
// for the whole process.
#ifndef TESSERA_PLUGIN_FAKES_LYING_DISK_H_
#define TESSERA_PLUGIN_FAKES_LYING_DISK_H_

namespace tessera::fakes {

// Registers it once and returns its name.
const char* LyingDisk();

// While it lives, nothing can be written, not even over what is there.
class FullDisk {
 public:
  FullDisk();
  ~FullDisk();
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
};

// While it lives, the disk is full: no file grows and none is made, but what a file has already can be
// written over.
class NoRoom {
 public:
  NoRoom();
  ~NoRoom();
  NoRoom(const NoRoom&) = delete;
  NoRoom& operator=(const NoRoom&) = delete;
};

// While it lives, the disk takes nothing and syncs nothing. When it ends, each file of the disk is
// what it was when it was synced last: close all databases before.
class PowerCut {
 public:
  PowerCut();
  ~PowerCut();
  PowerCut(const PowerCut&) = delete;
  PowerCut& operator=(const PowerCut&) = delete;
};

// While it lives, the disk does not finish a sync: whoever asked for one waits.
class StalledDisk {
 public:
  StalledDisk();
  ~StalledDisk();
  StalledDisk(const StalledDisk&) = delete;
  StalledDisk& operator=(const StalledDisk&) = delete;
  // Blocks until somebody waits for the disk.
  void AwaitSync();
};

}  // namespace tessera::fakes

#endif  // TESSERA_PLUGIN_FAKES_LYING_DISK_H_
