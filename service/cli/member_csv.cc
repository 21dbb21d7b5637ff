#include "tessera/cli/member_csv.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "tessera/base/status.h"
#include "tessera/base/utf8.h"
#include "tessera/cli/csv.h"

namespace tessera::cli {

const char kMemberColumnsHelp[] =
    R"(Columns, in any order, named by the first row; only member_id and one of card, phone, qr, nfc
are required:
  member_id             UUIDv7, made by you and kept: importing it again changes the member
  card phone qr nfc     what points to the member; more than one separated by |
  full_name             sealed at rest, never shown at a till
  tier                  tier id of the live program; empty for none, no such column: as it was
  tags                  separated by |; empty for none, no such column: as they were
  opening_points        whole number in the program's smallest unit; counts the first time only
  opening_expires       2026-12-31: at the end of that day in the live program's time zone;
                        or 2026-12-31T21:00:00Z; empty for never
  consent_text_version  version of the consent text that the person agreed to
  consent_given         when, as above, but from the beginning of the day
  consent_channel       where; "import" if empty
  language              "ru", "en"
  home_store            id of the store that the member belongs to; as it was if empty
  birthday              1985-06-30, or 06-30 where the year is unknown; as it was if empty
  attribute:NAME        what the chain keeps besides, as "attribute:email"; any number of columns
  status                active or blocked; as it was if empty, active for a new member
The file is UTF-8.)";

namespace {

constexpr char kAttributePrefix[] = "attribute:";

// Puts a cell into the member; returns what should stand there if it can't.
using Setter =
    std::function<std::string(const std::string&, const absl::TimeZone&, v1::MemberImport*)>;
using PlainSetter = std::function<std::string(const std::string&, v1::MemberImport*)>;

Setter AnyZone(PlainSetter set) {
  return [set = std::move(set)](const std::string& cell, const absl::TimeZone&,
                                v1::MemberImport* member) { return set(cell, member); };
}

Setter Identifiers(v1::IdentifierKind kind) {
  return AnyZone([kind](const std::string& cell, v1::MemberImport* member) {
    for (absl::string_view value : absl::StrSplit(cell, '|', absl::SkipWhitespace())) {
      v1::Identifier* identifier = member->add_identifiers();
      identifier->set_kind(kind);
      identifier->set_value(std::string(absl::StripAsciiWhitespace(value)));
    }
    return std::string();
  });
}

Setter Text(void (*set)(v1::MemberImport*, const std::string&)) {
  return AnyZone([set](const std::string& cell, v1::MemberImport* member) {
    set(member, cell);
    return std::string();
  });
}

Setter Time(DayEnd end, void (*set)(v1::MemberImport*, int64_t)) {
  return [end, set](const std::string& cell, const absl::TimeZone& zone,
                    v1::MemberImport* member) {
    const std::optional<int64_t> time = ParseInstant(cell, end, zone);
    if (!time.has_value()) return std::string("a date: 2026-12-31 or 2026-12-31T21:00:00Z");
    set(member, *time);
    return std::string();
  };
}

std::string SetTags(const std::string& cell, v1::MemberImport* member) {
  for (absl::string_view tag : absl::StrSplit(cell, '|', absl::SkipWhitespace())) {
    member->add_tags(std::string(absl::StripAsciiWhitespace(tag)));
  }
  return "";
}

std::string SetOpeningPoints(const std::string& cell, v1::MemberImport* member) {
  int64_t points = 0;
  if (!absl::SimpleAtoi(cell, &points) || points < 0) return "a whole number, 0 or more";
  member->set_opening_points(points);
  return "";
}

std::string SetBirthday(const std::string& cell, v1::MemberImport* member) {
  absl::CivilDay day;
  int month = 0, day_of_month = 0;
  const std::vector<std::string> parts = absl::StrSplit(cell, '-');
  if (absl::ParseCivilTime(cell, &day)) {
    member->set_birth_year(static_cast<int32_t>(day.year()));
    month = day.month();
    day_of_month = day.day();
  } else if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &month) ||
             !absl::SimpleAtoi(parts[1], &day_of_month)) {
    return "a date of birth: 1985-06-30, or 06-30 where the year is unknown";
  }
  member->set_birth_month(month);
  member->set_birth_day(day_of_month);
  return "";
}

std::string SetStatus(const std::string& cell, v1::MemberImport* member) {
  const std::string status = absl::AsciiStrToLower(cell);
  if (status == "active") {
    member->set_status(v1::MEMBER_STATUS_ACTIVE);
  } else if (status == "blocked") {
    member->set_status(v1::MEMBER_STATUS_BLOCKED);
  } else {
    return "active or blocked";
  }
  return "";
}

const std::map<std::string, Setter>& Setters() {
  using Member = v1::MemberImport;
  static const auto* setters = new std::map<std::string, Setter>{
      {"member_id", Text([](Member* m, const std::string& v) { m->set_member_id(v); })},
      {"card", Identifiers(v1::IDENTIFIER_KIND_CARD)},
      {"phone", Identifiers(v1::IDENTIFIER_KIND_PHONE)},
      {"qr", Identifiers(v1::IDENTIFIER_KIND_QR)},
      {"nfc", Identifiers(v1::IDENTIFIER_KIND_NFC)},
      {"full_name", Text([](Member* m, const std::string& v) { m->set_full_name(v); })},
      {"tier", Text([](Member* m, const std::string& v) { m->set_tier(v); })},
      {"tags", AnyZone(SetTags)},
      {"opening_points", AnyZone(SetOpeningPoints)},
      {"opening_expires",
       Time(DayEnd::kLast, [](Member* m, int64_t v) { m->set_opening_expires_at_us(v); })},
      {"consent_text_version",
       Text([](Member* m, const std::string& v) { m->mutable_consent()->set_text_version(v); })},
      {"consent_given",
       Time(DayEnd::kFirst,
            [](Member* m, int64_t v) { m->mutable_consent()->set_given_at_us(v); })},
      {"consent_channel",
       Text([](Member* m, const std::string& v) { m->mutable_consent()->set_channel(v); })},
      {"language", Text([](Member* m, const std::string& v) { m->set_language(v); })},
      {"home_store", Text([](Member* m, const std::string& v) { m->set_home_store_id(v); })},
      {"status", AnyZone(SetStatus)},
      {"birthday", AnyZone(SetBirthday)},
  };
  return *setters;
}

// A column that is there speaks, even where its cell is empty.
void SendEmpty(const std::string& column, v1::MemberImport* member) {
  if (column == "tier") member->set_tier("");
  if (column == "tags") member->set_drop_tags(true);
}

absl::Status FillMember(const std::vector<std::string>& columns,
                        const std::vector<std::string>& cells, const absl::TimeZone& zone,
                        v1::MemberImport* member) {
  if (cells.size() != columns.size()) {
    return InvalidInput("ROW_INVALID", "",
                        absl::StrCat("has ", cells.size(), " cells, the header ", columns.size()));
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string cell(absl::StripAsciiWhitespace(cells[i]));
    if (!IsUtf8(cell)) {
      return InvalidInput("CELL_INVALID", columns[i], "is not UTF-8; save the file as UTF-8");
    }
    SendEmpty(columns[i], member);
    if (cell.empty() || IsRejectColumn(columns[i])) continue;
    if (absl::StartsWith(columns[i], kAttributePrefix)) {
      (*member->mutable_attributes())[columns[i].substr(sizeof kAttributePrefix - 1)] = cell;
      continue;
    }
    const std::string wanted = Setters().at(columns[i])(cell, zone, member);
    if (!wanted.empty()) return InvalidInput("CELL_INVALID", columns[i], absl::StrCat("must be ", wanted));
  }
  if (member->member_id().empty()) return InvalidInput("CELL_MISSING", "member_id", "is required");
  if (member->identifiers_size() == 0) {
    return InvalidInput("CELL_MISSING", "card", "needs a card, phone, qr or nfc");
  }
  if (member->has_consent() && member->consent().channel().empty()) {
    member->mutable_consent()->set_channel("import");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MemberCsv> MemberCsv::Open(std::istream& input) {
  TESSERA_ASSIGN_OR_RETURN(CsvHeader header, ReadHeader(input));
  std::vector<std::string>& columns = header.columns;
  for (const std::string& column : columns) {
    if (Setters().count(column) > 0 || IsRejectColumn(column) ||
        absl::StartsWith(column, kAttributePrefix)) {
      continue;
    }
    return InvalidInput("COLUMN_UNKNOWN", column,
                        absl::StrCat("there is no column \"", column,
                                     "\"; `tessera import members --help` lists them"));
  }
  if (std::find(columns.begin(), columns.end(), "member_id") == columns.end()) {
    return InvalidInput("COLUMN_MISSING", "member_id", "the header must name a member_id column");
  }
  return MemberCsv(input, header.separator, std::move(columns), 1);
}

bool MemberCsv::Next(MemberRow* row) {
  std::vector<std::string> cells;
  while (true) {
    row->line = line_ + 1;
    const RecordEnd end = ReadRecord(*input_, separator_, &cells, &line_);
    if (end == RecordEnd::kFileEnd) return false;
    row->member.Clear();
    if (end == RecordEnd::kQuoteOpen) {
      row->status = InvalidInput("ROW_INVALID", "", "opens a quote that nothing closes");
      return true;
    }
    if (IsBlank(cells)) continue;
    row->status = FillMember(columns_, cells, zone_, &row->member);
    return true;
  }
}

}  // namespace tessera::cli
