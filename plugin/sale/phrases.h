// What a cashier reads when something is refused or happens without the service.
#ifndef TESSERA_PLUGIN_SALE_PHRASES_H_
#define TESSERA_PLUGIN_SALE_PHRASES_H_

#include "absl/strings/string_view.h"

namespace tessera::plugin {

// The sentence for a stable reason in Russian ("ru", "ru-RU") or English (everything else); empty
// for a reason that is not for cashiers.
absl::string_view CashierPhrase(absl::string_view reason, absl::string_view language);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_PHRASES_H_
