#include "hq_import.h"

#include <algorithm>
#include <thread>

#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bulk_insert.h"
#include "load.h"
#include "sample.h"
#include "stopwatch.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/bulk_service.grpc.pb.h"

namespace tessera::bench {
namespace {

constexpr int kRowsInMessage = 500;
constexpr int kImportRounds = 3;

constexpr int kKnownEvery = 100;
constexpr int kKnown = 1;  // who is sent again and again

void MakeRow(int row_no, int number, v1::ImportRow* row) {
  row->set_row_no(row_no);
  v1::MemberImport* member = row->mutable_member();
  *member = support::MakeMember(number, number % 3 == 0 ? 100 : 0);
  member->set_member_id(ImportedMemberId(number));
  member->set_full_name("Anna Sergeevna Karenina");
  if (number % 2 != 0) return;
  v1::Identifier* phone = member->add_identifiers();
  phone->set_kind(v1::IDENTIFIER_KIND_PHONE);
  phone->set_value(absl::StrFormat("+79%09d", number));
}

// What one round took of each.
struct Round {
  double per_second = 0;
  double bare_per_second = 0;
  double with_known_per_second = 0;
};

absl::StatusOr<Round> RunRound(const Options& options) {
  support::TestService service;
  service.Publish(MakeProgram(options.offers));
  TESSERA_ASSIGN_OR_RETURN(const double seconds,
                           ImportSeconds(service.address(), 1, options.members));
  TESSERA_ASSIGN_OR_RETURN(
      const double bare,
      BulkInsertSeconds((service.folder() / "tessera.db").string(),
                        {"member", "account", "identifier", "change", "event", "entry", "lot"},
                        Indexes::kWith));
  const int more = std::max(options.members / 4, 1);
  TESSERA_ASSIGN_OR_RETURN(const double with_known,
                           ImportSeconds(service.address(), options.members + 1,
                                         options.members + more, [] { return true; }, kKnownEvery));
  return Round{options.members / seconds, options.members / bare, more / with_known};
}

}  // namespace

// Spread over the partitions of the feed as random ones are.
std::string ImportedMemberId(int number) {
  return absl::StrFormat("0194f3c0-0000-7000-8000-%012x", number);
}

absl::StatusOr<double> ImportSeconds(const std::string& address, int first, int last,
                                     const std::function<bool()>& wanted, int known_every) {
  const auto stub = v1::BulkService::NewStub(Connect(address));
  grpc::ClientContext context;
  const int64_t begun_ns = ClockNs();
  const auto stream = stub->Import(&context);
  v1::ImportSummary summary;
  std::thread taker([&] {
    v1::ImportResponse response;
    while (stream->Read(&response)) {
      if (response.has_summary()) summary = response.summary();
    }
  });
  v1::ImportRequest request;
  request.mutable_options()->set_kind(v1::IMPORT_KIND_MEMBERS);
  request.mutable_options()->set_import_id(
      UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())));
  int sent = 0;
  for (int number = first; number <= last; ++number) {
    if (request.rows_size() == 0 && sent > 0 && !wanted()) break;
    const bool is_known = known_every != 0 && number % known_every == 0;
    MakeRow(number, is_known ? kKnown : number, request.add_rows());
    if (request.rows_size() < kRowsInMessage && number < last) continue;
    const int rows = request.rows_size();
    if (!stream->Write(request)) break;
    sent += rows;
    request.Clear();
  }
  stream->WritesDone();
  taker.join();
  const grpc::Status status = stream->Finish();
  const int64_t took_ns = ClockNs() - begun_ns;
  if (!status.ok()) return absl::InternalError(status.error_message());
  const int64_t settled = summary.added() + (known_every != 0 ? summary.unchanged() : 0);
  if (settled == sent) return 1e-9 * static_cast<double>(took_ns);
  return absl::InternalError(absl::StrCat(settled, " of ", sent, " rows did what they were to"));
}

absl::StatusOr<std::vector<Figure>> MeasureHqImport(const Options& options) {
  std::vector<double> imported, bare, with_known;
  for (int round = 0; round < kImportRounds; ++round) {
    TESSERA_ASSIGN_OR_RETURN(const Round measured, RunRound(options));
    imported.push_back(measured.per_second);
    bare.push_back(measured.bare_per_second);
    with_known.push_back(measured.with_known_per_second);
  }
  return std::vector<Figure>{
      {"hq.import", Median(imported), "members/s", Median(bare)},
      {"hq.import.known", Median(with_known), "members/s", Median(imported)}};
}

}  // namespace tessera::bench
