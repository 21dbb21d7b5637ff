#include "tessera/cli/publications.h"

#include <algorithm>
#include <tuple>

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
  const auto& stores = publication.store_ids();
  const int named = std::min(stores.size(), kMostStoresNamed);
  return absl::StrCat("publication ", publication.publication_no(), " (version ",
                      publication.version(), ") in ",
                      absl::StrJoin(stores.begin(), stores.begin() + named, ", "),
                      stores.size() > named ? absl::StrCat(" and ", stores.size() - named, " more") : "");
}

}  // namespace tessera::cli
