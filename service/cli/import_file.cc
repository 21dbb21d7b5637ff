#include "tessera/cli/import_file.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"
#include "tessera/base/utf8.h"
#include "tessera/cli/csv.h"
#include "tessera/cli/output.h"

namespace tessera::cli {
namespace {

struct Cell {
  const std::string& text;
  const absl::TimeZone& zone;
};

// Puts a cell into the row; returns what should stand there if it can't.
using Setter = std::function<std::string(const Cell&, v1::ImportRow*)>;
using Columns = std::map<std::string, Setter>;

template <typename Set>
Setter Text(Set set) {
  return [set](const Cell& cell, v1::ImportRow* row) {
    set(row, cell.text);
    return std::string();
  };
}

template <typename Set>
Setter Number(Set set) {
  return [set](const Cell& cell, v1::ImportRow* row) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(cell.text, &number)) return std::string("a whole number");
    set(row, number);
    return std::string();
  };
}

template <typename Set>
Setter Time(DayEnd end, Set set) {
  return [end, set](const Cell& cell, v1::ImportRow* row) {
    const auto time = ParseInstant(cell.text, end, cell.zone);
    if (!time) return std::string("a date: 2026-12-31 or 2026-12-31T21:00:00Z");
    set(row, *time);
    return std::string();
  };
}

template <typename Set>
Setter Yes(Set set) {
  return [set](const Cell& cell, v1::ImportRow* row) {
    const std::string word = absl::AsciiStrToLower(cell.text);
    const bool yes = word == "yes" || word == "true" || word == "1";
    if (!yes && word != "no" && word != "false" && word != "0") return std::string("yes or no");
    set(row, yes);
    return std::string();
  };
}

// Who is meant: by id, card or phone.
template <typename Member>
void AddMemberColumns(Member member, Columns& columns) {
  columns["member_id"] = Text([member](v1::ImportRow* row, const std::string& text) {
    member(row)->set_member_id(text);
  });
  const auto by = [member](v1::IdentifierKind kind) {
    return Text([member, kind](v1::ImportRow* row, const std::string& text) {
      member(row)->mutable_identifier()->set_kind(kind);
      member(row)->mutable_identifier()->set_value(text);
    });
  };
  columns["member_card"] = by(v1::IDENTIFIER_KIND_CARD);
  columns["member_phone"] = by(v1::IDENTIFIER_KIND_PHONE);
}

using Row = v1::ImportRow;

Columns CardColumns() {
  Columns columns;
  AddMemberColumns([](Row* row) { return row->mutable_card()->mutable_member(); }, columns);
  const auto gives = [](v1::IdentifierKind kind) {
    return Text([kind](Row* row, const std::string& text) {
      row->mutable_card()->mutable_identifier()->set_kind(kind);
      row->mutable_card()->mutable_identifier()->set_value(text);
    });
  };
  columns["card"] = gives(v1::IDENTIFIER_KIND_CARD);
  columns["phone"] = gives(v1::IDENTIFIER_KIND_PHONE);
  columns["qr"] = gives(v1::IDENTIFIER_KIND_QR);
  columns["nfc"] = gives(v1::IDENTIFIER_KIND_NFC);
  columns["out_of_use"] = Yes([](Row* row, bool v) { row->mutable_card()->set_out_of_use(v); });
  return columns;
}

Columns BalanceColumns() {
  Columns columns;
  AddMemberColumns([](Row* row) { return row->mutable_balance()->mutable_member(); }, columns);
  columns["balance_id"] =
      Text([](Row* row, const std::string& v) { row->mutable_balance()->set_balance_id(v); });
  columns["add_points"] =
      Number([](Row* row, int64_t v) { row->mutable_balance()->set_add_points(v); });
  columns["wallet_minor"] =
      Number([](Row* row, int64_t v) { row->mutable_balance()->set_wallet_minor(v); });
  columns["active_from"] = Time(DayEnd::kFirst, [](Row* row, int64_t v) {
    row->mutable_balance()->set_active_from_us(v);
  });
  columns["expires"] = Time(DayEnd::kLast, [](Row* row, int64_t v) {
    row->mutable_balance()->set_expires_at_us(v);
  });
  columns["comment"] =
      Text([](Row* row, const std::string& v) { row->mutable_balance()->set_comment(v); });
  return columns;
}

Columns CouponColumns() {
  Columns columns;
  AddMemberColumns([](Row* row) { return row->mutable_coupon()->mutable_member(); }, columns);
  columns["code"] = Text([](Row* row, const std::string& v) { row->mutable_coupon()->set_code(v); });
  columns["batch_id"] =
      Text([](Row* row, const std::string& v) { row->mutable_coupon()->set_batch_id(v); });
  columns["active_from"] = Time(DayEnd::kFirst, [](Row* row, int64_t v) {
    row->mutable_coupon()->set_active_from_us(v);
  });
  columns["expires"] = Time(DayEnd::kLast, [](Row* row, int64_t v) {
    row->mutable_coupon()->set_expires_at_us(v);
  });
  columns["maximum_uses"] = Number([](Row* row, int64_t v) {
    row->mutable_coupon()->set_maximum_uses(static_cast<int32_t>(std::clamp<int64_t>(v, -1, 1'000'000)));
  });
  return columns;
}

Columns GiftCardColumns() {
  return {
      {"code", Text([](Row* row, const std::string& v) { row->mutable_gift_card()->set_code(v); })},
      {"balance_minor",
       Number([](Row* row, int64_t v) { row->mutable_gift_card()->set_balance_minor(v); })},
      {"expires", Time(DayEnd::kLast, [](Row* row,
                                         int64_t v) { row->mutable_gift_card()->set_expires_at_us(v); })},
      {"blocked", Yes([](Row* row, bool v) { row->mutable_gift_card()->set_blocked(v); })}};
}

Columns ProductColumns() {
  return {
      {"sku", Text([](Row* row, const std::string& v) { row->mutable_product()->set_sku(v); })},
      {"name", Text([](Row* row, const std::string& v) { row->mutable_product()->set_name(v); })},
      {"category",
       Text([](Row* row, const std::string& v) { row->mutable_product()->set_category(v); })},
      {"brand", Text([](Row* row, const std::string& v) { row->mutable_product()->set_brand(v); })},
      {"labels", Text([](Row* row, const std::string& v) {
         for (absl::string_view label : absl::StrSplit(v, '|', absl::SkipWhitespace())) {
           row->mutable_product()->add_labels(std::string(absl::StripAsciiWhitespace(label)));
         }
       })},
      {"unit_cost_minor",
       Number([](Row* row, int64_t v) { row->mutable_product()->set_unit_cost_minor(v); })},
      {"gone", Yes([](Row* row, bool v) { row->mutable_product()->set_gone(v); })}};
}

struct Kind {
  v1::ImportKind kind;
  const char* type;              // of a JSON line
  std::string required;          // column
  Columns columns;               // none for members, who have a reader of their own
  void (*begin)(Row*);           // has the row be of the kind
  bool (*parse)(Row*, const std::string&);  // from the bytes of the type
};

#define TESSERA_PARTS(field) \
  [](Row* row) { row->mutable_##field(); }, \
  [](Row* row, const std::string& bytes) { return row->mutable_##field()->ParseFromString(bytes); }

const std::map<std::string, Kind>& Kinds() {
  static const auto* const kinds = new std::map<std::string, Kind>{
      {"members",
       {v1::IMPORT_KIND_MEMBERS, "MemberImport", "member_id", {}, TESSERA_PARTS(member)}},
      {"cards", {v1::IMPORT_KIND_CARDS, "CardImport", "", CardColumns(), TESSERA_PARTS(card)}},
      {"balances",
       {v1::IMPORT_KIND_BALANCES, "BalanceImport", "balance_id", BalanceColumns(), TESSERA_PARTS(balance)}},
      {"coupons",
       {v1::IMPORT_KIND_COUPONS, "CouponImport", "code", CouponColumns(), TESSERA_PARTS(coupon)}},
      {"gift-cards",
       {v1::IMPORT_KIND_GIFT_CARDS, "GiftCardImport", "code", GiftCardColumns(), TESSERA_PARTS(gift_card)}},
      {"products",
       {v1::IMPORT_KIND_PRODUCTS, "Product", "sku", ProductColumns(), TESSERA_PARTS(product)}}};
  return *kinds;
}

#undef TESSERA_PARTS

const Kind& KindOf(v1::ImportKind kind) {
  for (const auto& [name, one] : Kinds()) {
    if (one.kind == kind) return one;
  }
  return Kinds().begin()->second;
}

absl::Status Fill(const Kind& kind, const std::vector<std::string>& columns,
                  const std::vector<std::string>& cells, const absl::TimeZone& zone, Row* row) {
  if (cells.size() != columns.size()) {
    return InvalidInput("ROW_INVALID", "",
                        absl::StrCat("has ", cells.size(), " cells, the header ", columns.size()));
  }
  kind.begin(row);
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string cell(absl::StripAsciiWhitespace(cells[i]));
    if (!IsUtf8(cell)) {
      return InvalidInput("CELL_INVALID", columns[i], "is not UTF-8; save the file as UTF-8");
    }
    if (cell.empty() || IsRejectColumn(columns[i])) continue;
    const std::string wanted = kind.columns.at(columns[i])({cell, zone}, row);
    if (!wanted.empty()) {
      return InvalidInput("CELL_INVALID", columns[i], absl::StrCat("must be ", wanted));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<v1::ImportKind> ImportKindOf(const std::string& name) {
  const auto found = Kinds().find(name);
  if (found == Kinds().end()) return std::nullopt;
  return found->second.kind;
}

std::vector<std::string> ImportKindNames() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : Kinds()) names.push_back(name);
  return names;
}

std::string ImportColumnsHelp(v1::ImportKind kind) {
  if (kind == v1::IMPORT_KIND_MEMBERS) return kMemberColumnsHelp;
  std::string help = "Columns, in any order:";
  for (const auto& [name, setter] : KindOf(kind).columns) absl::StrAppend(&help, " ", name);
  return help;
}

absl::StatusOr<std::unique_ptr<ImportFile>> ImportFile::Open(const std::string& path,
                                                             v1::ImportKind kind, bool json) {
  std::unique_ptr<ImportFile> file(new ImportFile);
  file->path_ = path;
  file->kind_ = kind;
  file->json_ = json;
  file->file_.open(path, std::ios::binary);
  if (!file->file_) {
    return InvalidInput("FILE_UNREADABLE", "FILE", absl::StrCat("cannot read ", path));
  }
  file->file_.seekg(0, std::ios::end);
  file->size_bytes_ = file->file_.tellg();
  file->file_.seekg(0);
  if (!json) TESSERA_RETURN_IF_ERROR(file->ReadCsvHeader());
  return file;
}

absl::Status ImportFile::ReadCsvHeader() {
  TESSERA_ASSIGN_OR_RETURN(const CsvHeader header, ReadHeader(file_));
  separator_ = header.separator;
  const int64_t behind = file_.eof() ? size_bytes_ : static_cast<int64_t>(file_.tellg());
  header_ = std::string(absl::StripTrailingAsciiWhitespace(Piece(0, behind)));
  line_ = 1;
  if (kind_ == v1::IMPORT_KIND_MEMBERS) {
    file_.clear();
    file_.seekg(0);
    TESSERA_ASSIGN_OR_RETURN(members_, MemberCsv::Open(file_));
    return absl::OkStatus();
  }
  const Kind& kind = KindOf(kind_);
  for (const std::string& column : header.columns) {
    if (kind.columns.count(column) > 0 || IsRejectColumn(column)) continue;
    return InvalidInput("COLUMN_UNKNOWN", column,
                        absl::StrCat("there is no column \"", column, "\"; ",
                                     ImportColumnsHelp(kind_)));
  }
  columns_ = header.columns;
  if (!kind.required.empty() &&
      std::find(columns_.begin(), columns_.end(), kind.required) == columns_.end()) {
    return InvalidInput("COLUMN_MISSING", kind.required,
                        absl::StrCat("the header must name a ", kind.required, " column"));
  }
  return absl::OkStatus();
}

void ImportFile::SetZone(const absl::TimeZone& zone) {
  zone_ = zone;
  if (members_) members_->SetZone(zone);
}

void ImportFile::GoOnBehind(int64_t byte, int line) {
  file_.clear();
  file_.seekg(byte);
  line_ = line;
  if (members_) members_->GoOnBehind(line);
}

bool ImportFile::Next(FileRow* row) {
  row->row.Clear();
  row->begin_byte = file_.eof() ? size_bytes_ : static_cast<int64_t>(file_.tellg());
  const bool found = json_ ? NextJson(row) : members_ ? NextMember(row) : NextRecord(row);
  row->end_byte = !file_ || file_.eof() ? size_bytes_ : static_cast<int64_t>(file_.tellg());
  return found;
}

bool ImportFile::NextMember(FileRow* row) {
  MemberRow member;
  if (!members_->Next(&member)) return false;
  row->line = member.line;
  row->status = member.status;
  row->row.mutable_member()->Swap(&member.member);
  return true;
}

bool ImportFile::NextRecord(FileRow* row) {
  std::vector<std::string> cells;
  while (true) {
    row->line = line_ + 1;
    const RecordEnd end = ReadRecord(file_, separator_, &cells, &line_);
    if (end == RecordEnd::kFileEnd) return false;
    if (end == RecordEnd::kQuoteOpen) {
      row->status = InvalidInput("ROW_INVALID", "", "opens a quote that nothing closes");
      return true;
    }
    if (IsBlank(cells)) continue;
    row->status = Fill(KindOf(kind_), columns_, cells, zone_, &row->row);
    return true;
  }
}

bool ImportFile::NextJson(FileRow* row) {
  std::string line;
  do {
    if (!std::getline(file_, line)) return false;
    ++line_;
  } while (absl::StripAsciiWhitespace(line).empty());
  row->line = line_;
  constexpr char kUrl[] = "type.googleapis.com";
  static google::protobuf::util::TypeResolver* const resolver =
      google::protobuf::util::NewTypeResolverForDescriptorPool(kUrl, &ApiMessages());
  std::string bytes;
  const Kind& kind = KindOf(kind_);
  const auto read = google::protobuf::util::JsonToBinaryString(
      resolver, absl::StrCat(kUrl, "/tessera.v1.", kind.type), line, &bytes);
  row->status = absl::OkStatus();
  if (!read.ok() || !kind.parse(&row->row, bytes)) {
    row->status = InvalidInput("ROW_INVALID", "",
                               absl::StrCat("is no JSON object of tessera.v1.", kind.type, ": ",
                                            std::string(read.message())));
  }
  return true;
}

std::string ImportFile::Piece(int64_t begin_byte, int64_t end_byte) const {
  std::ifstream file(path_, std::ios::binary);
  file.seekg(begin_byte);
  std::string piece(static_cast<size_t>(std::max<int64_t>(0, end_byte - begin_byte)), '\0');
  file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  piece.resize(static_cast<size_t>(file.gcount()));
  return piece;
}

}  // namespace tessera::cli
