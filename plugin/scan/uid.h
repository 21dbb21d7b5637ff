// The UID of an NFC tag as readers write it.
#ifndef TESSERA_PLUGIN_SCAN_UID_H_
#define TESSERA_PLUGIN_SCAN_UID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tessera::plugin {

// "04:A2:B3:C4", "04-A2-B3-C4" and "04 A2 B3 C4" without what stands between bytes; any other text as it
// is.
std::string UidDigits(absl::string_view text);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SCAN_UID_H_
