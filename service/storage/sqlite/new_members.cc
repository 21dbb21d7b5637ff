// Many members at once: one table after another, so that what is written next stands where the last was.
#include "tessera/storage/sqlite/query.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage::sqlite {

using tessera::sqlite::Statement;

absl::Status SqliteTransaction::AddMembers(absl::Span<const NewMember> members) {
  TESSERA_RETURN_IF_ERROR(InsertMembers(members));
  TESSERA_RETURN_IF_ERROR(InsertIdentifiers(members));
  TESSERA_RETURN_IF_ERROR(InsertAccounts(members));
  TESSERA_RETURN_IF_ERROR(InsertChanges(members));
  return TellNew(members);
}

// Who is new has no row yet that would have to move to the end. Four in a statement: each notes the last
// number of all in a table of its own.
absl::Status SqliteTransaction::InsertChanges(absl::Span<const NewMember> members) {
  constexpr size_t kAtOnce = 4;
  TESSERA_ASSIGN_OR_RETURN(appended_change_, LastChange());
  Statement several = connection_.Prepare(
      "INSERT INTO change (change_no, subject) VALUES (?1, ?2), (?3, ?4), (?5, ?6), (?7, ?8)");
  Statement one = connection_.Prepare("INSERT INTO change (change_no, subject) VALUES (?1, ?2)");
  while (!members.empty()) {
    const size_t count = members.size() >= kAtOnce ? kAtOnce : 1;
    Statement& statement = count == 1 ? one : several;
    for (const NewMember& added : members.first(count)) {
      statement.Integer(++appended_change_).Blob(added.member.member_id.ToBytes());
    }
    TESSERA_RETURN_IF_ERROR(statement.Run());
    statement.Reset();
    members.remove_prefix(count);
  }
  return absl::OkStatus();
}

// Partition by partition, each at its end; those of one member in the order in which AddMember and those
// behind it tell them.
absl::Status SqliteTransaction::TellNew(absl::Span<const NewMember> members) {
  TESSERA_ASSIGN_OR_RETURN(auto events, SqliteEvents::Appending::Begin(events_));
  for (int partition = 0; partition < kEventPartitions; ++partition) {
    for (const NewMember& added : members) {
      const MemberId& id = added.member.member_id;
      if (EventPartitionOf(id.ToBytes()) != partition) continue;
      TESSERA_RETURN_IF_ERROR(
          events.Append(partition, EventKind::kMember, added.member.created_at, id, 0, ""));
      for (const IdentifierHash& hash : added.identifiers) {
        TESSERA_RETURN_IF_ERROR(
            events.Append(partition, EventKind::kCard, now_, id, 0, HashBytes(hash)));
      }
      for (const ledger::Entry& entry : added.account.new_entries()) {
        TESSERA_RETURN_IF_ERROR(
            events.Append(partition, EventKind::kEntry, entry.booked_at, id, entry.entry_no, ""));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace tessera::storage::sqlite
