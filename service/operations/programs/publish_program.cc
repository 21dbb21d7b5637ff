#include "tessera/operations/programs/publish_program.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/ids.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/known_store.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/operations/common/requested.h"
#include "tessera/operations/programs/segment_definitions.h"
#include "tessera/operations/programs/source.h"
#include "tessera/operations/programs/telling.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr char kMethod[] = "PublishProgram";
constexpr size_t kMaximumComment = 256;
constexpr int kMostStores = 1'000;
constexpr int kMostLookedAt = 1'000;
constexpr Duration kMostAhead = Days(366);
// Whoever asks for "now" by his own clock is not refused for that.
constexpr Duration kLateness = Seconds(60);

// Balances are so many of the smallest unit: what that is worth must not change under them.
absl::Status CheckSuccession(const v1::Program& program, const v1::Program& before) {
  if (program.program_id() != before.program_id()) {
    return Refused("PROGRAM_ID_CHANGED", "program.program_id",
                   "a chain has one program; keep its id");
  }
  if (program.currency_code() != before.currency_code()) {
    return Refused("CURRENCY_CHANGED", "program.currency_code",
                   "balances are worth money of the old currency; keep it");
  }
  if (program.currency_digits() != before.currency_digits()) {
    return Refused("DIGITS_CHANGED", "program.currency_digits",
                   "every amount that was booked would mean another one; keep them");
  }
  if (program.points_digits() != before.points_digits()) {
    return Refused("DIGITS_CHANGED", "program.points_digits",
                   "every balance would be worth another amount; keep them");
  }
  return absl::OkStatus();
}

bool WasEverInForce(const storage::Publication& publication) {
  if (publication.state == storage::PublicationState::kInForce) return true;
  return publication.withdrawn_at && publication.starts_at < *publication.withdrawn_at;
}

bool IsWaiting(const storage::Publication& publication) {
  return publication.state == storage::PublicationState::kWaiting;
}

// The version in force for all; where there is none, the newest that anything was ever booked by, or else
// will be. 0 if nothing can have been, nor is to be.
absl::StatusOr<int64_t> Predecessor(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
  if (live != 0) return live;
  const storage::Publications& publications = std::as_const(transaction).publications();
  TESSERA_ASSIGN_OR_RETURN(const auto listed, publications.List("", 0, kMostLookedAt));
  auto found = std::find_if(listed.begin(), listed.end(), WasEverInForce);
  if (found == listed.end()) found = std::find_if(listed.begin(), listed.end(), IsWaiting);
  return found != listed.end() ? found->version : 0;
}

absl::StatusOr<v1::Program> StoredProgram(storage::ReadTransaction& transaction, int64_t version) {
  TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction.FindProgram(version));
  v1::Program program;
  if (!stored || !program.ParseFromString(stored->document)) {
    return Broken("a stored program is unreadable");
  }
  return program;
}

absl::Status CheckSuccession(storage::ReadTransaction& transaction, const v1::Program& program,
                             int64_t predecessor) {
  if (predecessor == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const v1::Program former, StoredProgram(transaction, predecessor));
  return CheckSuccession(program, former);
}

bool IsForSome(const v1::PublishProgramRequest& request) {
  return request.store_ids_size() > 0 || request.regions_size() > 0;
}

// Who is in a segment is said by the version in force for all alone.
absl::StatusOr<std::vector<std::string>> UnlikeSegmentsOf(storage::ReadTransaction& transaction,
                                                          const v1::PublishProgramRequest& request,
                                                          const v1::Program& program) {
  const std::set<std::string> named = SegmentsNamed(program, /*surveys=*/true);
  if (!IsForSome(request) || named.empty()) return std::vector<std::string>();
  v1::Program live;
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, transaction.LiveProgramVersion());
  if (version != 0) {
    TESSERA_ASSIGN_OR_RETURN(live, StoredProgram(transaction, version));
  }
  return UnlikeSegments(program, live, named);
}

Digest ContentOf(const v1::PublishProgramRequest& request) {
  ContentHasher hasher("tessera-publish-program-1");
  hasher.Add(DigestBytes(ProgramDigest(ProgramDocument(request.program()))));
  AddSource(request.source(), hasher);
  hasher.Add(request.starts_at_us()).Add(int64_t{request.store_ids_size()});
  for (const std::string& store_id : request.store_ids()) hasher.Add(store_id);
  hasher.Add(int64_t{request.regions_size()});
  for (const std::string& region : request.regions()) hasher.Add(region);
  return hasher.Add(request.comment()).Add(request.expected_version()).Finish();
}

absl::Status CheckRequest(const Context& context, const v1::PublishProgramRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckText(request.comment(), kMaximumComment, "comment"));
  const Instant starts_at{request.starts_at_us()};
  const bool is_past = starts_at.us != 0 && starts_at + kLateness < context.now;
  if (is_past || starts_at > context.now + kMostAhead) {
    return InvalidInput("STARTS_AT_INVALID", "starts_at_us",
                        "send a time to come, at most 366 days ahead, or leave it out for now");
  }
  if (request.store_ids_size() > kMostStores || request.regions_size() > kMostStores) {
    return InvalidInput("TOO_MANY_ITEMS", "store_ids", "name at most 1,000; name none for all");
  }
  for (int i = 0; i < request.store_ids_size(); ++i) {
    const std::string& store_id = request.store_ids(i);
    if (store_id.empty() || store_id.size() > 64 || store_id.find('\n') != std::string::npos) {
      return InvalidInput("STORE_ID_INVALID", absl::StrCat("store_ids[", i, "]"),
                          "send 1 to 64 bytes");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> StoresOf(storage::ReadTransaction& transaction,
                                                  const v1::PublishProgramRequest& request) {
  std::vector<std::string> store_ids(request.store_ids().begin(), request.store_ids().end());
  for (int i = 0; i < request.regions_size(); ++i) {
    const std::string& region = request.regions(i);
    std::vector<storage::ChainStore> stores;
    if (!region.empty()) {
      TESSERA_ASSIGN_OR_RETURN(stores, transaction.stores().ListStores(region, "", kMostStores + 1));
    }
    // None at all would be all stores of the chain.
    if (stores.empty()) {
      return InvalidInput("REGION_UNKNOWN", absl::StrCat("regions[", i, "]"),
                          "no store is in this region; list stores to see their regions");
    }
    for (const storage::ChainStore& store : stores) store_ids.push_back(store.store_id);
  }
  std::sort(store_ids.begin(), store_ids.end());
  store_ids.erase(std::unique(store_ids.begin(), store_ids.end()), store_ids.end());
  if (store_ids.size() > static_cast<size_t>(kMostStores)) {
    return InvalidInput("TOO_MANY_ITEMS", "regions",
                        "these are more than 1,000 stores; publish for all, or in several steps");
  }
  return store_ids;
}

absl::StatusOr<storage::ProgramVersion> VersionOf(const Context& context,
                                                  storage::Transaction& transaction,
                                                  const v1::PublishProgramRequest& request,
                                                  PreparedProgram prepared) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t known,
                           transaction.publications().FindVersion(prepared.digest));
  if (known != 0) {
    TESSERA_ASSIGN_OR_RETURN(auto stored, transaction.FindProgram(known));
    if (!stored) return Broken("a version is gone");
    return *std::move(stored);
  }
  storage::ProgramVersion next;
  TESSERA_ASSIGN_OR_RETURN(next.version, transaction.publications().LastVersion());
  ++next.version;
  next.document = std::move(prepared.document);
  next.digest = prepared.digest;
  next.published_at = context.now;
  next.published_by = context.caller.principal;
  next.comment = request.comment();
  TESSERA_RETURN_IF_ERROR(transaction.AddProgram(next));
  return next;
}

// Never before what is in force already, even if the clock was put back: what is published last counts.
absl::StatusOr<Instant> StartOf(const Context& context, storage::ReadTransaction& transaction,
                                const std::vector<std::string>& store_ids) {
  Instant starts_at = context.now;
  const storage::Publications& publications = std::as_const(transaction).publications();
  if (store_ids.empty()) {
    TESSERA_ASSIGN_OR_RETURN(const auto last, publications.LastInForce());
    if (last) starts_at = std::max(starts_at, last->starts_at);
  }
  for (const std::string& store_id : store_ids) {
    TESSERA_ASSIGN_OR_RETURN(const auto in_force, publications.InForce(store_id));
    if (in_force) starts_at = std::max(starts_at, in_force->starts_at);
  }
  return starts_at;
}

absl::StatusOr<v1::PublishProgramResponse> Publish(const Context& context,
                                                   storage::Transaction& transaction,
                                                   const v1::PublishProgramRequest& request,
                                                   PreparedProgram prepared) {
  storage::Publications& publications = transaction.publications();
  storage::Publication publication;
  const std::vector<std::string> unlike = std::move(prepared.unlike_segments);
  TESSERA_ASSIGN_OR_RETURN(publication.store_ids, StoresOf(transaction, request));
  const bool waits = Instant{request.starts_at_us()} > context.now;
  TESSERA_ASSIGN_OR_RETURN(const storage::ProgramVersion version,
                           VersionOf(context, transaction, request, std::move(prepared)));
  v1::PublishProgramResponse response;
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_version(), ProgramToProto(version, false));
  if (!waits && publication.store_ids.empty()) {
    // Where a pilot started since, publishing for all ends it.
    TESSERA_ASSIGN_OR_RETURN(const auto live, publications.LastInForce());
    if (live && live->version == version.version && live->store_ids.empty()) {
      response.mutable_version()->set_starts_at_us(live->starts_at.us);
      *response.mutable_publication() = PublicationToProto(*live);
      return response;
    }
  }
  response.mutable_unlike_segments()->Assign(unlike.begin(), unlike.end());
  publication.version = version.version;
  publication.starts_at = Instant{request.starts_at_us()};
  publication.state =
      waits ? storage::PublicationState::kWaiting : storage::PublicationState::kInForce;
  if (!waits) {
    TESSERA_ASSIGN_OR_RETURN(publication.starts_at,
                             StartOf(context, transaction, publication.store_ids));
  }
  publication.published_at = context.now;
  publication.published_by = context.caller.principal;
  publication.comment = request.comment();
  TESSERA_ASSIGN_OR_RETURN(publication.publication_no, publications.Add(publication));
  TESSERA_RETURN_IF_ERROR(TellOf(context, transaction, publication.publication_no));
  if (!waits) TESSERA_RETURN_IF_ERROR(transaction.AppendProgramChange());
  response.mutable_version()->set_starts_at_us(publication.starts_at.us);
  *response.mutable_publication() = PublicationToProto(publication);
  return response;
}

}  // namespace

absl::StatusOr<PreparedProgram> PrepareProgram(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               const v1::PublishProgramRequest& request) {
  PreparedProgram prepared;
  prepared.content = ContentOf(request);
  if (!request.change_id().empty()) {
    const Requested requested{kMethod, request.change_id()};
    TESSERA_ASSIGN_OR_RETURN(const auto row, NewRow(context, requested, prepared.content));
    TESSERA_ASSIGN_OR_RETURN(const auto first, FindFirst(transaction, requested, row));
    if (first) return prepared;
  }
  TESSERA_RETURN_IF_ERROR(CheckRequest(context, request));
  for (int i = 0; i < request.store_ids_size(); ++i) {
    TESSERA_RETURN_IF_ERROR(
        CheckStoreKnown(transaction, request.store_ids(i), absl::StrCat("store_ids[", i, "]")));
  }
  v1::ProgramSource itself;
  if (!request.has_source()) *itself.mutable_program() = request.program();
  TESSERA_ASSIGN_OR_RETURN(
      const Sourced sourced,
      ReadSource(transaction, request.has_source() ? request.source() : itself, "source"));
  TESSERA_RETURN_IF_ERROR(CompileSource(sourced.program, 1, "program").status());
  TESSERA_ASSIGN_OR_RETURN(prepared.compared_with, Predecessor(transaction));
  TESSERA_RETURN_IF_ERROR(
      CheckSuccession(transaction, sourced.program, prepared.compared_with));
  TESSERA_ASSIGN_OR_RETURN(prepared.unlike_segments,
                           UnlikeSegmentsOf(transaction, request, sourced.program));
  prepared.document = ProgramDocument(sourced.program);
  prepared.digest = ProgramDigest(prepared.document);
  return prepared;
}

absl::StatusOr<v1::PublishProgramResponse> PublishPrepared(const Context& context,
                                                           storage::Transaction& transaction,
                                                           const v1::PublishProgramRequest& request,
                                                           PreparedProgram prepared) {
  const auto publish =
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::PublishProgramResponse> {
    TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
    if (request.expected_version() != 0 && request.expected_version() != live) {
      return Refused("PROGRAM_CHANGED", "expected_version",
                     absl::StrCat("version ", live, " is in force by now; look at it first"));
    }
    TESSERA_ASSIGN_OR_RETURN(const int64_t predecessor, Predecessor(transaction));
    if (predecessor != prepared.compared_with) {
      v1::Program program;
      if (!program.ParseFromString(prepared.document)) return Broken("a program is unreadable");
      TESSERA_RETURN_IF_ERROR(CheckSuccession(transaction, program, predecessor));
      TESSERA_ASSIGN_OR_RETURN(prepared.unlike_segments,
                               UnlikeSegmentsOf(transaction, request, program));
    }
    row.comment = request.comment();
    return Publish(context, transaction, request, std::move(prepared));
  };
  const Digest content = prepared.content;
  // Whoever sends none asks for something new each time; it is kept all the same who did.
  const std::string change_id = !request.change_id().empty()
                                    ? request.change_id()
                                    : UuidToText(MakeUuidV7(context.now, context.random));
  return Once<v1::PublishProgramResponse>(context, transaction, {kMethod, change_id}, content, publish);
}

absl::StatusOr<v1::PublishProgramResponse> PublishProgram(
    const Context& context, storage::Transaction& transaction,
    const v1::PublishProgramRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(PreparedProgram prepared,
                           PrepareProgram(context, transaction, request));
  return PublishPrepared(context, transaction, request, std::move(prepared));
}

}  // namespace tessera::operations
