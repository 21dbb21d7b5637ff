#include "tessera/support/test_service.h"

#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/programs.h"
#include "tessera/program/read_program.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::support {
namespace {

void Check(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(absl::StrCat(ReasonOf(status), ": ", status.message()));
}

void Check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "tessera-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

struct TestService::Running {
  std::unique_ptr<storage::sqlite::SqliteStore> store;
  operations::Programs programs;
  std::unique_ptr<rpc::Server> server;
};

TestService::TestService(const Clock& clock, rpc::ServerOptions options)
    : clock_(clock), options_(std::move(options)) {
  SystemRandom().Fill(secrets_.lookup_key.data(), secrets_.lookup_key.size());
  SystemRandom().Fill(secrets_.seal_key.data(), secrets_.seal_key.size());
  options_.listen = "127.0.0.1:0";
  options_.plain_text = true;
  Start();
}

TestService::~TestService() { Stop(Seconds(1)); }

void TestService::Start() {
  if (running_ != nullptr) return;
  auto running = std::make_unique<Running>();
  storage::sqlite::SqliteStoreOptions storage;
  storage.path = (folder_.path() / "tessera.db").string();
  auto store = storage::sqlite::SqliteStore::Open(storage, SystemRandom());
  Check(store.status());
  running->store = *std::move(store);
  auto server = rpc::Server::Start(options_, *running->store, running->programs, secrets_, clock_,
                                   SystemRandom());
  Check(server.status());
  running->server = *std::move(server);
  running_ = std::move(running);
  address_ = absl::StrCat("127.0.0.1:", running_->server->port());
  options_.listen = address_;
}

void TestService::Stop(Duration grace) {
  if (running_ == nullptr) return;
  running_->server->Stop(grace);
  running_->store->Stop();
  running_.reset();
}

int64_t TestService::Publish(const v1::Program& program, const std::string& store_id) {
  grpc::ClientContext context;
  v1::PublishProgramRequest request;
  *request.mutable_program() = program;
  if (!store_id.empty()) request.add_store_ids(store_id);
  v1::PublishProgramResponse response;
  Check(v1::ProgramService::NewStub(Connect(address_))->PublishProgram(&context, request, &response));
  return response.version().version();
}

int64_t TestService::PublishYaml(const std::string& text, const std::string& store_id) {
  const program::ReadProgramResult read = program::ReadProgram(text);
  if (!read.faults.empty()) throw std::runtime_error(program::ToText(read.faults.front()));
  return Publish(read.program, store_id);
}

void TestService::Import(const std::vector<v1::MemberImport>& members) {
  constexpr size_t kBatch = 500;
  const auto stub = v1::MemberService::NewStub(Connect(address_));
  for (size_t begin = 0; begin < members.size(); begin += kBatch) {
    grpc::ClientContext context;
    v1::ImportMembersRequest request;
    for (size_t i = begin; i < members.size() && i < begin + kBatch; ++i) {
      *request.add_members() = members[i];
    }
    v1::ImportMembersResponse response;
    Check(stub->ImportMembers(&context, request, &response));
    for (const v1::ImportedMember& item : response.items()) {
      if (!item.reason().empty()) {
        throw std::runtime_error(absl::StrCat(item.reason(), ": ", item.message()));
      }
    }
  }
}

storage::Store& TestService::store() { return *running_->store; }

rpc::Server& TestService::server() { return *running_->server; }

std::string CardOf(int number) { return absl::StrFormat("2977%09d", number); }

v1::MemberImport MakeMember(int number, int64_t opening_points) {
  v1::MemberImport member;
  member.set_member_id(absl::StrFormat("0194f3c0-0000-7000-8000-%012d", number));
  v1::Identifier* card = member.add_identifiers();
  card->set_kind(v1::IDENTIFIER_KIND_CARD);
  card->set_value(CardOf(number));
  member.set_opening_points(opening_points);
  member.mutable_consent()->set_text_version("test-1");
  member.mutable_consent()->set_given_at_us(1'700'000'000'000'000);
  member.mutable_consent()->set_channel("import");
  return member;
}

}  // namespace tessera::support
