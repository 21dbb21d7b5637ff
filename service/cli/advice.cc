#include "tessera/cli/advice.h"

#include <algorithm>
#include <iterator>

namespace tessera::cli {
namespace {

struct Advice {
  absl::string_view reason;
  absl::string_view next;
};

constexpr Advice kAdvice[] = {
    {"ALREADY_ANSWERED", "nothing is lost: the first answer stands; see `tessera survey list`"},
    {"BACKUPS_OFF", "set backup_folder in the service's configuration and start it anew"},
    {"BACKUP_RUNNING", "another backup is being made; ask again when it is done"},
    {"BATCH_UNKNOWN", "see coupon_batches in `tessera program show`"},
    {"COMMENT_REQUIRED", "say why with --comment"},
    {"COUNTING", "the past is still being counted; see `tessera jobs`, and ask again later"},
    {"CURRENCY_CHANGED", "keep the currency of the live program: balances are worth money of it"},
    {"CURSOR_INVALID", "take a snapshot with `tessera feed snapshot`, and go on from its cursor"},
    {"CURSOR_TOO_OLD", "take a snapshot with `tessera feed snapshot`, and go on from its cursor"},
    {"DIGITS_CHANGED", "keep the digits of the live program: every balance is counted in them"},
    {"DISK_FULL", "free space on the service's machine, then ask again"},
    {"DRAFT_CHANGED", "look at what was saved meanwhile with `tessera program draft show`, then save anew"},
    {"DRAFT_UNKNOWN", "see `tessera program draft list`"},
    {"FILE_EXISTS", "name another file, or take the one that is there"},
    {"FORECAST_TOO_FEW", "say an earlier --from, or fewer filters; \"insight show\" needs no history"},
    {"FORECAST_UNSTABLE", "say an earlier --from, or other filters; \"insight show\" needs no history"},
    {"IDENTIFIER_TAKEN", "find whose it is with `tessera member show`; two records of one person: `tessera member merge`"},
    {"IDENTIFIER_UNKNOWN", "look for the person with `tessera member find`"},
    {"IMPORT_RUNNING", "another import runs; wait for it, then ask again"},
    {"JOB_RUNNING", "it runs already; see how far it is with `tessera jobs`"},
    {"LAST_PROGRAM", "publish the one that is to take its place: `tessera program publish version:N`"},
    {"MEMBER_BLOCKED", "unblock with `tessera member unblock`, if that is right"},
    {"MEMBER_MERGED", "use the member that it was merged into"},
    {"MEMBER_UNKNOWN", "look for the person with `tessera member find`"},
    {"NAME_TOO_SHORT", "say at least two letters of each name, or look by --card or --phone"},
    {"NOT_CONFIRMED", "say --yes where nobody can be asked"},
    {"POINTS_INSUFFICIENT", "see the balance with `tessera member show`"},
    {"PROGRAM_CHANGED", "somebody published meanwhile: look with `tessera program diff`, then publish again"},
    {"PROGRAM_ID_CHANGED", "keep program_id of the live program; see `tessera program show`"},
    {"PROGRAM_INVALID", "see all faults with `tessera program check FILE`"},
    {"PROGRAM_UNKNOWN", "see what was published with `tessera program versions`"},
    {"PUBLICATION_UNKNOWN", "see `tessera program publications`"},
    {"QUERY_RUNNING", "others ask for figures meanwhile; try again in a moment"},
    {"QUEUE_FULL", "the service is busy; try again in a moment"},
    {"ROLE_REQUIRED", "ask for a certificate of the role that the message names"},
    {"SALE_UNKNOWN", "look for the sale with `tessera sale list`"},
    {"SEGMENT_UNKNOWN", "see `tessera segment list`"},
    {"STORE_CHANGED", "somebody changed the store meanwhile: look with `tessera store list`, then set it again"},
    {"STORE_UNKNOWN", "see `tessera store list`; a new one: `tessera store set STORE --name NAME`"},
    {"TERMINAL_UNKNOWN", "see `tessera terminal list`"},
    {"TLS_MISSING", "give --ca, --cert and --key, or --insecure for a service on this machine"},
    {"TOO_MANY_STREAMS", "others read meanwhile; try again in a moment"},
    {"TOO_MANY_WRONG_LINKS", "wait a minute, and read the code from the slip again"},
    {"TRYOUT_RUNNING", "two try-outs run already; wait for one of them, then ask again"},
};

constexpr bool IsSorted() {
  for (size_t i = 1; i < std::size(kAdvice); ++i) {
    if (kAdvice[i - 1].reason >= kAdvice[i].reason) return false;
  }
  return true;
}
static_assert(IsSorted());

}  // namespace

absl::string_view AdviceFor(absl::string_view reason) {
  const auto* const found = std::lower_bound(
      std::begin(kAdvice), std::end(kAdvice), reason,
      [](const Advice& advice, absl::string_view wanted) { return advice.reason < wanted; });
  const bool known = found != std::end(kAdvice) && found->reason == reason;
  return known ? found->next : absl::string_view();
}

}  // namespace tessera::cli
