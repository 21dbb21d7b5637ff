#include "tessera/cli/quality.h"

#include <map>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/letters.h"

namespace tessera::cli {
namespace {

uint64_t HashOf(absl::string_view text) { return absl::Hash<absl::string_view>()(text); }

std::string Attribute(const v1::MemberProfile& profile, const std::string& key) {
  const auto found = profile.attributes().find(key);
  return found == profile.attributes().end()
             ? ""
             : std::string(absl::StripAsciiWhitespace(found->second));
}

// The last ten digits: +7 900 ... and 8 900 ... are one. Empty where there are fewer.
std::string DigitsOf(absl::string_view phone) {
  constexpr size_t kDigits = 10;
  std::string digits;
  for (const char c : phone) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits.push_back(c);
  }
  return digits.size() < kDigits ? "" : digits.substr(digits.size() - kDigits);
}

bool IsEmail(absl::string_view text) {
  const size_t at = text.find('@');
  const size_t dot = text.rfind('.');
  return at != absl::string_view::npos && at > 0 && text.find('@', at + 1) == absl::string_view::npos &&
         dot != absl::string_view::npos && dot > at + 1 && dot + 1 < text.size() &&
         text.find(' ') == absl::string_view::npos;
}

}  // namespace

void MemberQuality::AddCard(const v1::CardState& card) {
  if (!card.out_of_use()) with_card_.insert(HashOf(card.member_id()));
}

std::string MemberQuality::FirstWith(absl::string_view what, absl::string_view value,
                                     const std::string& member_id) {
  const auto [found, is_first] = first_.try_emplace(HashOf(absl::StrCat(what, "\n", value)), member_id);
  return is_first ? "" : found->second;
}

std::vector<Finding> MemberQuality::Look(const v1::MemberState& member) {
  std::vector<Finding> findings;
  if (!member.merged_into().empty()) return findings;
  LookAtContact(member, findings);
  LookAtBirthday(member, findings);
  LookAtPerson(member, findings);
  return findings;
}

void MemberQuality::LookAtContact(const v1::MemberState& member, std::vector<Finding>& findings) {
  const std::string email = absl::AsciiStrToLower(Attribute(member.profile(), "email"));
  const std::string phone = Attribute(member.profile(), "phone");
  if (email.empty() && phone.empty()) {
    const bool has_card = with_card_.contains(HashOf(member.member_id()));
    findings.push_back({has_card ? "CONTACT_UNSEEN" : "UNREACHABLE", "attributes", ""});
  }
  if (!email.empty() && !IsEmail(email)) findings.push_back({"EMAIL_INVALID", "attributes", ""});
  if (!email.empty()) {
    std::string other = FirstWith("email", email, member.member_id());
    if (!other.empty()) findings.push_back({"EMAIL_REPEATED", "attributes", std::move(other)});
  }
  const std::string digits = DigitsOf(phone);
  if (digits.empty()) return;
  std::string other = FirstWith("phone", digits, member.member_id());
  if (!other.empty()) findings.push_back({"PHONE_REPEATED", "attributes", std::move(other)});
}

void MemberQuality::LookAtBirthday(const v1::MemberState& member, std::vector<Finding>& findings) {
  constexpr int kYoungest = 14;
  constexpr int kOldest = 100;
  constexpr int kImpossible = 120;
  const v1::MemberProfile& profile = member.profile();
  const int year = profile.birth_year();
  if (year == 0 && profile.birth_month() == 0 && profile.birth_day() == 0) return;
  // A leap year where none is known: 29 February is a birthday.
  const absl::CivilDay born(year == 0 ? 2000 : year, profile.birth_month(), profile.birth_day());
  const bool is_day = born.month() == profile.birth_month() && born.day() == profile.birth_day();
  const auto age = today_.year() - year;
  if (!is_day || (year != 0 && (born > today_ || age > kImpossible))) {
    findings.push_back({"BIRTHDAY_IMPOSSIBLE", "birth_day", ""});
    return;
  }
  const bool is_default = (year == 1900 || year == 1970) && born.month() == 1 && born.day() == 1;
  if (year != 0 && (is_default || age < kYoungest || age > kOldest)) {
    findings.push_back({"BIRTHDAY_UNLIKELY", "birth_year", ""});
  }
}

void MemberQuality::LookAtPerson(const v1::MemberState& member, std::vector<Finding>& findings) {
  const v1::MemberProfile& profile = member.profile();
  if (profile.full_name().empty()) {
    findings.push_back({"NAME_MISSING", "full_name", ""});
    return;
  }
  if (profile.birth_year() == 0 || profile.birth_month() == 0 || profile.birth_day() == 0) return;
  std::string other = FirstWith(
      "person",
      absl::StrCat(FoldName(profile.full_name()), "\n", profile.birth_year(), "-",
                   profile.birth_month(), "-", profile.birth_day()),
      member.member_id());
  if (!other.empty()) findings.push_back({"PERSON_REPEATED", "full_name", std::move(other)});
}

std::string AdviceOn(absl::string_view reason) {
  static const auto* const advice = new std::map<std::string, std::string, std::less<>>{
      {"UNREACHABLE", "nobody can call on them: give them a card or a contact, or block them"},
      {"CONTACT_UNSEEN", "ask for an e-mail or a phone, unless a card of theirs is one"},
      {"EMAIL_INVALID", "correct the e-mail"},
      {"BIRTHDAY_IMPOSSIBLE", "correct the date of birth, or take it away"},
      {"BIRTHDAY_UNLIKELY", "look at the date of birth again"},
      {"NAME_MISSING", "ask for the name"},
      {"PHONE_REPEATED", "is it one person, merge them: tessera member merge"},
      {"EMAIL_REPEATED", "is it one person, merge them: tessera member merge"},
      {"PERSON_REPEATED", "is it one person, merge them: tessera member merge"}};
  const auto found = advice->find(reason);
  return found == advice->end() ? "" : found->second;
}

}  // namespace tessera::cli
