// Messages that go over the wire as they are, past gRPC's own reading and writing of them.
#ifndef TESSERA_RPC_RAW_MESSAGE_H_
#define TESSERA_RPC_RAW_MESSAGE_H_

#include <string>
#include <vector>

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include "absl/status/status.h"
#include "tessera/base/status.h"

namespace tessera::rpc {

// INVALID_ARGUMENT / MESSAGE_UNREADABLE.
inline absl::Status ReadRaw(const grpc::ByteBuffer& buffer,
                            google::protobuf::MessageLite* message) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (buffer.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) {
      bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
    if (message->ParseFromString(bytes)) return absl::OkStatus();
  }
  return InvalidInput("MESSAGE_UNREADABLE", "", "send a message of this method");
}

inline grpc::ByteBuffer WriteRaw(const google::protobuf::MessageLite& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_RAW_MESSAGE_H_
