// Product sets, named as they are asked for; equal ones once.
#ifndef TESSERA_TESTS_CASES_SET_BOOK_H_
#define TESSERA_TESTS_CASES_SET_BOOK_H_

#include <string>
#include <vector>

#include "tessera/engine/program.h"

namespace tessera::cases {

class SetBook {
 public:
  // `set` has no id yet.
  std::string IdOf(engine::ProductSet set);
  std::vector<engine::ProductSet> Take() { return std::move(sets_); }

 private:
  std::vector<engine::ProductSet> sets_;
};

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_SET_BOOK_H_
