// Loads of unary calls: closed loops, where as many are in flight as asked for and each answer starts
// the next call, and open ones, where calls start at a rate whatever the answers do.
#ifndef TESSERA_BENCH_LOAD_H_
#define TESSERA_BENCH_LOAD_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tessera/base/clock.h"

namespace tessera::bench {

// The call to make. Requests are bytes, so that the same client serves the real service and the echo.
struct Target {
  std::shared_ptr<grpc::Channel> channel;
  std::string method;                           // "/tessera.v1.SaleService/Identify"
  std::map<std::string, std::string> metadata;  // with each call
  // Called once per request from any thread; the number counts up over the whole run.
  std::function<std::string(uint64_t number)> request;
};

struct Measured {
  uint64_t calls = 0;
  uint64_t failures = 0;
  std::string first_failure;
  size_t response_bytes = 0;  // of the last answer
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  double cpu_us = 0;  // of a call, on both sides: all that this process used meanwhile
};

// Runs the loop for `length` and waits for the last answers. `numbers` continues from run to run.
// Every call has a deadline of ten seconds.
Measured Run(const Target& target, int in_flight, Duration length, uint64_t& numbers);

// The same for so many calls.
Measured RunCalls(const Target& target, int in_flight, uint64_t calls, uint64_t& numbers);

// Starts `per_second` calls, evenly, for `length`. A call's time counts from when it should have
// started: a load that falls behind shows.
Measured RunPaced(const Target& target, double per_second, Duration length, uint64_t& numbers);

// A channel of its own connection, without compression, proxies or retries.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_LOAD_H_
