// tessera.v1.MemberHistory to the engine's values and back.
#ifndef TESSERA_CODEC_HISTORY_H_
#define TESSERA_CODEC_HISTORY_H_

#include "tessera/engine/history.h"
#include "tessera/v1/member.pb.h"

namespace tessera::codec {

engine::MemberHistory HistoryFromProto(const v1::MemberHistory& message);
v1::MemberHistory HistoryToProto(const engine::MemberHistory& history);

}  // namespace tessera::codec

#endif  // TESSERA_CODEC_HISTORY_H_
