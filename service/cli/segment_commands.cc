// Groups of members: how large they are.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/figures.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/v1/insight_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using Sizes = google::protobuf::RepeatedPtrField<v1::SegmentSize>;

// Prints one of the lists; `only`, unless empty, of one id.
int List(const Session& session, const Sizes& (v1::GetSegmentsResponse::*list)() const,
         const std::string& only) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    v1::GetSegmentsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(
        &v1::InsightService::Stub::GetSegments, v1::GetSegmentsRequest(), &response));
    int64_t everybody = 0;
    for (const v1::SegmentSize& stage : response.stages()) everybody += stage.members();
    Rows rows(session, {{"ID"}, {"NAME"}, {"MEMBERS", true}, {"SHARE", true}, {"PURCHASES", true},
                        {"SPENT", true}});
    bool found = only.empty();
    for (const v1::SegmentSize& size : (response.*list)()) {
      if (!only.empty() && size.id() != only) continue;
      found = true;
      const int64_t share =
          everybody == 0 ? 0 : (size.members() * 100'000 + everybody / 2) / everybody;
      TESSERA_RETURN_IF_ERROR(
          rows.Add({size.id(), size.name(), NumberCell(size.members()),
                    FigureCell(units, v1::METRIC_UNIT_PERCENT_MILLI, share),
                    NumberCell(size.purchases()), MoneyCell(units, size.spend_minor())},
                   size));
    }
    if (!found) {
      return InvalidInput("SEGMENT_UNKNOWN", "ID",
                          absl::StrCat("the live program has no segment \"", only,
                                       "\"; \"tessera segment list\" shows them"));
    }
    rows.Finish();
    return kDone;
  });
}

void AddList(CLI::App& parent, Session& session, const char* name, const char* help,
             const Sizes& (v1::GetSegmentsResponse::*list)() const) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->footer(absl::StrCat("Examples:\n  tessera segment ", name, "\n  tessera --output csv segment ",
                               name, " > ", name, ".csv"));
  command->callback([&session, list] {
    session.run = [&session, list] { return List(session, list, ""); };
  });
}

void AddShow(CLI::App& segment, Session& session) {
  const auto id = std::make_shared<std::string>();
  CLI::App* command = segment.add_subcommand("show", "One segment");
  command->add_option("ID", *id, "As the program names it")->required();
  command->footer("Examples:\n  tessera segment show regulars");
  command->callback([&session, id] {
    session.run = [&session, id] {
      return List(session, &v1::GetSegmentsResponse::segments, *id);
    };
  });
}

// Where scores change: to be read beside the cells.
int Cuts(const Session& session) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    v1::GetSegmentsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::InsightService>(
        &v1::InsightService::Stub::GetSegments, v1::GetSegmentsRequest(), &response));
    Rows rows(session, {{"SCORE", true}, {"PURCHASES", true}, {"SPENT", true}, {"LESS THAN DAYS", true}});
    const int cuts = response.cuts_size();
    for (int i = 0; i < cuts; ++i) {
      // Recency goes the other way round: the highest score ends at the lowest cut.
      const v1::RfmCut& cut = response.cuts(i);
      TESSERA_RETURN_IF_ERROR(rows.Add(
          {NumberCell(cut.score()),
           FigureCell(units, v1::METRIC_UNIT_MILLI, cut.frequency_milli()),
           MoneyCell(units, cut.spend_minor()),
           FigureCell(units, v1::METRIC_UNIT_MILLI, response.cuts(cuts - 1 - i).recency_days_milli())},
          cut));
    }
    rows.Finish();
    return kDone;
  });
}

}  // namespace

void AddSegmentCommands(CLI::App& app, Session& session) {
  CLI::App* segment = app.add_subcommand("segment", "See how members group");
  segment->require_subcommand(1);
  AddList(*segment, session, "list", "Segments of the live program",
          &v1::GetSegmentsResponse::segments);
  AddShow(*segment, session);
  AddList(*segment, session, "stages", "Stages of the life cycle", &v1::GetSegmentsResponse::stages);
  AddList(*segment, session, "rfm", "Cells of recency, frequency and money",
          &v1::GetSegmentsResponse::cells);
  CLI::App* cuts = segment->add_subcommand("cuts", "From which values on a score begins");
  cuts->footer("Examples:\n  tessera segment cuts");
  cuts->callback([&session] { session.run = [&session] { return Cuts(session); }; });
}

}  // namespace tessera::cli
