// Imports over the wire.
#ifndef TESSERA_TESTS_RPC_IMPORT_FIXTURE_H_
#define TESSERA_TESTS_RPC_IMPORT_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sample.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/bulk_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {

using support::CardOf;
using support::MakeMember;
using support::TestService;

struct ImportAnswer {
  std::map<int64_t, std::string> reasons;  // of refused rows
  std::map<int64_t, std::string> warnings;
  int64_t acknowledged = 0;
  v1::ImportSummary summary;
  Outcome outcome;
};

struct ImportFixture {
  explicit ImportFixture(rpc::ServerOptions options = {})
      : service(SystemClock(), std::move(options)) {
    service.PublishYaml(kProgramYaml);
    channel = Connect(service.address());
  }

  static v1::ImportOptions Options(v1::ImportKind kind, bool dry_run = false) {
    v1::ImportOptions options;
    options.set_kind(kind);
    options.set_dry_run(dry_run);
    options.set_import_id(NewId());
    options.set_comment("the old system");
    return options;
  }

  // `each` rows a message.
  ImportAnswer Send(const v1::ImportOptions& options, const std::vector<v1::ImportRow>& rows,
              size_t each = 300, const std::string& identity = "") {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    if (!identity.empty()) context.AddMetadata("tessera-identity", identity);
    const auto stub = v1::BulkService::NewStub(channel);
    const auto stream = stub->Import(&context);
    v1::ImportRequest request;
    *request.mutable_options() = options;
    for (size_t i = 0; i < rows.size(); ++i) {
      *request.add_rows() = rows[i];
      if (request.rows_size() < static_cast<int>(each) && i + 1 < rows.size()) continue;
      if (!stream->Write(request)) break;
      request.Clear();
    }
    if (rows.empty()) stream->Write(request);
    stream->WritesDone();
    ImportAnswer answer;
    v1::ImportResponse response;
    while (stream->Read(&response)) {
      for (const v1::RowVerdict& verdict : response.verdicts()) {
        (verdict.warning() ? answer.warnings : answer.reasons)[verdict.row_no()] += verdict.reason();
      }
      answer.acknowledged = response.acknowledged_row_no();
      if (response.has_summary()) answer.summary = response.summary();
    }
    answer.outcome = OutcomeOf(stream->Finish(), context);
    return answer;
  }

  static std::vector<v1::ImportRow> Members(int count, int64_t points = 0) {
    std::vector<v1::ImportRow> rows;
    for (int i = 1; i <= count; ++i) {
      v1::ImportRow row;
      row.set_row_no(i);
      *row.mutable_member() = MakeMember(i, points);
      row.mutable_member()->set_full_name("Anna Karenina");
      rows.push_back(row);
    }
    return rows;
  }

  v1::GetMemberResponse Member(int number) {
    v1::GetMemberRequest request;
    request.mutable_member()->set_member_id(MakeMember(number).member_id());
    v1::GetMemberResponse response;
    found = Call<v1::MemberService>(channel, &v1::MemberService::Stub::GetMember, request, &response);
    return response;
  }

  TestService service;
  std::shared_ptr<grpc::Channel> channel;
  Outcome found;
};

}  // namespace tessera::tests

#endif  // TESSERA_TESTS_RPC_IMPORT_FIXTURE_H_
