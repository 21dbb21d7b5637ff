// Runs the jobs that count behind the sales until nothing is left: receipts, then who is in which segment.
#ifndef TESSERA_TESTS_OPERATIONS_COUNT_BEHIND_H_
#define TESSERA_TESTS_OPERATIONS_COUNT_BEHIND_H_

#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/jobs/insight.h"

namespace tessera::operations {

inline void CountBehind(Chain& chain) {
  for (const jobs::Kind kind : {jobs::Kind::kInsight, jobs::Kind::kSegments}) {
    jobs::Progress progress;
    while (!progress.is_done) {
      absl::Status done = chain.store().Read([&](storage::ReadTransaction& transaction) {
        return jobs::ReadInsight(kind, chain.As(kHq), transaction, progress);
      });
      if (done.ok()) {
        done = chain.store().WriteAndWait([&](storage::Transaction& transaction) {
          return jobs::WriteInsight(kind, chain.As(kHq), transaction, progress);
        });
      }
      BOOST_REQUIRE_MESSAGE(done.ok(), done.ToString());
    }
  }
}

}  // namespace tessera::operations

#endif  // TESSERA_TESTS_OPERATIONS_COUNT_BEHIND_H_
