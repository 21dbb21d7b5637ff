// The descriptor set of basket.proto and member_view.proto, made at build time by EmbedDescriptor.cmake.
#ifndef TESSERA_TRIAL_TRIAL_DESCRIPTOR_H_
#define TESSERA_TRIAL_TRIAL_DESCRIPTOR_H_

#include <cstddef>

namespace tessera::trial {

extern const unsigned char kTrialDescriptor[];
extern const size_t kTrialDescriptorSize;

}  // namespace tessera::trial

#endif  // TESSERA_TRIAL_TRIAL_DESCRIPTOR_H_
