#include "tessera/operations/members/find_members.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/letters.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/page_key.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

constexpr char kList[] = "members-named";
constexpr size_t kNameBytes = 256;
constexpr size_t kMostWords = 8;
constexpr int kDefaultPage = 20;
constexpr int kLargestPage = 100;
constexpr int kPortion = 1'000;
constexpr int kMostLookedAt = 10'000;
constexpr size_t kLeastLetters = 2;

using Words = std::vector<std::string>;

Words WordsOf(absl::string_view name) {
  return absl::StrSplit(FoldName(name), absl::ByAnyChar(" \t"), absl::SkipEmpty());
}

// Code points of UTF-8.
size_t CountLetters(const std::string& word) {
  return static_cast<size_t>(std::count_if(word.begin(), word.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Each word asked for begins another word of the name.
bool Fits(const Words& asked, Words name) {
  return std::all_of(asked.begin(), asked.end(), [&](const std::string& word) {
    const auto found = std::find_if(name.begin(), name.end(), [&](const std::string& part) {
      return absl::StartsWith(part, word);
    });
    if (found == name.end()) return false;
    name.erase(found);
    return true;
  });
}

// What names in clear may begin with: each word in the ways in which people write it.
std::vector<std::string> BeginningsOf(absl::string_view name) {
  std::vector<std::string> beginnings;
  for (const absl::string_view word :
       absl::StrSplit(name, absl::ByAnyChar(" \t"), absl::SkipEmpty())) {
    for (const std::string& written :
         {TitleCase(word), TitleCase(FoldName(word)), std::string(word), UpperCase(word)}) {
      if (std::find(beginnings.begin(), beginnings.end(), written) == beginnings.end()) {
        beginnings.push_back(written);
      }
    }
  }
  return beginnings;
}

absl::StatusOr<int> PageSizeOf(int32_t requested) {
  if (requested == 0) return kDefaultPage;
  if (requested < 0 || requested > kLargestPage) {
    return InvalidInput("PAGE_SIZE_INVALID", "page_size", "send 1 to 100, or 0 for 20");
  }
  return requested;
}

// Where a page goes on: in which of the beginnings (behind the last: everybody), and behind whom.
struct Place {
  size_t beginning = 0;
  bool found_any = false;
  storage::NamedMember after;
};

absl::Status TokenInvalid() {
  return InvalidInput("PAGE_TOKEN_INVALID", "page_token",
                      "send next_page_token of the answer before, unchanged");
}

absl::StatusOr<Place> ReadPlace(const std::string& token) {
  TESSERA_ASSIGN_OR_RETURN(const auto parts, ParsePageKey(kList, token, 4));
  Place place;
  if (token.empty()) return place;
  if (!absl::SimpleAtoi(parts[0], &place.beginning)) return TokenInvalid();
  place.found_any = parts[1] == "1";
  place.after.masked_name = absl::HexStringToBytes(parts[2]);
  const auto id = MemberId::Parse(parts[3], "page_token");
  if (!id.ok()) return TokenInvalid();
  place.after.member_id = *id;
  return place;
}

std::string TokenOf(const Place& place) {
  return MakePageKey(kList, {absl::StrCat(place.beginning), place.found_any ? "1" : "0",
                             absl::BytesToHexString(place.after.masked_name),
                             place.after.member_id.ToText()});
}

// One page, while it is filled.
class Search {
 public:
  Search(const Context& context, storage::ReadTransaction& transaction, const std::string& name,
         int limit, Place place)
      : context_(context),
        transaction_(transaction),
        asked_(WordsOf(name)),
        beginnings_(BeginningsOf(name)),
        limit_(limit),
        place_(std::move(place)) {}

  absl::StatusOr<v1::FindMembersResponse> Run() {
    while (IsOpen()) {
      const bool everybody = place_.beginning == beginnings_.size();
      const std::string prefix = everybody ? std::string() : beginnings_[place_.beginning];
      TESSERA_ASSIGN_OR_RETURN(
          const auto named, transaction_.follow_ups().ListNamed(prefix, place_.after, kPortion));
      for (const storage::NamedMember& candidate : named) {
        if (IsFull()) return End();
        TESSERA_RETURN_IF_ERROR(LookAt(candidate));
        place_.after = candidate;
      }
      if (static_cast<int>(named.size()) == kPortion) {
        if (IsFull()) return End();
        continue;
      }
      ++place_.beginning;
      place_.after = storage::NamedMember();
    }
    return Sorted();
  }

 private:
  bool IsFull() const {
    return static_cast<int>(found_.size()) == limit_ || looked_at_ >= kMostLookedAt;
  }

  // Whoever asked for several words and got somebody does not mean everybody.
  bool IsOpen() const {
    if (place_.beginning < beginnings_.size()) return true;
    return place_.beginning == beginnings_.size() && (asked_.size() == 1 || !place_.found_any);
  }

  // Those behind an earlier beginning were looked at there.
  bool IsSeen(const std::string& masked_name) const {
    return std::any_of(beginnings_.begin(), beginnings_.begin() + place_.beginning,
                       [&](const std::string& beginning) {
                         return absl::StartsWith(masked_name, beginning);
                       });
  }

  absl::Status LookAt(const storage::NamedMember& candidate) {
    ++looked_at_;
    if (IsSeen(candidate.masked_name)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(candidate.member_id));
    if (!member || member->status == storage::MemberStatus::kMerged) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const v1::MemberProfile profile, ProfileOf(context_, *member));
    const Words words = WordsOf(profile.full_name());
    if (!Fits(asked_, words)) return absl::OkStatus();
    v1::FoundMember found;
    TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                             LoadMember(context_, transaction_, member->member_id));
    TESSERA_ASSIGN_OR_RETURN(*found.mutable_member(),
                             MemberToProto(context_, transaction_, loaded, ""));
    found.set_full_name(profile.full_name());
    found.set_home_store_id(member->home_store);
    found_.push_back({IsWhole(words), std::move(found)});
    place_.found_any = true;
    return absl::OkStatus();
  }

  bool IsWhole(Words words) const {
    return std::all_of(asked_.begin(), asked_.end(), [&](const std::string& word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    });
  }

  v1::FindMembersResponse End() {
    v1::FindMembersResponse response = Sorted();
    response.set_next_page_token(TokenOf(place_));
    return response;
  }

  v1::FindMembersResponse Sorted() {
    std::stable_partition(found_.begin(), found_.end(),
                          [](const auto& found) { return found.first; });
    v1::FindMembersResponse response;
    for (auto& found : found_) *response.add_members() = std::move(found.second);
    return response;
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const Words asked_;
  const std::vector<std::string> beginnings_;
  const int limit_;
  Place place_;
  int looked_at_ = 0;
  std::vector<std::pair<bool, v1::FoundMember>> found_;  // with whole words, and who
};

}  // namespace

absl::StatusOr<v1::FindMembersResponse> FindMembers(const Context& context,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::FindMembersRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckText(request.name(), kNameBytes, "name"));
  const Words words = WordsOf(request.name());
  if (words.empty()) return InvalidInput("NAME_REQUIRED", "name", "send a name, or a part of it");
  if (words.size() > kMostWords) return InvalidInput("NAME_INVALID", "name", "send at most 8 words");
  const bool is_long_enough = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return CountLetters(word) >= kLeastLetters;
  });
  if (!is_long_enough) {
    return InvalidInput("NAME_TOO_SHORT", "name", "send at least two letters of one of the names");
  }
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSizeOf(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(Place place, ReadPlace(request.page_token()));
  return Search(context, transaction, request.name(), limit, std::move(place)).Run();
}

}  // namespace tessera::operations
