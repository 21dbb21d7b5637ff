#include "tessera/plugin/folder/unshared_file.h"

#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

namespace tessera::plugin {
namespace {

// A fork waits for it, so that the child never finds the list half made.
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
UnsharedFile* first = nullptr;

}  // namespace

UnsharedFile::UnsharedFile(int file) : file_(file) {
  static const int registered = pthread_atfork(BeforeFork, InParent, InChild);
  static_cast<void>(registered);
  pthread_mutex_lock(&mutex);
  next_ = first;
  first = this;
  pthread_mutex_unlock(&mutex);
}

UnsharedFile::~UnsharedFile() {
  pthread_mutex_lock(&mutex);
  for (UnsharedFile** place = &first; *place != nullptr; place = &(*place)->next_) {
    if (*place != this) continue;
    *place = next_;
    break;
  }
  pthread_mutex_unlock(&mutex);
  if (file_ < 0) return;
  ::flock(file_, LOCK_UN);
  ::close(file_);
}

void UnsharedFile::BeforeFork() { pthread_mutex_lock(&mutex); }

void UnsharedFile::InParent() { pthread_mutex_unlock(&mutex); }

// Closing gives up this process's share only: the parent's lock stays.
void UnsharedFile::InChild() {
  for (UnsharedFile* one = first; one != nullptr; one = one->next_) {
    ::close(one->file_);
    one->file_ = -1;
  }
  first = nullptr;
  pthread_mutex_unlock(&mutex);
}

}  // namespace tessera::plugin
