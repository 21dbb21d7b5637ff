// What is written down of a finished call. Nothing in it can hold personal data.
#ifndef TESSERA_RPC_CALL_RECORD_H_
#define TESSERA_RPC_CALL_RECORD_H_

#include <functional>
#include <string>

#include "tessera/base/clock.h"
#include "tessera/rpc/identity.h"

namespace tessera::rpc {

struct CallRecord {
  std::string request_id;  // the caller's `x-request-id`, or 16 hexadecimal digits; the caller got it
                           // as `tessera-request-id`
  std::string method;      // "SaleService/Commit"
  std::string caller;      // "terminal/12/3", "hq/anna"; empty where it is unknown
  std::string code;        // "OK", "NOT_FOUND" ...
  std::string reason;      // empty for OK
  std::string field;
  std::string fault;       // the message of an internal error, which the caller does not get
  Duration took;
};

// Called once per call, on any thread; must not block.
using CallLog = std::function<void(const CallRecord&)>;

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_CALL_RECORD_H_
