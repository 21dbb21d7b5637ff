// What is different between two programs, whatever it is.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>
#include <random>
#include <set>

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "tessera/generate/any_program.h"
#include "tessera/generate/recipe.h"
#include "tessera/program/choices.h"
#include "tessera/program/differences.h"
#include "tessera/program/labels.h"
#include "tessera/program/program_schema.h"
#include "tessera/program/read_program.h"
#include "tessera/program/write_program.h"

namespace tessera::program {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Kind = DifferenceKind;

v1::Program Sample() {
  v1::Program program;
  program.set_program_id("chain");
  program.set_currency_code("RUB");
  program.set_currency_digits(2);
  program.set_time_zone("Europe/Moscow");
  program.add_languages("ru");
  v1::Offer& offer = *program.add_offers();
  offer.set_offer_id("summer");
  (*offer.mutable_name()->mutable_by_language())["ru"] = "Лето";
  offer.add_effects()->mutable_percent_off()->set_percent_milli(10'000);
  offer.mutable_audience()->add_tiers("gold");
  offer.mutable_limits()->set_budget_minor(100'000);
  program.add_offers()->set_offer_id("winter");
  program.add_tiers()->set_tier_id("gold");
  program.add_tiers()->set_tier_id("silver");
  v1::ProductSet& set = *program.add_sets();
  set.set_set_id("dairy");
  set.add_skus("milk");
  set.add_skus("cheese");
  return program;
}

Difference Only(const v1::Program& before, const v1::Program& after, const char* language = "en") {
  const std::vector<Difference> found = FindDifferences(before, after, language);
  BOOST_TEST_REQUIRE(found.size() == 1u);
  return found.front();
}

BOOST_AUTO_TEST_CASE(a_changed_percentage_is_told_in_words) {
  v1::Program after = Sample();
  after.mutable_offers(0)->mutable_effects(0)->mutable_percent_off()->set_percent_milli(12'500);
  const Difference difference = Only(Sample(), after);
  BOOST_TEST(difference.path == "offers[summer].effects[0].percent_off.percent_milli");
  BOOST_TEST(difference.words == "offer summer, gives: percent off: percent: 10% becomes 12.5%");
  BOOST_TEST(difference.former_text == "10%");
  BOOST_TEST(difference.new_text == "12.5%");
  BOOST_TEST(!difference.whole_chain);
  BOOST_TEST(Only(Sample(), after, "ru").words ==
             "акция summer, даёт: скидка в процентах: процент: было 10%, стало 12.5%");
}

BOOST_AUTO_TEST_CASE(another_kind_of_effect_is_one_difference) {
  v1::Program after = Sample();
  after.mutable_offers(0)->mutable_effects(0)->mutable_amount_off()->set_amount_minor(5'000);
  const Difference difference = Only(Sample(), after);
  BOOST_TEST(difference.path == "offers[summer].effects[0].amount_off");
  BOOST_TEST(difference.words ==
             "offer summer, gives: amount off: percent off (percent 10%) becomes amount 50.00");
}

BOOST_AUTO_TEST_CASE(elements_are_found_by_their_ids) {
  v1::Program after = Sample();
  after.mutable_offers()->SwapElements(0, 1);
  BOOST_TEST(FindDifferences(Sample(), after, "en").empty());
  v1::Offer& offer = *after.add_offers();
  offer.set_offer_id("spring");
  offer.add_effects()->mutable_earn_fixed()->set_points(5);
  const Difference added = Only(Sample(), after);
  BOOST_TEST((added.kind == Kind::kAdded));
  BOOST_TEST(added.words == "new: offer spring – offer spring, gives (points (points 5))");
  const Difference removed = Only(after, Sample());
  BOOST_TEST((removed.kind == Kind::kRemoved));
  BOOST_TEST(removed.words == "gone: offer spring");
}

BOOST_AUTO_TEST_CASE(order_is_told_where_it_counts) {
  v1::Program before = Sample();
  v1::Program after = Sample();
  after.mutable_tiers()->SwapElements(0, 1);
  BOOST_TEST((Only(before, after).kind == Kind::kMoved));
  before.mutable_stacking()->set_order(v1::OFFER_ORDER_LISTED);
  after = before;
  after.mutable_offers()->SwapElements(0, 1);
  BOOST_TEST((Only(before, after).kind == Kind::kMoved));
}

BOOST_AUTO_TEST_CASE(values_of_a_list_are_told_as_a_set) {
  v1::Program after = Sample();
  after.mutable_sets(0)->set_skus(1, "butter");
  BOOST_TEST(Only(Sample(), after).words == "set dairy, articles: with butter, without cheese");
  after = Sample();
  after.mutable_sets(0)->mutable_skus()->SwapElements(0, 1);
  BOOST_TEST((Only(Sample(), after).kind == Kind::kMoved));
}

BOOST_AUTO_TEST_CASE(what_is_probably_not_meant_has_a_warning) {
  v1::Program after = Sample();
  after.set_time_zone("Asia/Omsk");
  BOOST_TEST(Only(Sample(), after).warning == "TIME_ZONE_CHANGED");
  BOOST_TEST(Only(Sample(), after).whole_chain);
  after = Sample();
  after.mutable_offers(0)->mutable_limits()->set_budget_minor(50'000);
  const Difference budget = Only(Sample(), after);
  BOOST_TEST(budget.warning == "OFFER_COUNTERS_KEPT");
  BOOST_TEST(budget.words == "offer summer, limits: budget: 1000.00 becomes 500.00");
  after = Sample();
  after.mutable_tiers()->RemoveLast();
  BOOST_TEST(Only(Sample(), after).warning == "TIER_REMOVED");
  after = Sample();
  after.add_segments()->set_segment_id("regulars");
  BOOST_TEST(Only(after, Sample()).warning == "SEGMENT_REMOVED");
  (*after.mutable_offers(0)->mutable_name()->mutable_by_language())["en"] = "Summer";
  after.mutable_segments()->Clear();
  BOOST_TEST(Only(Sample(), after).words == "offer summer, name: text: now Summer");
}

BOOST_AUTO_TEST_CASE(one_more_in_front_of_a_list_is_one_difference) {
  v1::Program before = Sample();
  before.mutable_offers(0)->add_effects()->mutable_earn_fixed()->set_points(5);
  v1::Program after = before;
  after.mutable_offers(0)->add_effects()->mutable_earn_fixed()->set_points(7);
  after.mutable_offers(0)->mutable_effects()->SwapElements(0, 2);
  after.mutable_offers(0)->mutable_effects()->SwapElements(1, 2);
  const Difference added = Only(before, after);
  BOOST_TEST((added.kind == Kind::kAdded));
  BOOST_TEST(added.path == "offers[summer].effects[0]");
  BOOST_TEST((Only(after, before).kind == Kind::kRemoved));
}

BOOST_AUTO_TEST_CASE(what_a_pilot_can_not_have_is_marked) {
  v1::Program after = Sample();
  after.set_dynamic_code_seconds(30);
  BOOST_TEST(Only(Sample(), after).whole_chain);
  v1::Program before = Sample();
  before.mutable_refund_rules()->set_grace_days(1);
  after = before;
  after.mutable_refund_rules()->set_only_with_sale(true);
  BOOST_TEST(Only(before, after).whole_chain);
  BOOST_TEST(Only(Sample(), [] {
               v1::Program first = Sample();
               first.mutable_refund_rules()->set_only_with_sale(true);
               return first;
             }()).whole_chain);
  BOOST_TEST(!Only(Sample(), before).whole_chain);
  after = before;
  after.mutable_refund_rules()->set_grace_days(2);
  BOOST_TEST(!Only(before, after).whole_chain);
}

BOOST_AUTO_TEST_CASE(values_of_choices_are_told_in_the_readers_language) {
  v1::Program before = Sample();
  before.set_points_rounding(v1::ROUNDING_HALF_UP);
  v1::Program after = before;
  after.set_points_rounding(v1::ROUNDING_DOWN);
  BOOST_TEST(Only(before, after).words == "rounding of points: half up becomes down");
  BOOST_TEST(Only(before, after, "ru").words ==
             "округление баллов: было половина вверх, стало вниз");
}

bool IsForeign(const std::string& russian) {
  bool begins = true;
  for (const char c : russian) {
    if (begins && c >= 'a' && c <= 'z') return true;
    begins = c == ' ';
  }
  return russian.empty();
}

BOOST_AUTO_TEST_CASE(every_field_and_every_value_has_a_russian_name) {
  std::set<const google::protobuf::Descriptor*> seen;
  const std::function<void(const google::protobuf::Descriptor&)> look =
      [&](const google::protobuf::Descriptor& message) {
        if (!seen.insert(&message).second || message.options().map_entry()) return;
        for (int i = 0; i < message.field_count(); ++i) {
          const FieldDescriptor& field = *message.field(i);
          const std::string label = LabelOf(field.name(), Tongue::kRussian);
          BOOST_TEST(!IsForeign(label), field.full_name() << ": " << label);
          if (field.message_type() != nullptr) look(*field.message_type());
          for (int j = 1; field.enum_type() != nullptr && j < field.enum_type()->value_count(); ++j) {
            const auto& value = *field.enum_type()->value(j);
            const std::string text = ChoiceText(value, Tongue::kRussian);
            BOOST_TEST(!IsForeign(text), value.name() << ": " << text);
          }
        }
      };
  look(ProgramDescriptor());
  BOOST_TEST(seen.size() > 40u);
}

// Other values for everything that is set, one by one.
class Mutations {
 public:
  using Found = std::function<void(const Message& program, const FieldDescriptor& field)>;

  Mutations(Message& program, const Found& found) : program_(program), found_(found) {}
  void Go() { Inside(program_); }

 private:
  void Inside(Message& message) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->is_map()) continue;
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        if (!field->is_repeated()) Change(message, *field);
      } else if (field->is_repeated()) {
        for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
          Inside(*message.GetReflection()->MutableRepeatedMessage(&message, field, i));
        }
      } else {
        Inside(*message.GetReflection()->MutableMessage(&message, field));
      }
    }
  }

  void Change(Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT64: {
        const int64_t value = reflection.GetInt64(message, &field);
        reflection.SetInt64(&message, &field, value + 1);
        found_(program_, field);
        return reflection.SetInt64(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_INT32: {
        const int32_t value = reflection.GetInt32(message, &field);
        reflection.SetInt32(&message, &field, value + 1);
        found_(program_, field);
        return reflection.SetInt32(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value = reflection.GetString(message, &field);
        reflection.SetString(&message, &field, value + "x");
        found_(program_, field);
        return reflection.SetString(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        reflection.SetBool(&message, &field, false);
        found_(program_, field);
        return reflection.SetBool(&message, &field, true);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = reflection.GetEnumValue(message, &field);
        reflection.SetEnumValue(&message, &field, value == 1 ? 2 : 1);
        found_(program_, field);
        return reflection.SetEnumValue(&message, &field, value);
      }
      default: BOOST_ERROR("a type that programs do not have: " << field.full_name());
    }
  }

  Message& program_;
  const Found& found_;
};

BOOST_AUTO_TEST_CASE(any_one_field_that_changes_is_one_difference_which_names_it) {
  google::protobuf::DynamicMessageFactory factory;
  int changed = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    std::mt19937_64 random(seed);
    const v1::Program program =
        generate::AnyProgram(generate::AnyRecipe([&] { return random(); }, 4, 1));
    BOOST_TEST(FindDifferences(program, program, "en").empty());
    std::unique_ptr<Message> message(factory.GetPrototype(&ProgramDescriptor())->New());
    BOOST_REQUIRE(message->ParseFromString(program.SerializeAsString()));
    const Mutations::Found compare = [&](const Message& other, const FieldDescriptor& field) {
      v1::Program after;
      BOOST_REQUIRE(after.ParseFromString(other.SerializeAsString()));
      const auto found = FindDifferences(program, after, "ru");
      ++changed;
      // An element with another id is another one.
      const bool is_id = found.size() == 2 && found[0].kind == Kind::kRemoved &&
                         found[1].kind == Kind::kAdded;
      if (is_id) return;
      BOOST_TEST_CONTEXT("seed " << seed << ", " << field.full_name()) {
        BOOST_TEST_REQUIRE(found.size() == 1u);
        BOOST_TEST(found[0].path.find(field.name()) != std::string::npos);
        BOOST_TEST(!found[0].words.empty());
      }
    };
    Mutations(*message, compare).Go();
  }
  BOOST_TEST(changed > 200);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_written_reads_as_the_same) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    const v1::Program program =
        generate::AnyProgram(generate::AnyRecipe([&] { return random(); }, 5, 1));
    const std::string text = WriteProgram(program);
    const ReadProgramResult read = ReadProgram(text);
    BOOST_TEST_CONTEXT("seed " << seed << "\n" << text) {
      for (const ProgramFault& fault : read.faults) BOOST_ERROR(ToText(fault));
      BOOST_TEST(FindDifferences(program, read.program, "en").empty());
    }
  }
}

}  // namespace
}  // namespace tessera::program
