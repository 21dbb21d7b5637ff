// Transactions and savepoints that undo themselves unless they are told to stand.
#ifndef TESSERA_SQLITE_TRANSACTION_H_
#define TESSERA_SQLITE_TRANSACTION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/sqlite/connection.h"

namespace tessera::sqlite {

enum class TransactionKind : uint8_t {
  kRead,   // one consistent state, from the first statement on
  kWrite,  // takes the write lock at once, so that it can't fail later for want of it
};

// On its connection's thread; statements of it must have ended before it does.
class Transaction {
 public:
  static absl::StatusOr<Transaction> Begin(Connection& connection, TransactionKind kind);
  Transaction(Transaction&& other) noexcept;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  // Rolls back unless Commit succeeded.
  ~Transaction();

  // After an error nothing of it stands.
  absl::Status Commit();

 private:
  explicit Transaction(Connection* connection) : connection_(connection) {}
  Connection* connection_;
};

// A part of a transaction that can be undone alone. They nest.
class Savepoint {
 public:
  static absl::StatusOr<Savepoint> Begin(Connection& connection);
  Savepoint(Savepoint&& other) noexcept;
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  Savepoint& operator=(Savepoint&&) = delete;
  // Undoes what it wrote unless Release succeeded.
  ~Savepoint();

  absl::Status Release();

 private:
  explicit Savepoint(Connection* connection) : connection_(connection) {}
  Connection* connection_;
};

}  // namespace tessera::sqlite

#endif  // TESSERA_SQLITE_TRANSACTION_H_
