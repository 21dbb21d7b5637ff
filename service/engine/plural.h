// The right form of a noun behind a number.
#ifndef TESSERA_ENGINE_PLURAL_H_
#define TESSERA_ENGINE_PLURAL_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace tessera::engine {

// Cardinal plural categories as Unicode CLDR names them.
enum class PluralForm : uint8_t { kOne, kFew, kMany, kOther };

// `whole` is the integer part, `has_fraction` whether digits are shown behind the decimal mark. The
// sign does not matter. Russian where `language` is ru or ru-*; English for all else.
PluralForm PluralOf(int64_t whole, bool has_fraction, absl::string_view language);

bool IsRussian(absl::string_view language);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PLURAL_H_
