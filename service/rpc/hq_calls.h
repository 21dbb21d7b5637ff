// Methods of headquarters that need more than their operation: what the server keeps in memory.
#ifndef TESSERA_RPC_HQ_CALLS_H_
#define TESSERA_RPC_HQ_CALLS_H_

#include <grpcpp/grpcpp.h>

#include "tessera/rpc/front.h"
#include "tessera/v1/store_service.pb.h"
#include "tessera/v1/survey_service.pb.h"

namespace tessera::rpc {

// Knows which terminals are watching.
grpc::ServerUnaryReactor* ListTerminals(Front& front, grpc::CallbackServerContext* context,
                                        const v1::ListTerminalsRequest* request,
                                        v1::ListTerminalsResponse* response);

// Forgets that the terminal was heard of, too.
grpc::ServerUnaryReactor* RemoveTerminal(Front& front, grpc::CallbackServerContext* context,
                                         const v1::RemoveTerminalRequest* request,
                                         v1::RemoveTerminalResponse* response);

// Counts wrong links by caller.
grpc::ServerUnaryReactor* AnswerSurvey(Front& front, grpc::CallbackServerContext* context,
                                       const v1::AnswerSurveyRequest* request,
                                       v1::AnswerSurveyResponse* response);

// Writes when terminals called last; blocks neither its caller nor anybody who waits for an answer.
void KeepPresence(Front& front);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_HQ_CALLS_H_
