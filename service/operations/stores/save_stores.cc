#include "tessera/operations/stores/save_stores.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"
#include "tessera/storage/events.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr int kMostStores = 1'000;
constexpr size_t kIdBytes = 64;
constexpr size_t kNameBytes = 128;
constexpr size_t kRegionBytes = 64;
constexpr size_t kAddressBytes = 256;
constexpr size_t kCommentBytes = 256;
constexpr int kMostTags = 32;
constexpr size_t kTagBytes = 64;

bool IsPlain(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

absl::Status CheckPlain(const std::string& text, size_t maximum, const std::string& field) {
  TESSERA_RETURN_IF_ERROR(CheckText(text, maximum, field));
  if (IsPlain(text)) return absl::OkStatus();
  return InvalidInput("TEXT_INVALID", field, "send one line of text, without control characters");
}

absl::Status CheckStoreRow(const v1::ChainStore& store, const std::string& at) {
  const std::string& id = store.store_id();
  if (id.empty() || id.size() > kIdBytes || !IsPlain(id)) {
    return InvalidInput("STORE_ID_INVALID", at + "store_id",
                        "send 1 to 64 bytes, as the store's terminals do");
  }
  TESSERA_RETURN_IF_ERROR(CheckPlain(store.name(), kNameBytes, at + "name"));
  TESSERA_RETURN_IF_ERROR(CheckPlain(store.region(), kRegionBytes, at + "region"));
  TESSERA_RETURN_IF_ERROR(CheckPlain(store.address(), kAddressBytes, at + "address"));
  if (store.revision() < 0) {
    return InvalidInput("REVISION_INVALID", at + "revision",
                        "send the revision that is changed, or 0 for whatever there is");
  }
  if (store.tags_size() > kMostTags) {
    return InvalidInput("TAG_INVALID", at + "tags", "send at most 32 tags");
  }
  for (const std::string& tag : store.tags()) {
    if (tag.empty() || tag.size() > kTagBytes || !IsPlain(tag)) {
      return InvalidInput("TAG_INVALID", at + "tags", "a tag has 1 to 64 bytes");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckInput(const v1::SaveStoresRequest& request) {
  if (request.stores_size() < 1 || request.stores_size() > kMostStores) {
    return InvalidInput("TOO_MANY_ITEMS", "stores", "send 1 to 1,000 stores at a time");
  }
  std::set<std::string> seen;
  for (int i = 0; i < request.stores_size(); ++i) {
    const std::string at = absl::StrCat("stores[", i, "].");
    TESSERA_RETURN_IF_ERROR(CheckStoreRow(request.stores(i), at));
    if (seen.insert(request.stores(i).store_id()).second) continue;
    return InvalidInput("STORE_ID_INVALID", at + "store_id", "this store is there twice");
  }
  return CheckText(request.comment(), kCommentBytes, "comment");
}

// Never changes: it is stored.
Digest ContentOf(const v1::SaveStoresRequest& request) {
  ContentHasher hasher("tessera save stores 1");
  hasher.Add(request.comment()).Add(int64_t{request.stores_size()});
  for (const v1::ChainStore& store : request.stores()) {
    hasher.Add(store.store_id()).Add(store.name()).Add(store.region()).Add(store.address());
    hasher.Add(int64_t{store.closed()}).Add(store.revision()).Add(int64_t{store.tags_size()});
    for (const std::string& tag : store.tags()) hasher.Add(tag);
  }
  return hasher.Finish();
}

storage::ChainStore RowOf(v1::ChainStore store, int64_t revision) {
  store.clear_time_zone();
  store.clear_program_version();
  store.set_revision(revision);
  std::sort(store.mutable_tags()->begin(), store.mutable_tags()->end());
  storage::ChainStore row;
  row.store_id = store.store_id();
  row.name = store.name();
  row.region = store.region();
  row.closed = store.closed();
  row.document = store.SerializeAsString();
  return row;
}

// Of the row as it is; 0 for a store that is not there.
absl::StatusOr<int64_t> RevisionOf(const std::optional<storage::ChainStore>& row) {
  v1::ChainStore store;
  if (row && !store.ParseFromString(row->document)) return Broken("a stored store is unreadable");
  return store.revision();
}

absl::Status Save(const Context& context, storage::Transaction& transaction,
                  const v1::ChainStore& store, const std::string& at,
                  v1::SaveStoresResponse& response) {
  TESSERA_ASSIGN_OR_RETURN(const auto before, transaction.stores().FindStore(store.store_id()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t revision, RevisionOf(before));
  if (store.revision() != 0 && store.revision() != revision) {
    return Refused("STORE_CHANGED", at + "revision",
                   absl::StrCat("its revision is ", revision,
                                " by now; look at what changed, and save with that"));
  }
  if (before && before->document == RowOf(store, revision).document) return absl::OkStatus();
  const storage::ChainStore row = RowOf(store, revision + 1);
  if (before) {
    response.set_changed(response.changed() + 1);
  } else {
    response.set_added(response.added() + 1);
  }
  TESSERA_RETURN_IF_ERROR(transaction.stores().SaveStore(row));
  storage::Event event;
  event.kind = storage::EventKind::kStore;
  event.happened_at = context.now;
  event.key = row.store_id;
  return transaction.events().Append(event);
}

}  // namespace

absl::StatusOr<v1::SaveStoresResponse> SaveStores(const Context& context,
                                                  storage::Transaction& transaction,
                                                  const v1::SaveStoresRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckInput(request));
  return Once<v1::SaveStoresResponse>(
      context, transaction, {"SaveStores", request.change_id()}, ContentOf(request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::SaveStoresResponse> {
        v1::SaveStoresResponse response;
        for (int i = 0; i < request.stores_size(); ++i) {
          TESSERA_RETURN_IF_ERROR(Save(context, transaction, request.stores(i),
                                       absl::StrCat("stores[", i, "]."), response));
        }
        row.comment = request.comment();
        return response;
      });
}

}  // namespace tessera::operations
