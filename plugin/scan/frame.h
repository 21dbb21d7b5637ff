// What a scanner puts around a code.
#ifndef TESSERA_PLUGIN_SCAN_FRAME_H_
#define TESSERA_PLUGIN_SCAN_FRAME_H_

#include "absl/strings/string_view.h"
#include "tessera/base/card_format.h"

namespace tessera::plugin {

struct Framed {
  Carrier carrier = Carrier::kUnknown;
  // A part of what was scanned.
  absl::string_view text;
};

// Takes off one AIM symbology identifier in front ("]E0", ISO/IEC 15424 section 4) and white space
// around, on both sides of it. kUnknown for symbologies that no card format names.
Framed TakeFrameOff(absl::string_view scan);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SCAN_FRAME_H_
