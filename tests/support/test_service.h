// A real service for tests: SQLite in a folder of its own, gRPC on a free port of this machine,
// plain text, in this process.
#ifndef TESSERA_SUPPORT_TEST_SERVICE_H_
#define TESSERA_SUPPORT_TEST_SERVICE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/rpc/server.h"
#include "tessera/v1/member_service.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::support {

// A folder under the system's temporary one, gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// One thread at a time. What cannot go wrong in a good test throws std::runtime_error with the
// reason, which fails the test.
class TestService {
 public:
  // `clock` outlives it. `options` as for the real one; listen, plain_text are set here.
  explicit TestService(const Clock& clock = SystemClock(), rpc::ServerOptions options = {});
  ~TestService();
  TestService(const TestService&) = delete;
  TestService& operator=(const TestService&) = delete;

  // "127.0.0.1:34567". The same after a restart.
  const std::string& address() const { return address_; }

  // Both return the version that is live afterwards: for all, or for the store that is named, which has
  // called before.
  int64_t Publish(const v1::Program& program, const std::string& store_id = "");
  int64_t PublishYaml(const std::string& text, const std::string& store_id = "");

  // All must succeed.
  void Import(const std::vector<v1::MemberImport>& members);

  // As if the machine's operator stopped it: nothing answers at the address until Start.
  void Stop(Duration grace = Seconds(5));
  void Start();
  void Restart() {
    Stop();
    Start();
  }

  // To look behind the wire, while it runs.
  storage::Store& store();
  rpc::Server& server();
  const operations::Secrets& secrets() const { return secrets_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  struct Running;

  const Clock& clock_;
  rpc::ServerOptions options_;
  TemporaryFolder folder_;
  operations::Secrets secrets_;
  std::string address_;
  std::unique_ptr<Running> running_;
};

// A member with one card and an opening balance. `number` makes id and card: card
// "2977" + 9 digits, so CardOf(number) finds it.
v1::MemberImport MakeMember(int number, int64_t opening_points = 0);
std::string CardOf(int number);

}  // namespace tessera::support

#endif  // TESSERA_SUPPORT_TEST_SERVICE_H_
