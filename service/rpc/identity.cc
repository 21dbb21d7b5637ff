#include "tessera/rpc/identity.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"

namespace tessera::rpc {
namespace {

constexpr size_t kPartBytes = 64;

absl::Status Unknown(absl::string_view message) {
  return MakeError(absl::StatusCode::kUnauthenticated, "IDENTITY_INVALID", "", message);
}

bool IsPart(absl::string_view part) {
  return !part.empty() && part.size() <= kPartBytes &&
         std::all_of(part.begin(), part.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ||
                  c == '.';
         });
}

std::optional<Role> ParseRole(absl::string_view unit) {
  if (unit.empty() || unit == "reader") return Role::kReader;
  if (unit == "editor") return Role::kEditor;
  if (unit == "admin") return Role::kAdmin;
  return std::nullopt;
}

struct Attribute {
  std::string key;
  std::string value;
};

// RFC 2253 section 2.4: a backslash takes the next character, or two hexadecimal digits, literally.
std::vector<Attribute> SplitSubject(absl::string_view subject) {
  std::vector<Attribute> attributes;
  Attribute current;
  bool in_value = false;
  const auto finish = [&] {
    attributes.push_back(std::move(current));
    current = {};
    in_value = false;
  };
  for (size_t i = 0; i < subject.size(); ++i) {
    const char c = subject[i];
    std::string& target = in_value ? current.value : current.key;
    if (c == '\\' && i + 1 < subject.size()) {
      target.push_back(subject[++i]);
    } else if (c == ',' || c == '+') {
      finish();
    } else if (c == '=' && !in_value) {
      in_value = true;
    } else {
      target.push_back(c);
    }
  }
  finish();
  return attributes;
}

}  // namespace

absl::string_view RoleName(Role role) {
  switch (role) {
    case Role::kTerminal: return "terminal";
    case Role::kReader: return "reader";
    case Role::kEditor: return "editor";
    case Role::kAdmin: return "admin";
  }
  return "";
}

absl::StatusOr<Identity> ParseIdentity(absl::string_view common_name, absl::string_view unit) {
  const std::vector<absl::string_view> parts = absl::StrSplit(common_name, '/');
  for (absl::string_view part : parts) {
    if (!IsPart(part)) {
      return Unknown("the certificate's common name must be terminal/<store>/<terminal> or hq/<name>");
    }
  }
  Identity identity;
  if (parts.size() == 3 && parts[0] == "terminal") {
    identity.role = Role::kTerminal;
    identity.store_id = std::string(parts[1]);
    identity.terminal_id = std::string(parts[2]);
    return identity;
  }
  if (parts.size() != 2 || parts[0] != "hq") {
    return Unknown("the certificate's common name must be terminal/<store>/<terminal> or hq/<name>");
  }
  const std::optional<Role> role = ParseRole(unit);
  if (!role.has_value()) {
    return Unknown("the certificate's organisational unit must be reader, editor or admin");
  }
  identity.role = *role;
  identity.name = std::string(parts[1]);
  return identity;
}

absl::StatusOr<Identity> ParseSubject(absl::string_view subject) {
  std::optional<std::string> common_name;
  std::optional<std::string> unit;
  for (const Attribute& attribute : SplitSubject(subject)) {
    std::optional<std::string>* slot =
        attribute.key == "CN" ? &common_name : attribute.key == "OU" ? &unit : nullptr;
    if (slot == nullptr) continue;
    if (slot->has_value()) return Unknown("the certificate's subject names CN or OU twice");
    *slot = attribute.value;
  }
  if (!common_name.has_value()) return Unknown("the certificate has no common name");
  return ParseIdentity(*common_name, unit.value_or(""));
}

absl::StatusOr<Identity> ParsePlainIdentity(absl::string_view text) {
  if (text.empty()) {
    Identity identity;
    identity.role = Role::kAdmin;
    identity.name = "local";
    return identity;
  }
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  if (words.empty() || words.size() > 2) {
    return Unknown("tessera-identity must be terminal/<store>/<terminal> or hq/<name> <role>");
  }
  return ParseIdentity(words[0], words.size() == 2 ? words[1] : "");
}

}  // namespace tessera::rpc
