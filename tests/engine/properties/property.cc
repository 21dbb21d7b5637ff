#include "property.h"

#include <rapidcheck/detail/TestListenerAdapter.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

#include "show.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/program.h"

namespace tessera::engine {
namespace {

using generate::Script;

// All that is one step simpler than a recipe, big steps first; made one by one.
class Simpler {
 public:
  explicit Simpler(Recipe recipe) : recipe_(std::move(recipe)) {}

  rc::Maybe<Recipe> operator()() {
    for (; part_ < kParts; ++part_, step_ = 0) {
      Recipe simpler = recipe_;
      const bool found = part_ < kLists ? DropOne(ListOf(simpler)) : Shorten(simpler);
      if (found) return simpler;
    }
    return rc::Nothing;
  }

 private:
  static constexpr size_t kLists = 4;
  static constexpr size_t kParts = 5;

  std::vector<Script>& ListOf(Recipe& recipe) const {
    switch (part_) {
      case 0: return recipe.offers;
      case 1: return recipe.lines;
      case 2: return recipe.restrictions;
      default: return recipe.sets;
    }
  }

  // First all, then one by one.
  bool DropOne(std::vector<Script>& list) {
    if (list.empty() || step_ > list.size()) return false;
    if (step_ == 0) {
      list.clear();
    } else {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(step_ - 1));
    }
    ++step_;
    return true;
  }

  static std::vector<Script*> ScriptsOf(Recipe& recipe) {
    std::vector<Script*> scripts{&recipe.settings, &recipe.basket, &recipe.member};
    for (std::vector<Script>* list :
         {&recipe.offers, &recipe.lines, &recipe.sets, &recipe.restrictions}) {
      for (Script& script : *list) scripts.push_back(&script);
    }
    return scripts;
  }

  // Each script to nothing, to half, then each of its numbers to 0 and to half.
  bool Shorten(Recipe& recipe) {
    const std::vector<Script*> scripts = ScriptsOf(recipe);
    const size_t short_steps = 3 * scripts.size();
    for (; step_ < short_steps; ++step_) {
      Script& script = *scripts[step_ % scripts.size()];
      const size_t kept = step_ < scripts.size()       ? 0
                          : step_ < 2 * scripts.size() ? script.size() / 2
                                                       : script.size() - script.size() / 4;
      if (kept == script.size()) continue;
      script.resize(kept);
      ++step_;
      return true;
    }
    for (;; ++step_) {
      size_t at = (step_ - short_steps) / 2;
      const bool halve = (step_ - short_steps) % 2 == 1;
      size_t k = 0;
      for (; k < scripts.size() && at >= scripts[k]->size(); ++k) at -= scripts[k]->size();
      if (k == scripts.size()) return false;
      uint64_t& number = (*scripts[k])[at];
      if (number == 0 || (halve && number >> 40 == 0)) continue;
      number = halve ? number / 2 : 0;
      ++step_;
      return true;
    }
  }

  Recipe recipe_;
  size_t part_ = 0;
  size_t step_ = 0;
};

rc::Gen<Recipe> RecipeGen(Size size) {
  return [size](const rc::Random& random, int) {
    rc::Random source = random;
    return rc::shrinkable::shrinkRecur(
        generate::AnyRecipe([&] { return source.next(); }, size.offers, size.lines),
        [](const Recipe& recipe) { return rc::makeSeq<Simpler>(recipe); });
  };
}

int Times(int runs) {
  const char* more = std::getenv("TESSERA_RUNS");
  return more == nullptr ? runs : runs * std::max(std::atoi(more), 1);
}

Instance Made(const Recipe& recipe) {
  Instance instance;
  instance.recipe = recipe;
  instance.document = generate::AnyProgram(recipe);
  instance.message = generate::AnyBasket(recipe, instance.document);
  instance.member = generate::AnyMember(recipe, instance.document);
  instance.Compile();
  instance.DecodeBasket();
  return instance;
}

}  // namespace

void Instance::Compile() {
  std::vector<Fault> faults;
  program = codec::CompileProto(document, 7, &faults);
  if (program == nullptr) RC_FAIL(faults[0].field + ": " + faults[0].reason);
}

void Instance::DecodeBasket() {
  basket = codec::BasketFromProto(message, generate::AnyStore(recipe));
}

void Holds(int runs, Size size, const std::function<void(Instance&)>& property) {
  const auto& test = boost::unit_test::framework::current_test_case();
  rc::detail::TestMetadata metadata;
  metadata.id = test.full_name();
  metadata.description = test.p_name;
  const rc::detail::Configuration& configuration = rc::detail::configuration();
  rc::detail::TestParams params = configuration.testParams;
  params.maxSuccess = Times(runs);
  const rc::Gen<Recipe> recipes = RecipeGen(size);
  rc::detail::TestListenerAdapter listener;
  const auto result = rc::detail::checkTestable(
      [&] {
        Instance instance = Made(*recipes);
        std::ostringstream shown;
        try {
          property(instance);
        } catch (const rc::detail::CaseResult& failure) {
          if (failure.type != rc::detail::CaseResult::Type::Failure) throw;
          showValue(instance, shown);
          throw rc::detail::CaseResult(failure.type, failure.description + "\n" + shown.str());
        }
      },
      metadata, params, listener,
      configuration.reproduce);
  if (result.is<rc::detail::SuccessResult>()) {
    BOOST_TEST_MESSAGE(metadata.description << ": " << params.maxSuccess << " runs, seed "
                                            << params.seed);
    BOOST_TEST(true);
    return;
  }
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  if (result.is<rc::detail::FailureResult>()) {
    const std::unordered_map<std::string, rc::detail::Reproduce> replay{
        {metadata.id, result.get<rc::detail::FailureResult>().reproduce}};
    rc::detail::Configuration replaying;
    replaying.reproduce = replay;
    told << "\nreplay with:\nRC_PARAMS=\"" << rc::detail::configToMinimalString(replaying)
         << "\" " << boost::unit_test::framework::master_test_suite().argv[0]
         << " --run_test=" << test.full_name() << "\n";
  }
  BOOST_ERROR(told.str());
}

absl::StatusOr<Evaluation> Evaluated(const Instance& instance) {
  return Evaluate(*instance.program, instance.member, instance.basket, generate::kNow);
}

Evaluation Sure(const Instance& instance) {
  absl::StatusOr<Evaluation> evaluation = Evaluated(instance);
  if (!evaluation.ok()) RC_FAIL(evaluation.status().ToString());
  return *std::move(evaluation);
}

std::string Bytes(const CompiledProgram& program, const Evaluation& evaluation) {
  return codec::EvaluationToProto(program, evaluation, "en").SerializeAsString();
}

void showValue(const Instance& instance, std::ostream& out) {
  out << "program:\n" << ShowMessage(instance.document, "Program") << "basket at "
      << instance.basket.store_id << ", redeems " << instance.basket.redeem.value() << ":\n"
      << ShowMessage(instance.message, "Basket") << ShowMember(instance.member);
  if (instance.program == nullptr) return;
  const absl::StatusOr<Evaluation> evaluation = Evaluated(instance);
  if (!evaluation.ok()) {
    out << evaluation.status() << "\n";
    return;
  }
  out << "evaluation:\n"
      << ShowMessage(codec::EvaluationToProto(*instance.program, *evaluation, "en"), "Evaluation");
}

}  // namespace tessera::engine
