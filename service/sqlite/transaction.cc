#include "tessera/sqlite/transaction.h"

#include <utility>

#include "tessera/base/status.h"

namespace tessera::sqlite {

absl::StatusOr<Transaction> Transaction::Begin(Connection& connection, TransactionKind kind) {
  TESSERA_RETURN_IF_ERROR(
      connection.Prepare(kind == TransactionKind::kRead ? "BEGIN" : "BEGIN IMMEDIATE").Run());
  return Transaction(&connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  // A failed rollback leaves a transaction that the next Begin trips over: nothing to do here.
  if (connection_ != nullptr && connection_->in_transaction()) {
    connection_->Prepare("ROLLBACK").Run().IgnoreError();
  }
}

absl::Status Transaction::Commit() {
  TESSERA_RETURN_IF_ERROR(connection_->Prepare("COMMIT").Run());
  connection_ = nullptr;
  return absl::OkStatus();
}

absl::StatusOr<Savepoint> Savepoint::Begin(Connection& connection) {
  TESSERA_RETURN_IF_ERROR(connection.Prepare("SAVEPOINT part").Run());
  return Savepoint(&connection);
}

Savepoint::Savepoint(Savepoint&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Savepoint::~Savepoint() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  connection_->Prepare("ROLLBACK TO part").Run().IgnoreError();
  connection_->Prepare("RELEASE part").Run().IgnoreError();
}

absl::Status Savepoint::Release() {
  TESSERA_RETURN_IF_ERROR(connection_->Prepare("RELEASE part").Run());
  connection_ = nullptr;
  return absl::OkStatus();
}

}  // namespace tessera::sqlite
