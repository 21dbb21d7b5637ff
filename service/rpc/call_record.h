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

// An item of a batch that was refused or failed, and does not come again by itself: the call as a whole
// went well.
struct ItemRecord {
  std::string request_id;
  std::string method;
  std::string caller;
  std::string item;      // "17", "17 sale 0192...", a member's id
  bool is_fault = false;  // the service failed at it
  std::string reason;
  std::string field;
  std::string message;   // also of an internal error, which the caller does not get
};

// Called once per such item, on any thread; must not block.
using ItemLog = std::function<void(const ItemRecord&)>;

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_CALL_RECORD_H_
