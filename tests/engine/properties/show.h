// Messages and members as text, for counterexamples.
#ifndef TESSERA_TESTS_ENGINE_PROPERTIES_SHOW_H_
#define TESSERA_TESTS_ENGINE_PROPERTIES_SHOW_H_

#include <string>

#include "google/protobuf/message_lite.h"
#include "tessera/engine/basket.h"

namespace tessera::engine {

// `type`: its name in tessera.v1, "Program".
std::string ShowMessage(const google::protobuf::MessageLite& message, const std::string& type);

std::string ShowMember(const MemberView& member);

}  // namespace tessera::engine

#endif  // TESSERA_TESTS_ENGINE_PROPERTIES_SHOW_H_
