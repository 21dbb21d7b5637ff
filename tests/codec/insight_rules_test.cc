// What a program must not say of segments, stages, scores and targets.
#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

#include "tessera/codec/insight_rules.h"

namespace tessera::codec {
namespace {

void Say(v1::Text* text) { (*text->mutable_by_language())["ru"] = "Имя"; }

v1::Program Sound() {
  v1::Program program;
  program.add_languages("ru");
  program.add_tiers()->set_tier_id("gold");
  for (const char* id : {"regulars", "others"}) {
    v1::Segment& segment = *program.add_segments();
    segment.set_segment_id(id);
    Say(segment.mutable_name());
  }
  v1::Segment& regulars = *program.mutable_segments(0);
  regulars.add_tiers("gold");
  regulars.add_stages(v1::LIFE_CYCLE_STAGE_LOYAL);
  regulars.add_rfm_cells("champions");
  regulars.add_bought()->set_days(30);
  program.mutable_segments(1)->add_none_of("regulars");
  v1::Target& target = *program.mutable_insight()->add_targets();
  target.set_metric("crr");
  return program;
}

// "field REASON" of each fault.
std::vector<std::string> FaultsOf(const std::function<void(v1::Program&)>& spoil) {
  v1::Program program = Sound();
  spoil(program);
  std::vector<engine::Fault> faults;
  CheckInsightRules(program, &faults);
  std::vector<std::string> told;
  for (const engine::Fault& fault : faults) {
    told.push_back(fault.field + " " + fault.reason);
    BOOST_TEST(!fault.message.empty());
  }
  return told;
}

void Check(const std::function<void(v1::Program&)>& spoil, const std::string& wanted) {
  const std::vector<std::string> told = FaultsOf(spoil);
  BOOST_TEST_REQUIRE(told.size() == 1U, wanted);
  BOOST_TEST(told[0] == wanted);
}

BOOST_AUTO_TEST_CASE(sound_rules_have_no_faults) {
  BOOST_TEST(FaultsOf([](v1::Program&) {}).empty());
  BOOST_TEST(FaultsOf([](v1::Program& program) { program.Clear(); }).empty());
}

BOOST_AUTO_TEST_CASE(names_that_lead_nowhere_are_told) {
  Check([](v1::Program& program) { program.mutable_segments(0)->set_tiers(0, "silver"); },
        "segments[0].tiers[0] TIER_UNKNOWN");
  Check([](v1::Program& program) { program.mutable_segments(0)->set_rfm_cells(0, "best"); },
        "segments[0].rfm_cells[0] RFM_CELL_UNKNOWN");
  Check([](v1::Program& program) { program.mutable_segments(1)->set_none_of(0, "nobody"); },
        "segments[1].none_of[0] SEGMENT_UNKNOWN");
  Check([](v1::Program& program) { program.mutable_insight()->mutable_targets(0)->set_metric("ctr"); },
        "insight.targets[0].metric METRIC_UNKNOWN");
  Check([](v1::Program& program) { program.mutable_segments(0)->mutable_bought(0)->set_set_id("x"); },
        "segments[0].bought[0].set_id SET_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(ids_are_well_formed_and_their_own) {
  Check([](v1::Program& program) { program.mutable_segments(0)->set_segment_id("Regulars");
                                   program.mutable_segments(1)->clear_none_of(); },
        "segments[0].segment_id SEGMENT_ID_INVALID");
  Check([](v1::Program& program) { program.mutable_segments(1)->set_segment_id("regulars");
                                   program.mutable_segments(1)->clear_none_of(); },
        "segments[1].segment_id SEGMENT_ID_REPEATED");
  Check([](v1::Program& program) { program.mutable_segments(0)->clear_name(); },
        "segments[0].name TEXT_MISSING");
  Check([](v1::Program& program) {
          *program.mutable_insight()->add_targets() = program.insight().targets(0);
        },
        "insight.targets[1].metric METRIC_REPEATED");
}

BOOST_AUTO_TEST_CASE(numbers_lie_within_their_bounds) {
  Check([](v1::Program& program) { program.mutable_life_cycle()->set_active_days(180); },
        "life_cycle.lost_days LIFE_CYCLE_INVALID");
  Check([](v1::Program& program) { program.mutable_life_cycle()->set_new_days(3'651); },
        "life_cycle.new_days LIFE_CYCLE_INVALID");
  Check([](v1::Program& program) { program.mutable_rfm()->set_days(-1); }, "rfm.days DAYS_INVALID");
  Check([](v1::Program& program) { program.mutable_segments(0)->mutable_bought(0)->set_days(0); },
        "segments[0].bought[0].days DAYS_INVALID");
  Check([](v1::Program& program) {
          program.mutable_segments(0)->set_age_from(40);
          program.mutable_segments(0)->set_age_to(30);
        },
        "segments[0].age_to RANGE_INVALID");
  Check([](v1::Program& program) { program.mutable_insight()->set_customer_days(4'000); },
        "insight.customer_days DAYS_INVALID");
}

BOOST_AUTO_TEST_CASE(scores_and_cells_fit_together) {
  Check([](v1::Program& program) {
          program.mutable_segments(0)->clear_rfm_cells();
          program.mutable_rfm()->set_scores(11);
        },
        "rfm.scores RFM_INVALID");
  Check([](v1::Program& program) {
          program.mutable_segments(0)->clear_rfm_cells();
          v1::RfmCell& cell = *program.mutable_rfm()->add_cells();
          cell.set_cell_id("best");
          Say(cell.mutable_name());
          cell.set_recency_from(5);
          cell.set_recency_to(4);
        },
        "rfm.cells[0].recency_to RFM_CELL_INVALID");
  // Without five scores there are no usual cells.
  Check([](v1::Program& program) { program.mutable_rfm()->set_scores(4); },
        "segments[0].rfm_cells[0] RFM_CELL_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(a_circle_of_segments_is_told_at_each_of_them) {
  const auto told = FaultsOf(
      [](v1::Program& program) { program.mutable_segments(0)->add_any_of("others"); });
  const std::vector<std::string> wanted = {"segments[0] SEGMENT_CYCLE", "segments[1] SEGMENT_CYCLE"};
  BOOST_TEST(told == wanted, boost::test_tools::per_element());
}

}  // namespace
}  // namespace tessera::codec
