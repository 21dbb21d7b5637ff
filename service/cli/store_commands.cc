// Stores, for headquarters.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/v1/store_service.grpc.pb.h"

namespace tessera::cli {
namespace {

int List(const Session& session, const std::string& region) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    Rows rows(session, {{"STORE"}, {"NAME"}, {"REGION"}, {"ZONE"}, {"VERSION", true}, {"CLOSED"},
                        {"TAGS"}, {"ADDRESS"}});
    v1::ListStoresRequest request;
    request.set_region(region);
    request.set_page_size(1'000);
    do {
      v1::ListStoresResponse response;
      TESSERA_RETURN_IF_ERROR(
          client.Call<v1::StoreService>(&v1::StoreService::Stub::ListStores, request, &response));
      for (const v1::ChainStore& store : response.stores()) {
        TESSERA_RETURN_IF_ERROR(
            rows.Add({store.store_id(), store.name(), store.region(), store.time_zone(),
                      NumberCell(store.program_version()), YesCell(store.closed()),
                      absl::StrJoin(store.tags(), ", "), store.address()},
                     store));
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    rows.Finish();
    return kDone;
  });
}

struct Setting {
  v1::ChainStore store;
  std::vector<std::string> tags;
  bool closed = false;
  bool open = false;
  Change change;
};

// What a store is now; a new one is empty. A store is saved as a whole, so the rest must come along.
absl::StatusOr<v1::ChainStore> FindStore(const Client& client, const std::string& store_id) {
  v1::ListStoresRequest request;
  request.set_page_size(1'000);
  do {
    v1::ListStoresResponse response;
    TESSERA_RETURN_IF_ERROR(
        client.Call<v1::StoreService>(&v1::StoreService::Stub::ListStores, request, &response));
    for (const v1::ChainStore& store : response.stores()) {
      if (store.store_id() == store_id) return store;
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  v1::ChainStore store;
  store.set_store_id(store_id);
  return store;
}

int Set(const Session& session, const Setting& setting, const CLI::App& command) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(v1::ChainStore store, FindStore(client, setting.store.store_id()));
    if (command.count("--name") > 0) store.set_name(setting.store.name());
    if (command.count("--region") > 0) store.set_region(setting.store.region());
    if (command.count("--address") > 0) store.set_address(setting.store.address());
    if (setting.closed || setting.open) store.set_closed(setting.closed);
    if (command.count("--tag") > 0) {
      store.mutable_tags()->Assign(setting.tags.begin(), setting.tags.end());
    }
    v1::SaveStoresRequest request;
    *request.add_stores() = store;
    request.set_comment(setting.change.comment);
    v1::SaveStoresResponse response;
    TESSERA_RETURN_IF_ERROR(SendChange<v1::StoreService>(
        client, setting.change, &v1::StoreService::Stub::SaveStores, request, &response));
    const char* const outcome = response.added() > 0     ? "added"
                                : response.changed() > 0 ? "changed"
                                                         : "as it was";
    TESSERA_RETURN_IF_ERROR(
        PrintFacts(session, {{"store", store.store_id()}, {"outcome", outcome}}, response));
    return kDone;
  });
}

void AddSet(CLI::App& store, Session& session) {
  const auto setting = std::make_shared<Setting>();
  CLI::App* command = store.add_subcommand("set", "Make a store, or change what is given of one");
  command->add_option("STORE", *setting->store.mutable_store_id(), "As its terminals name it")
      ->required();
  command->add_option("--name", *setting->store.mutable_name(), "What people call it");
  command->add_option("--region", *setting->store.mutable_region(), "Its region");
  command->add_option("--address", *setting->store.mutable_address(), "Where it is");
  command->add_option("--tag", setting->tags, "Its tags, put in place of those it has");
  CLI::Option* closed = command->add_flag("--closed", setting->closed, "It sells no more");
  command->add_flag("--open", setting->open, "It sells again")->excludes(closed);
  AddChangeId(*command, setting->change);
  AddComment(*command, setting->change, /*required=*/false);
  command->footer("Examples:\n  tessera store set msk-1 --name \"Arbat 12\" --region Moscow\n"
                  "  tessera store set msk-1 --closed --comment \"until the repair is done\"");
  command->callback([&session, setting, command] {
    session.run = [&session, setting, command] { return Set(session, *setting, *command); };
  });
}

}  // namespace

void AddStoreCommands(CLI::App& app, Session& session) {
  CLI::App* store = app.add_subcommand("store", "Make stores and see them");
  store->require_subcommand(1);
  const auto region = std::make_shared<std::string>();
  CLI::App* list = store->add_subcommand("list", "Stores, with the program version in force");
  list->add_option("--region", *region, "Of one region only");
  list->footer("Examples:\n  tessera store list\n  tessera store list --region Moscow");
  list->callback([&session, region] {
    session.run = [&session, region] { return List(session, *region); };
  });
  AddSet(*store, session);
}

}  // namespace tessera::cli
