// The examples of the language's documents. An example is a program, the basket that it is tried on,
// maybe a member, and the receipt that has to come of it:
//
//   ```yaml                 part of a program, below the head, or a whole program
//   ```yaml basket          maybe with at=2026-03-01T18:30 or store=omsk behind it
//   ```yaml member          left out: a card of which nothing is known; "no_card: true" for none
//   ```text                 what `tessera eval --explain` prints
#ifndef TESSERA_TESTS_TRIAL_EXAMPLES_H_
#define TESSERA_TESTS_TRIAL_EXAMPLES_H_

#include <string>
#include <vector>

#include "tessera/trial/trial.h"

namespace tessera::trial {

struct Example {
  std::string heading;  // the nearest one above it
  std::string program;
  TrialInput input;
  std::string receipt;
  size_t receipt_at = 0;  // offset of the receipt in the document
  bool tried = false;     // has a basket
};

// In the document's order; programs without a basket are examples that only have to be good.
std::vector<Example> ExamplesOf(const std::string& document, const std::string& head);

// The first program of a document.
std::string HeadOf(const std::string& document);

}  // namespace tessera::trial

#endif  // TESSERA_TESTS_TRIAL_EXAMPLES_H_
