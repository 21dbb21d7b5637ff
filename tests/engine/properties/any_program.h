// Valid programs over all that tessera.v1.Program can say, made for baskets of any_basket.h: few
// stock keeping units, categories, brands and labels, so that offers touch what is bought.
#ifndef TESSERA_TESTS_ENGINE_PROPERTIES_ANY_PROGRAM_H_
#define TESSERA_TESTS_ENGINE_PROPERTIES_ANY_PROGRAM_H_

#include <string>

#include "choices.h"
#include "recipe.h"
#include "tessera/base/clock.h"
#include "tessera/v1/program.pb.h"

namespace tessera::generate {

// Friday 2027-01-15, 08:00 UTC: where windows begin and end.
inline constexpr Instant kNow{1'800'000'000'000'000};

inline constexpr const char* kSkus[] = {"s1", "s2", "s3", "s4", "s5", "s6"};
inline constexpr const char* kCategories[] = {"food", "food/cheese", "food/milk", "drink", ""};
inline constexpr const char* kBrands[] = {"", "acme", "bolt"};
inline constexpr const char* kLabels[] = {"eco", "own", "new"};
inline constexpr const char* kStores[] = {"store-1", "store-2", "store-3"};
inline constexpr const char* kMethods[] = {"", "card", "cash"};

v1::Program AnyProgram(const Recipe& recipe);

// Whether it belongs to a phase and may be exclusive.
bool LowersPrices(const v1::Offer& offer);
// Offer number `number` of a program with these sets, phases and groups. Its id is "o<number>".
v1::Offer AnyOffer(Choices choices, int number, int sets, int phases);
void AddAnyEffect(Choices& choices, int sets, v1::Offer* offer);

// Empty for all goods, or the id of one of so many sets.
std::string AnySet(Choices& choices, int sets);
std::string CodeOf(int offer);

}  // namespace tessera::generate

#endif  // TESSERA_TESTS_ENGINE_PROPERTIES_ANY_PROGRAM_H_
