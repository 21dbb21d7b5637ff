// A store with members whose accounts have a time to come, and a clock that stands still until told.
#ifndef TESSERA_TESTS_JOBS_RIPENING_H_
#define TESSERA_TESTS_JOBS_RIPENING_H_

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/jobs/jobs.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/stopped_clock.h"

namespace tessera::jobs {

using support::StoppedClock;

struct Ripening {
  Ripening() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-jobs-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder = pattern;
    storage::sqlite::SqliteStoreOptions options;
    options.path = folder + "/chain.db";
    auto opened = storage::sqlite::SqliteStore::Open(options, SystemRandom());
    if (!opened.ok()) throw std::runtime_error(opened.status().ToString());
    store = *std::move(opened);
    jobs = std::make_unique<Jobs>(*store, programs, secrets, clock, SystemRandom());
  }
  ~Ripening() {
    jobs.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  void Write(const storage::Store::Work& work) {
    const absl::Status status = store->WriteAndWait(work);
    if (!status.ok()) throw std::runtime_error(status.ToString());
  }
  template <typename T>
  T Read(const std::function<absl::StatusOr<T>(storage::ReadTransaction&)>& work) {
    absl::StatusOr<T> value = absl::UnknownError("not run");
    const absl::Status status = store->Read([&](storage::ReadTransaction& transaction) {
      value = work(transaction);
      return value.status();
    });
    if (!status.ok()) throw std::runtime_error(status.ToString());
    return *std::move(value);
  }

  MemberId NewId() { return MemberId::Make(clock.Now(), SystemRandom()); }

  // A member, perhaps on somebody else's account, whose points live like this.
  MemberId Add(int64_t points, const ledger::LotLife& life,
               const std::optional<MemberId>& shares = std::nullopt) {
    storage::Member member;
    member.member_id = NewId();
    member.shares = shares;
    member.created_at = clock.Now();
    Write([&](storage::Transaction& transaction) -> absl::Status {
      absl::Status added = transaction.AddMember(member);
      if (!added.ok() || points == 0) return added;
      return Change(transaction, member.member_id, [&](ledger::Account& account) {
        return account.Adjust(Points(points), life, {clock.Now()});
      });
    });
    return member.member_id;
  }

  static absl::Status Change(storage::Transaction& transaction, const MemberId& member_id,
                             const std::function<absl::Status(ledger::Account&)>& change) {
    auto state = transaction.LoadAccount(member_id, {});
    if (!state.ok()) return state.status();
    ledger::Account account(*std::move(state));
    absl::Status changed = change(account);
    return changed.ok() ? transaction.SaveAccount(account) : changed;
  }

  ledger::AccountState Account(const MemberId& member_id) {
    return Read<ledger::AccountState>([&](storage::ReadTransaction& transaction) {
      return transaction.LoadAccount(member_id, {});
    });
  }
  int64_t LastChange() {
    return Read<int64_t>([](storage::ReadTransaction& transaction) { return transaction.LastChange(); });
  }
  std::vector<storage::Change> ChangesAfter(int64_t change_no) {
    return Read<std::vector<storage::Change>>([&](storage::ReadTransaction& transaction) {
      return transaction.ListChanges(change_no, 10'000);
    });
  }
  storage::JobRun LastRun(Kind kind) { return (*jobs->List())[static_cast<size_t>(kind)].run; }

  std::string folder;
  StoppedClock clock;
  operations::Secrets secrets;
  operations::Programs programs;
  std::unique_ptr<storage::sqlite::SqliteStore> store;
  std::unique_ptr<Jobs> jobs;
};

}  // namespace tessera::jobs

#endif  // TESSERA_TESTS_JOBS_RIPENING_H_
