// The checked-in list of cases that are left out on purpose, each with its reason.
#ifndef TESSERA_TESTS_CASES_LEFT_OUT_H_
#define TESSERA_TESTS_CASES_LEFT_OUT_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace tessera::cases {

// Case id to reason. The file is an object of texts. INVALID_ARGUMENT / LIST_UNREADABLE.
using LeftOut = std::map<std::string, std::string>;
absl::StatusOr<LeftOut> ReadLeftOut(const std::string& path);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_LEFT_OUT_H_
