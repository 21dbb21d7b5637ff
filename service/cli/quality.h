// What is doubtful about members as they stand in the database.
#ifndef TESSERA_CLI_QUALITY_H_
#define TESSERA_CLI_QUALITY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "tessera/v1/feed_service.pb.h"

namespace tessera::cli {

struct Finding {
  const char* reason;
  std::string field;
  std::string other;  // the member who had the same first; empty where nobody is meant
};

// Looks at members one after another; remembers of each some dozens of bytes, and no name and no number in
// clear. Whether a card is a phone can't be told: the database has keyed hashes of both. So who is reached
// by a phone that is a card, or shares one, does not show. For one thread.
class MemberQuality {
 public:
  explicit MemberQuality(absl::CivilDay today) : today_(today) {}

  // All cards come before the members.
  void AddCard(const v1::CardState& card);
  // With its profile. Nothing of who was merged into another:
  //   UNREACHABLE          no card in use, and neither e-mail nor phone among the attributes
  //   CONTACT_UNSEEN       the same with a card, which may be a phone
  //   EMAIL_INVALID        not a name, an @ and a domain
  //   BIRTHDAY_IMPOSSIBLE  no such day, in the future, or more than 120 years ago
  //   BIRTHDAY_UNLIKELY    1 January of 1900 or 1970, or younger than 14 or older than 100
  //   NAME_MISSING         no name
  //   PHONE_REPEATED, EMAIL_REPEATED, PERSON_REPEATED  the same attribute, or name and whole date of birth
  std::vector<Finding> Look(const v1::MemberState& member);

 private:
  // Who had it first, as text; empty if nobody.
  std::string FirstWith(absl::string_view what, absl::string_view value, const std::string& member_id);
  void LookAtContact(const v1::MemberState& member, std::vector<Finding>& findings);
  void LookAtBirthday(const v1::MemberState& member, std::vector<Finding>& findings);
  void LookAtPerson(const v1::MemberState& member, std::vector<Finding>& findings);

  const absl::CivilDay today_;
  absl::flat_hash_set<uint64_t> with_card_;             // hashes of member ids
  absl::flat_hash_map<uint64_t, std::string> first_;    // member ids by what they have
};

// What to do about it.
std::string AdviceOn(absl::string_view reason);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_QUALITY_H_
