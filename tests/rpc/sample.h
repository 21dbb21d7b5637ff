// A small chain for the tests: one program, a few members, one basket.
#ifndef TESSERA_TESTS_RPC_SAMPLE_H_
#define TESSERA_TESTS_RPC_SAMPLE_H_

#include <string>

#include "tessera/v1/sale_service.pb.h"

namespace tessera::tests {

// 10 % off everything, a point per 10 rubles, a point is worth a ruble.
extern const char kProgramYaml[];

// Two pieces of 100.00 in the program's currency.
v1::QuoteRequest MakeQuote(const std::string& sale_id, const std::string& card);

// The commit of what `quote` answered to `request`, at store 1, terminal 1.
v1::CommitRequest MakeCommit(const v1::QuoteRequest& request, const v1::QuoteResponse& quote);

}  // namespace tessera::tests

#endif  // TESSERA_TESTS_RPC_SAMPLE_H_
