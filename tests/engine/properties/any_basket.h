// Baskets and members for the programs of any_program.h.
#ifndef TESSERA_TESTS_ENGINE_PROPERTIES_ANY_BASKET_H_
#define TESSERA_TESTS_ENGINE_PROPERTIES_ANY_BASKET_H_

#include "any_program.h"
#include "tessera/engine/basket.h"
#include "tessera/v1/basket.pb.h"

namespace tessera::generate {

// In kStores[i].
std::string AnyStore(const Recipe& recipe);

// For `program`: its codes and choices. Redeems nothing.
v1::Basket AnyBasket(const Recipe& recipe, const v1::Program& program);

// All that rules may know, with uses, coupons and tenders that fit the program.
engine::MemberView AnyMember(const Recipe& recipe, const v1::Program& program);

}  // namespace tessera::generate

#endif  // TESSERA_TESTS_ENGINE_PROPERTIES_ANY_BASKET_H_
