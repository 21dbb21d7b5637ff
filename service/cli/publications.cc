#include "tessera/cli/publications.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/status.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::cli {
namespace {

constexpr int kMostStoresNamed = 5;

bool IsInForce(const v1::Publication& publication) {
  return publication.state() == v1::PUBLICATION_STATE_IN_FORCE;
}

bool StartedLater(const v1::Publication& one, const v1::Publication& other) {
  return std::make_tuple(one.starts_at_us(), one.publication_no()) >
         std::make_tuple(other.starts_at_us(), other.publication_no());
}

bool IsSame(const v1::Publication* one, const v1::Publication* other) {
  if (one == nullptr || other == nullptr) return one == other;
  return one->publication_no() == other->publication_no();
}

template <typename Stores>
std::string NamesOf(const Stores& stores) {
  const auto count = static_cast<int>(stores.size());
  const int named = std::min(count, kMostStoresNamed);
  return absl::StrCat(absl::StrJoin(stores.begin(), std::next(stores.begin(), named), ", "),
                      count > named ? absl::StrCat(" and ", count - named, " more") : "");
}

std::set<std::string> StoresOf(const v1::Publication& publication) {
  return {publication.store_ids().begin(), publication.store_ids().end()};
}

std::set<std::string> StoresWithTheirOwn(const std::vector<v1::Publication>& publications) {
  std::set<std::string> stores;
  for (const v1::Publication& publication : publications) {
    if (IsInForce(publication)) stores.merge(StoresOf(publication));
  }
  return stores;
}

// A line for each group of `stores` by what is left there. What is left for all is passed over where
// `for_all` has said it.
std::string ElsewhereText(const std::vector<v1::Publication>& before,
                          const std::vector<v1::Publication>& left,
                          const std::set<std::string>& stores, bool for_all) {
  // By its number, 0 for none, and by whether another one counted there before.
  std::map<std::pair<int64_t, bool>, std::vector<std::string>> groups;
  std::map<int64_t, const v1::Publication*> known;
  for (const std::string& store : stores) {
    const v1::Publication* const back = InForceIn(left, store);
    if (for_all && back != nullptr && back->store_ids().empty()) continue;
    const int64_t no = back == nullptr ? 0 : back->publication_no();
    known[no] = back;
    groups[{no, !IsSame(InForceIn(before, store), back)}].push_back(store);
  }
  std::string text;
  for (const auto& [key, names] : groups) {
    const v1::Publication* const back = known[key.first];
    absl::StrAppend(&text, "  in ", NamesOf(names));
    if (back == nullptr) {
      absl::StrAppend(&text, " no program is in force\n");
      continue;
    }
    absl::StrAppend(&text, " version ", back->version(),
                    key.second ? " comes back into force" : " stays in force", " (publication ",
                    back->publication_no(), back->store_ids().empty() ? ", for all" : "", ")\n");
  }
  return text;
}

}  // namespace

absl::StatusOr<std::vector<v1::Publication>> FetchPublications(const Client& client) {
  std::vector<v1::Publication> publications;
  v1::ListPublicationsRequest request;
  request.set_page_size(1'000);
  do {
    v1::ListPublicationsResponse response;
    TESSERA_RETURN_IF_ERROR(client.Call<v1::ProgramService>(
        &v1::ProgramService::Stub::ListPublications, request, &response));
    publications.insert(publications.end(), response.publications().begin(),
                        response.publications().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return publications;
}

const v1::Publication* InForceIn(const std::vector<v1::Publication>& publications,
                                 const std::string& store_id) {
  const v1::Publication* last = nullptr;
  for (const v1::Publication& publication : publications) {
    const auto& stores = publication.store_ids();
    const bool concerns =
        stores.empty() || std::find(stores.begin(), stores.end(), store_id) != stores.end();
    if (!IsInForce(publication) || !concerns) continue;
    if (last == nullptr || StartedLater(publication, *last)) last = &publication;
  }
  return last;
}

std::vector<const v1::Publication*> Pilots(const std::vector<v1::Publication>& publications) {
  const v1::Publication* const for_all = InForceIn(publications, "");
  std::vector<const v1::Publication*> pilots;
  for (const v1::Publication& publication : publications) {
    if (!IsInForce(publication) || publication.store_ids_size() == 0) continue;
    if (for_all == nullptr || StartedLater(publication, *for_all)) pilots.push_back(&publication);
  }
  return pilots;
}

std::string PilotText(const v1::Publication& publication) {
  return absl::StrCat("publication ", publication.publication_no(), " (version ",
                      publication.version(), ") in ", NamesOf(publication.store_ids()));
}

std::string TextWithout(const v1::Publication& taken,
                        const std::vector<v1::Publication>& publications) {
  if (taken.state() == v1::PUBLICATION_STATE_WAITING) {
    return "It waits for its time; it will never count.\n";
  }
  std::vector<v1::Publication> left = publications;
  for (v1::Publication& publication : left) {
    if (publication.publication_no() == taken.publication_no()) {
      publication.set_state(v1::PUBLICATION_STATE_WITHDRAWN);
    }
  }
  const bool for_all = taken.store_ids().empty();
  const v1::Publication* const chain = InForceIn(left, "");
  if (for_all && chain == nullptr) return "";
  const std::string elsewhere = ElsewhereText(
      publications, left, for_all ? StoresWithTheirOwn(left) : StoresOf(taken), for_all);
  if (!for_all) return absl::StrCat("Without it:\n", elsewhere);
  const bool changes = IsSame(InForceIn(publications, ""), &taken);
  return absl::StrCat("Version ", chain->version(), changes ? " is" : " stays", " in force for all",
                      changes ? " again" : "", elsewhere.empty() ? "." : ", but not everywhere:", "\n",
                      elsewhere);
}

}  // namespace tessera::cli
