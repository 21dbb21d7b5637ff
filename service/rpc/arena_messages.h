// Messages of a call in one piece of memory: a basket is some hundred small allocations otherwise.
#ifndef TESSERA_RPC_ARENA_MESSAGES_H_
#define TESSERA_RPC_ARENA_MESSAGES_H_

#include <array>
#include <cstddef>

#include <google/protobuf/arena.h>
#include <grpcpp/support/message_allocator.h>

namespace tessera::rpc {

// Thread-safe. Outlives the server that it is given to.
template <typename Request, typename Response>
class ArenaMessages final : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder; }

 private:
  class Holder final : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(first_.data(), first_.size()) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    // Of twenty lines, and what is said of them; the arena takes more where it needs more.
    alignas(std::max_align_t) std::array<char, 14 * 1024> first_;
    google::protobuf::Arena arena_;
  };
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_ARENA_MESSAGES_H_
