// Who shows a signed code (base/dynamic_code.h) on a screen.
#ifndef TESSERA_PLUGIN_SALE_SCREEN_CODE_H_
#define TESSERA_PLUGIN_SALE_SCREEN_CODE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/plugin/sale/buyer.h"

namespace tessera::plugin {

class Till;

// From the service if it answers within `patience`, otherwise by the keys that the till knows: a member
// who is not cached is deferred. A code that is forged is not asked about; one that is too old by this
// till's idea of the service's time, or whose key is not known here, is refused only where the service
// says nothing: CODE_OUTDATED, SERVICE_AWAY. The service's refusals are returned.
absl::StatusOr<Found> FindBuyerByCode(Till& till, const std::string& code, Duration patience);

// Does not ask the service.
absl::StatusOr<Buyer> FindBuyerByCodeLocally(Till& till, const std::string& code);

// FAILED_PRECONDITION / CODE_USED if the code was used for another sale here and may still live;
// otherwise it is this sale's.
absl::Status UseCode(Till& till, const std::string& code, const std::string& sale_id);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_SCREEN_CODE_H_
