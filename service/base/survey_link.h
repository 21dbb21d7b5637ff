// The code on a slip by which an answer that comes later finds its sale and its survey.
#ifndef TESSERA_BASE_SURVEY_LINK_H_
#define TESSERA_BASE_SURVEY_LINK_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/ids.h"
#include "tessera/base/secret.h"

namespace tessera {

// What a code says. Which survey it is for cannot be read out of it, only tried: IsLinkOf.
struct SurveyLink {
  SaleId sale_id;
  std::array<uint8_t, 5> proof{};
};

// "Q" and 34 digits of Crockford's base 32, which has no letter that looks like another: the sale's id
// and 40 bits of a keyed hash over both ids. A till makes it without the service, and the service knows
// it without a table. Codes are printed: what one says never changes.
std::string MakeSurveyLink(const SecretKey& lookup_key, const SaleId& sale_id,
                           absl::string_view survey_id);

// Letters of any case; blanks and dashes between digits are dropped; I and L are 1, O is 0.
// INVALID_ARGUMENT / LINK_INVALID with field "link_code" for what is no such code.
absl::StatusOr<SurveyLink> ReadSurveyLink(absl::string_view code);

// Whether the code was made for this survey, with this key.
bool IsLinkOf(const SecretKey& lookup_key, const SurveyLink& link, absl::string_view survey_id);

}  // namespace tessera

#endif  // TESSERA_BASE_SURVEY_LINK_H_
