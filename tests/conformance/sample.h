// Rows to store, and transactions that must go well.
#ifndef TESSERA_TESTS_CONFORMANCE_SAMPLE_H_
#define TESSERA_TESTS_CONFORMANCE_SAMPLE_H_

#include <string>

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"
#include "tessera/storage/store.h"

namespace tessera::storage {

template <typename Id>
Id Number(uint8_t n) {
  Id id;
  id.bytes.fill(n);
  return id;
}

inline Member Person(uint8_t n) {
  Member member;
  member.member_id = Number<MemberId>(n);
  member.masked_name = "Анна К.";
  member.sealed_name = std::string("\0\1", 2);
  member.tags = {"a", "b c"};
  return member;
}

inline absl::Status Add(Store& store, uint8_t n) {
  return store.WriteAndWait([n](Transaction& transaction) {
    TESSERA_RETURN_IF_ERROR(transaction.AddMember(Person(n)));
    return transaction.AppendMemberChange(Number<MemberId>(n));
  });
}

// Everything in `work` must go well.
template <typename Work>
void Reading(Store& store, Work work) {
  const absl::Status status = store.Read([&](ReadTransaction& transaction) {
    work(transaction);
    return absl::OkStatus();
  });
  BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
}

template <typename Work>
void Writing(Store& store, Work work) {
  const absl::Status status = store.WriteAndWait([&](Transaction& transaction) {
    work(transaction);
    return absl::OkStatus();
  });
  BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
}

}  // namespace tessera::storage

#endif  // TESSERA_TESTS_CONFORMANCE_SAMPLE_H_
