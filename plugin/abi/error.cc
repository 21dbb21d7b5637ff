#include "tessera/plugin/abi/error.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "tessera/base/status.h"
#include "tessera/plugin/sale/phrases.h"

namespace tessera::plugin {
namespace {

struct ReasonCode {
  const char* reason;
  int32_t code;
};

// Reasons that say more than their status code.
constexpr ReasonCode kByReason[] = {
    {"BANK_CARD_REFUSED", TESSERA_REFUSED},
    {"SALE_BUSY", TESSERA_BUSY},
    {"DATA_FOLDER_IN_USE", TESSERA_STORAGE},
    {"DATA_FOLDER_UNWRITABLE", TESSERA_STORAGE},
    {"DISK_FULL", TESSERA_STORAGE},
    {"MEMORY_FULL", TESSERA_STORAGE},
    {"STORAGE_FAILED", TESSERA_STORAGE},
    {"STORAGE_BUSY", TESSERA_STORAGE},
    {"STORAGE_CORRUPT", TESSERA_STORAGE},
    {"STORAGE_UNOPENABLE", TESSERA_STORAGE},
    {"STORAGE_READONLY", TESSERA_STORAGE},
    {"SCHEMA_NEWER", TESSERA_STORAGE},
    {"OUTBOX_DAMAGED", TESSERA_STORAGE},
};

// Terminated; a character that does not fit whole is left out.
template <size_t kSize>
void Put(absl::string_view text, char (&target)[kSize]) {
  size_t size = std::min(text.size(), kSize - 1);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) {
    --size;
  }
  std::memcpy(target, text.data(), size);
  target[size] = '\0';
}

void Fill(int32_t code, absl::string_view reason, absl::string_view field,
          absl::string_view message, tessera_error* error) noexcept {
  if (error == nullptr || error->struct_size < sizeof error->struct_size) return;
  tessera_error full{};
  full.struct_size = error->struct_size;
  full.code = code;
  Put(reason, full.reason);
  Put(field, full.field);
  Put(message, full.message);
  std::memcpy(error, &full, std::min<size_t>(error->struct_size, sizeof full));
}

}  // namespace

int32_t CodeOf(const absl::Status& status) {
  if (status.ok()) return TESSERA_OK;
  const std::string reason = ReasonOf(status);
  for (const ReasonCode& known : kByReason) {
    if (reason == known.reason) return known.code;
  }
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return TESSERA_INVALID;
    case absl::StatusCode::kNotFound:
      return TESSERA_NOT_FOUND;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
      return TESSERA_REFUSED;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnauthenticated:
      return TESSERA_OFFLINE;
    case absl::StatusCode::kDataLoss:
      return TESSERA_STORAGE;
    default:
      return TESSERA_INTERNAL;
  }
}

int32_t Report(const absl::Status& status, absl::string_view language, tessera_error* error) {
  const int32_t code = CodeOf(status);
  if (status.ok()) {
    Fill(code, "", "", "", error);
    return code;
  }
  const std::string reason = ReasonOf(status);
  const absl::string_view phrase = CashierPhrase(reason, language);
  Fill(code, reason, FieldOf(status),
       phrase.empty() ? absl::string_view(status.message()) : phrase, error);
  return code;
}

int32_t ReportFault(tessera_error* error) noexcept {
  Fill(TESSERA_INTERNAL, "INTERNAL", "", "an unexpected fault, or no memory left", error);
  return TESSERA_INTERNAL;
}

}  // namespace tessera::plugin
