// One acceptance case in the neutral format: a programme, a customer, a basket and what must come out.
#ifndef TESSERA_TESTS_CASES_CASE_H_
#define TESSERA_TESTS_CASES_CASE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tessera::cases {

struct Case {
  std::string id;
  std::string title;
  std::string file;  // without folder and ending: what cases are counted by as their source
  std::string source;
  std::string portability;
  std::vector<std::string> features;  // the first is the main one
  std::string currency_code;
  int currency_digits = 2;
  nlohmann::json programme;
  nlohmann::json customer;
  nlohmann::json basket;
  nlohmann::json expected;
};

// Every case of every *.json file in the folder, by file name. INVALID_ARGUMENT / CASES_UNREADABLE
// with the file in the message: no such folder, no such file in it, no JSON, no case.
absl::StatusOr<std::vector<Case>> ReadCases(const std::string& folder);

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_CASE_H_
