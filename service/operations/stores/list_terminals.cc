#include "tessera/operations/stores/list_terminals.h"

#include <optional>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/page_key.h"
#include "tessera/operations/stores/list_stores.h"
#include "tessera/operations/stores/troubles.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "terminals";
constexpr int kPortion = 1'000;
// A page looks at so many terminals, so that one of those in trouble alone ends soon.
constexpr int kMostPortions = 20;

// What is the same for the terminals of one store, which come one after another.
struct StoreFacts {
  std::string store_id;
  int64_t version = 0;
  bool closed = false;
};

class Page {
 public:
  Page(const Context& context, storage::ReadTransaction& transaction,
       const v1::ListTerminalsRequest& request, const IsWatching& is_watching)
      : context_(context), transaction_(transaction), request_(request), is_watching_(is_watching) {}

  absl::StatusOr<v1::ListTerminalsResponse> Read(int limit, storage::TerminalFilter filter) {
    response_.set_as_of_us(context_.now.us);
    for (int portion = 0; portion < kMostPortions; ++portion) {
      TESSERA_ASSIGN_OR_RETURN(const auto rows,
                               transaction_.stores().ListTerminals(filter, kPortion));
      for (const storage::Terminal& row : rows) {
        if (response_.terminals_size() == limit) return EndAt(filter);
        TESSERA_RETURN_IF_ERROR(Add(row));
        filter.after_store = row.store_id;
        filter.after_terminal = row.terminal_id;
      }
      if (static_cast<int>(rows.size()) < kPortion) return std::move(response_);
    }
    return EndAt(filter);
  }

 private:
  v1::ListTerminalsResponse EndAt(const storage::TerminalFilter& filter) {
    response_.set_next_page_token(
        MakePageKey(kList, {filter.after_store, filter.after_terminal}));
    return std::move(response_);
  }

  absl::Status Add(const storage::Terminal& row) {
    TESSERA_RETURN_IF_ERROR(TurnTo(row.store_id));
    v1::TerminalState state;
    state.set_store_id(row.store_id);
    state.set_terminal_id(row.terminal_id);
    state.set_registered(row.registered);
    state.set_last_seen_us(row.seen_at.us);
    state.set_watching(is_watching_ && is_watching_(row.store_id, row.terminal_id));
    if (!row.report.empty() && !state.mutable_report()->ParseFromString(row.report)) {
      return Broken("a stored report of a terminal is unreadable");
    }
    state.set_reported_at_us(row.reported_at.us);
    state.set_expected_version(store_.version);
    for (std::string& trouble : TroublesOf(state, row.outbox_id, store_.closed, context_.now)) {
      state.add_troubles(std::move(trouble));
    }
    if (!request_.only_in_trouble() || state.troubles_size() > 0) {
      *response_.add_terminals() = std::move(state);
    }
    return absl::OkStatus();
  }

  absl::Status TurnTo(const std::string& store_id) {
    if (store_.store_id == store_id) return absl::OkStatus();
    store_.store_id = store_id;
    TESSERA_ASSIGN_OR_RETURN(store_.version, VersionInForce(transaction_, store_id));
    TESSERA_ASSIGN_OR_RETURN(const auto row, transaction_.stores().FindStore(store_id));
    store_.closed = row && row->closed;
    return absl::OkStatus();
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const v1::ListTerminalsRequest& request_;
  const IsWatching& is_watching_;
  StoreFacts store_;
  v1::ListTerminalsResponse response_;
};

}  // namespace

absl::StatusOr<v1::ListTerminalsResponse> ListTerminals(const Context& context,
                                                        storage::ReadTransaction& transaction,
                                                        const v1::ListTerminalsRequest& request,
                                                        const IsWatching& is_watching) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(auto after, ParsePageKey(kList, request.page_token(), 2));
  storage::TerminalFilter filter{request.store_id(), request.region(), std::move(after[0]),
                                 std::move(after[1])};
  return Page(context, transaction, request, is_watching).Read(limit, std::move(filter));
}

}  // namespace tessera::operations
