#include "tessera/base/survey_link.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

constexpr absl::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr char kFirst = 'Q';
constexpr int kDigitBits = 5;
constexpr size_t kBytes = std::tuple_size_v<Uuid> + std::tuple_size_v<decltype(SurveyLink::proof)>;
constexpr size_t kCodeDigits = (kBytes * 8 + kDigitBits - 1) / kDigitBits;

using Bytes = std::array<uint8_t, kBytes>;

std::array<uint8_t, 5> ProofOf(const SecretKey& lookup_key, const SaleId& sale_id,
                               absl::string_view survey_id) {
  const CodeHash hash =
      HashExactCode(lookup_key, "survey-link", absl::StrCat(sale_id.ToText(), "/", survey_id));
  std::array<uint8_t, 5> proof{};
  std::copy_n(hash.begin(), proof.size(), proof.begin());
  return proof;
}

// The last digit has bits to spare, which are zero.
std::string ToDigits(const Bytes& bytes) {
  std::string digits;
  uint32_t bits = 0;
  int held = 0;
  for (const uint8_t byte : bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= kDigitBits) {
      held -= kDigitBits;
      digits.push_back(kDigits[(bits >> held) & 31]);
    }
  }
  digits.push_back(kDigits[(bits << (kDigitBits - held)) & 31]);
  return digits;
}

// 32 for what is none.
uint32_t ValueOf(char c) {
  const char upper = absl::ascii_toupper(static_cast<unsigned char>(c));
  if (upper == 'I' || upper == 'L') return 1;
  if (upper == 'O') return 0;
  const size_t at = kDigits.find(upper);
  return at == absl::string_view::npos ? 32 : static_cast<uint32_t>(at);
}

bool FromDigits(absl::string_view digits, Bytes& bytes) {
  uint32_t bits = 0;
  int held = 0;
  size_t next = 0;
  for (const char digit : digits) {
    const uint32_t value = ValueOf(digit);
    if (value > 31) return false;
    bits = (bits << kDigitBits) | value;
    held += kDigitBits;
    if (held < 8) continue;
    held -= 8;
    bytes[next++] = static_cast<uint8_t>(bits >> held);
  }
  return (bits & ((1u << held) - 1)) == 0;
}

}  // namespace

std::string MakeSurveyLink(const SecretKey& lookup_key, const SaleId& sale_id,
                           absl::string_view survey_id) {
  const auto proof = ProofOf(lookup_key, sale_id, survey_id);
  Bytes bytes{};
  std::copy(sale_id.bytes.begin(), sale_id.bytes.end(), bytes.begin());
  std::copy(proof.begin(), proof.end(), bytes.begin() + sale_id.bytes.size());
  return absl::StrCat(std::string(1, kFirst), ToDigits(bytes));
}

absl::StatusOr<SurveyLink> ReadSurveyLink(absl::string_view code) {
  std::string digits;
  for (const char c : code) {
    if (c != '-' && !absl::ascii_isspace(static_cast<unsigned char>(c))) digits.push_back(c);
  }
  Bytes bytes{};
  const bool is_code = digits.size() == kCodeDigits + 1 &&
                       absl::ascii_toupper(static_cast<unsigned char>(digits[0])) == kFirst &&
                       FromDigits(absl::string_view(digits).substr(1), bytes);
  if (!is_code) {
    return InvalidInput("LINK_INVALID", "link_code",
                        "type the code behind the link on the slip: Q and 34 letters and digits");
  }
  SurveyLink link;
  std::copy_n(bytes.begin(), link.sale_id.bytes.size(), link.sale_id.bytes.begin());
  std::copy_n(bytes.begin() + link.sale_id.bytes.size(), link.proof.size(), link.proof.begin());
  return link;
}

bool IsLinkOf(const SecretKey& lookup_key, const SurveyLink& link, absl::string_view survey_id) {
  return ProofOf(lookup_key, link.sale_id, survey_id) == link.proof;
}

}  // namespace tessera
