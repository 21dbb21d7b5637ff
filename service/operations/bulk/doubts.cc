#include "tessera/operations/bulk/doubts.h"

#include <cstdint>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace tessera::operations {
namespace {

bool HasPhone(const v1::MemberImport& member) {
  for (const v1::Identifier& identifier : member.identifiers()) {
    if (identifier.kind() == v1::IDENTIFIER_KIND_PHONE) return true;
  }
  return false;
}

bool IsUnlikelyBirth(const Context& context, const v1::MemberImport& member) {
  constexpr int kYoungest = 14;
  constexpr int kOldest = 100;
  const int year = member.birth_year();
  if (year == 0) return false;
  const auto today = absl::ToCivilDay(absl::FromUnixMicros(context.now.us), absl::UTCTimeZone());
  if (today.year() - year < kYoungest || today.year() - year > kOldest) return true;
  // What systems write that ask for a date and get none.
  return (year == 1900 || year == 1970) && member.birth_month() == 1 && member.birth_day() == 1;
}

}  // namespace

v1::RowVerdict DoubtOf(int64_t row_no, absl::string_view reason, absl::string_view field,
                       absl::string_view message) {
  v1::RowVerdict verdict;
  verdict.set_row_no(row_no);
  verdict.set_reason(std::string(reason));
  verdict.set_field(std::string(field));
  verdict.set_message(std::string(message));
  verdict.set_warning(true);
  return verdict;
}

std::vector<v1::RowVerdict> DoubtsOf(const Context& context, const v1::ImportRow& row) {
  std::vector<v1::RowVerdict> doubts;
  if (!row.has_member()) return doubts;
  const auto doubt = [&](absl::string_view reason, absl::string_view field, absl::string_view message) {
    doubts.push_back(DoubtOf(row.row_no(), reason, field, message));
  };
  const v1::MemberImport& member = row.member();
  const auto email = member.attributes().find("email");
  const bool has_email = email != member.attributes().end();
  if (member.full_name().empty()) {
    doubt("NAME_MISSING", "full_name", "nobody knows what to call this member");
  }
  if (!HasPhone(member) && !has_email) {
    doubt("CONTACT_MISSING", "identifiers", "there is no phone and no e-mail to reach them by");
  }
  if (has_email && !absl::StrContains(email->second, "@")) {
    doubt("CONTACT_UNREACHABLE", "attributes", "the e-mail has no @");
  }
  if (IsUnlikelyBirth(context, member)) {
    doubt("DATE_UNLIKELY", "birth_year", "look at the date of birth again");
  }
  return doubts;
}

}  // namespace tessera::operations
