// What a reader of magnetic cards sends.
#ifndef TESSERA_PLUGIN_SCAN_TRACK2_H_
#define TESSERA_PLUGIN_SCAN_TRACK2_H_

#include "absl/strings/string_view.h"

namespace tessera::plugin {

// The number on track 2 (ISO/IEC 7813): between the start sentinel ";" and the field separator "=" or the
// end sentinel "?". Track 1 ("%...?") may stand before it, and a check character or track 3 behind. Empty
// where there is no track 2.
absl::string_view NumberOnTrack2(absl::string_view text);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SCAN_TRACK2_H_
