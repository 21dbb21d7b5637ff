// Small accounts and instants for tests; a microsecond is as good as a day.
#ifndef TESSERA_TESTS_LEDGER_SAMPLE_H_
#define TESSERA_TESTS_LEDGER_SAMPLE_H_

#include "tessera/ledger/account.h"

namespace tessera::ledger {

inline Account Empty(uint8_t member = 7) {
  AccountState state;
  state.member_id.bytes.fill(member);
  return Account(state);
}

inline Cause At(int64_t us) { return Cause{Instant{us}}; }

inline SaleId Sale(uint8_t n) {
  SaleId id;
  id.bytes.fill(n);
  return id;
}

inline Cause Of(const SaleId& sale_id, int64_t us) { return Cause{Instant{us}, sale_id}; }

inline LotLife Life(int64_t from_us, int64_t until_us) {
  return {Instant{from_us}, Instant{until_us}};
}

inline LotLife ForEver() { return {Instant{0}, std::nullopt}; }

// -1 if there is no such lot.
inline int64_t Remaining(const Account& account, int64_t lot_no) {
  for (const Lot& lot : account.state().lots) {
    if (lot.lot_no == lot_no) return lot.remaining.value();
  }
  return -1;
}

}  // namespace tessera::ledger

#endif  // TESSERA_TESTS_LEDGER_SAMPLE_H_
