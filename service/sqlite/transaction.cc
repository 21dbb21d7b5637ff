#include "tessera/sqlite/transaction.h"

#include <utility>

#include "tessera/base/status.h"

namespace tessera::sqlite {
namespace {

constexpr char kRollback[] = "ROLLBACK";
constexpr char kUndoPart[] = "ROLLBACK TO part";
constexpr char kEndPart[] = "RELEASE part";

// Makes the statement now: what ends because memory ran out has none left to make it.
absl::Status Have(Connection& connection, const char* sql) { return connection.Prepare(sql).status(); }

}  // namespace

absl::StatusOr<Transaction> Transaction::Begin(Connection& connection, TransactionKind kind) {
  TESSERA_RETURN_IF_ERROR(Have(connection, kRollback));
  if (connection.is_undo_due()) {
    if (connection.in_transaction()) TESSERA_RETURN_IF_ERROR(connection.Prepare(kRollback).Run());
    connection.SetUndoDue(false);
  }
  TESSERA_RETURN_IF_ERROR(
      connection.Prepare(kind == TransactionKind::kRead ? "BEGIN" : "BEGIN IMMEDIATE").Run());
  return Transaction(&connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  try {
    connection_->Prepare(kRollback).Run().IgnoreError();
  } catch (...) {
    // Seen to below, like one that failed.
  }
  if (connection_->in_transaction()) connection_->SetUndoDue(true);
}

absl::Status Transaction::Commit() {
  TESSERA_RETURN_IF_ERROR(connection_->Prepare("COMMIT").Run());
  connection_ = nullptr;
  return absl::OkStatus();
}

absl::StatusOr<Savepoint> Savepoint::Begin(Connection& connection) {
  TESSERA_RETURN_IF_ERROR(Have(connection, kUndoPart));
  TESSERA_RETURN_IF_ERROR(Have(connection, kEndPart));
  TESSERA_RETURN_IF_ERROR(connection.Prepare("SAVEPOINT part").Run());
  return Savepoint(&connection);
}

Savepoint::Savepoint(Savepoint&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Savepoint::~Savepoint() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  try {
    connection_->Prepare(kUndoPart).Run().IgnoreError();
    connection_->Prepare(kEndPart).Run().IgnoreError();
  } catch (...) {
    // It failed and had no memory to say so: whoever ends the transaction meets the same fault.
  }
}

absl::Status Savepoint::Release() {
  TESSERA_RETURN_IF_ERROR(connection_->Prepare(kEndPart).Run());
  connection_ = nullptr;
  return absl::OkStatus();
}

}  // namespace tessera::sqlite
