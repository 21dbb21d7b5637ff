#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tessera/base/status.h"
#include "tessera/cli/member_csv.h"
#include "tessera/cli/output.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/member_service.grpc.pb.h"

namespace tessera::cli {
namespace {

constexpr int kBatchMembers = 500;
constexpr size_t kBatchBytes = 900'000;  // the service takes 1 MiB
constexpr int kAttempts = 5;

// One run over a file: collects batches, sends them, says what failed.
class Import {
 public:
  Import(const Client& client, std::string path) : client_(client), path_(std::move(path)) {}

  absl::Status Add(const MemberRow& row) {
    if (!row.status.ok()) {
      Fail(row.line, ReasonOf(row.status), FieldOf(row.status), std::string(row.status.message()));
      return absl::OkStatus();
    }
    const size_t bytes = row.member.ByteSizeLong();
    if (bytes_ + bytes > kBatchBytes || request_.members_size() == kBatchMembers) {
      TESSERA_RETURN_IF_ERROR(Send());
    }
    *request_.add_members() = row.member;
    lines_.push_back(row.line);
    bytes_ += bytes;
    return absl::OkStatus();
  }

  // Sends what is collected. What the service had no room for is sent again, with a pause.
  absl::Status Send() {
    const absl::Status sent = SendAll();
    if (!sent.ok()) SayWhereToGoOn();
    return sent;
  }

  int imported() const { return imported_; }
  int failed() const { return failed_; }

 private:
  absl::Status SendAll() {
    for (int attempt = 1; request_.members_size() > 0; ++attempt) {
      v1::ImportMembersResponse response;
      TESSERA_RETURN_IF_ERROR(client_.Call<v1::MemberService>(
          &v1::MemberService::Stub::ImportMembers, request_, &response));
      Settle(response, attempt == kAttempts);
      if (request_.members_size() > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100 * attempt));
      }
    }
    bytes_ = 0;
    ShowProgress();
    return absl::OkStatus();
  }

  // Some of those behind may have arrived; sent again they change nothing.
  void SayWhereToGoOn() const {
    std::fputs(absl::StrCat(imported_, " members imported, ", failed_, " failed; import ", path_,
                            " again, or from line ", lines_.front(), " on (with its header)\n")
                   .c_str(),
               stderr);
  }

  void Settle(const v1::ImportMembersResponse& response, bool last_attempt) {
    v1::ImportMembersRequest again;
    std::vector<int> again_lines;
    for (int i = 0; i < response.items_size(); ++i) {
      const v1::ImportedMember& item = response.items(i);
      if (item.reason().empty()) {
        ++imported_;
      } else if (item.reason() == "QUEUE_FULL" && !last_attempt) {
        again.add_members()->Swap(request_.mutable_members(i));
        again_lines.push_back(lines_[static_cast<size_t>(i)]);
      } else {
        Fail(lines_[static_cast<size_t>(i)], item.reason(), item.field(), item.message());
      }
    }
    request_.Swap(&again);
    lines_.swap(again_lines);
  }

  void Fail(int line, const std::string& reason, const std::string& field,
            const std::string& message) {
    ++failed_;
    std::fputs(absl::StrCat(path_, ":", line, ": ", reason, field.empty() ? "" : " ", field, ": ",
                            message, "\n")
                   .c_str(),
               stderr);
  }

  void ShowProgress() const {
    if (isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r%d imported", imported_);
  }

  const Client& client_;
  const std::string path_;
  v1::ImportMembersRequest request_;
  std::vector<int> lines_;
  size_t bytes_ = 0;
  int imported_ = 0;
  int failed_ = 0;
};

absl::StatusOr<absl::TimeZone> ZoneOfProgram(const Client& client) {
  TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!units.time_zone.empty() && !absl::LoadTimeZone(units.time_zone, &zone)) {
    return InvalidInput("TIME_ZONE_UNKNOWN", "",
                        absl::StrCat("this machine does not know the program's time zone ",
                                     units.time_zone, "; install tzdata"));
  }
  return zone;
}

absl::StatusOr<int> ImportRows(const Client& client, const Session& session,
                               const std::string& path, MemberCsv& csv) {
  TESSERA_ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOfProgram(client));
  csv.SetZone(zone);
  Import import(client, path);
  MemberRow row;
  while (csv.Next(&row)) TESSERA_RETURN_IF_ERROR(import.Add(row));
  TESSERA_RETURN_IF_ERROR(import.Send());
  if (isatty(STDERR_FILENO) != 0) std::fputc('\n', stderr);
  if (session.json) {
    Print(absl::StrCat("{\"imported\": ", import.imported(), ", \"failed\": ", import.failed(), "}\n"));
  } else {
    Print(absl::StrCat(import.imported(), " members imported, ", import.failed(), " failed\n"));
  }
  return import.failed() == 0 ? kDone : kFaultsFound;
}

int Run(const Session& session, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    Report(InvalidInput("FILE_UNREADABLE", "FILE", absl::StrCat("cannot read ", path)));
    return kUsage;
  }
  absl::StatusOr<MemberCsv> csv = MemberCsv::Open(file);
  if (!csv.ok()) {
    Report(csv.status());
    return kUsage;
  }
  return WithClient(session, [&](const Client& client) {
    return ImportRows(client, session, path, *csv);
  });
}

}  // namespace

void AddMemberImport(CLI::App& member, Session& session) {
  const auto file = std::make_shared<std::string>();
  CLI::App* command = member.add_subcommand("import", "Load members from a CSV file");
  command->add_option("FILE", *file, "The file; rows that fail are listed, the others stand")
      ->required();
  command->footer(kMemberColumnsHelp);
  command->callback([&session, file] {
    session.run = [&session, file] { return Run(session, *file); };
  });
}

}  // namespace tessera::cli
