#include "chain_folder.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "tessera/app/key_file.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/ledger/account.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

constexpr int kGroup = 256;  // members in a transaction
constexpr Points kGiven(100);
constexpr Points kTaken(-60);

absl::Status AddMember(int number, int entries, const operations::Secrets& secrets,
                        storage::Transaction& transaction) {
  const Instant now = SystemClock().Now();
  storage::Member member;
  TESSERA_ASSIGN_OR_RETURN(
      member.member_id, MemberId::Parse(support::MakeMember(number).member_id(), "member_id"));
  member.consent_version = "bench";
  member.consent_channel = "import";
  member.consent_given_at = now;
  member.created_at = now;
  TESSERA_RETURN_IF_ERROR(transaction.AddMember(member));
  const Identifier card{IdentifierKind::kCard, support::CardOf(number)};
  TESSERA_RETURN_IF_ERROR(
      transaction.AddIdentifier(HashIdentifier(secrets.lookup_key, card), member.member_id));
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state,
                           transaction.LoadAccount(member.member_id, {}));
  ledger::Account account(std::move(state));
  const ledger::LotLife life{now, std::nullopt};
  for (int i = 0; i < entries; ++i) {
    TESSERA_RETURN_IF_ERROR(
        account.Adjust(i % 2 == 0 ? kGiven : kTaken, life, {now, {}, {}, "bench"}));
  }
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(account));
  return transaction.AppendMemberChange(member.member_id);
}

void ShowProgress(int made, int members) {
  std::fprintf(stderr, "\rtessera-bench: %d of %d members made%s", made, members,
               made == members ? "\n" : "");
}

}  // namespace

absl::Status MakeChain(const std::filesystem::path& folder, int members, int entries) {
  TESSERA_ASSIGN_OR_RETURN(
      const operations::Secrets secrets,
      app::CreateKeyFile((folder / "tessera.keys").string(), SystemRandom()));
  storage::sqlite::SqliteStoreOptions options;
  options.path = (folder / "tessera.db").string();
  options.key_check = app::KeyCheck(secrets);
  TESSERA_ASSIGN_OR_RETURN(const std::unique_ptr<storage::sqlite::SqliteStore> store,
                           storage::sqlite::SqliteStore::Open(options, SystemRandom()));
  for (int first = 0; first < members; first += kGroup) {
    const int end = std::min(first + kGroup, members);
    const absl::Status made = store->WriteAndWait([&](storage::Transaction& transaction) {
      for (int number = first; number < end; ++number) {
        TESSERA_RETURN_IF_ERROR(AddMember(number, entries, secrets, transaction));
      }
      return absl::OkStatus();
    });
    TESSERA_RETURN_IF_ERROR(made);
    if (first % (kGroup * 40) == 0 || end == members) ShowProgress(end, members);
  }
  return absl::OkStatus();
}

}  // namespace tessera::bench
