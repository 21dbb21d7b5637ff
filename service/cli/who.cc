#include "tessera/cli/who.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"

namespace tessera::cli {

void AddWho(CLI::App& command, Who& who, const std::string& role) {
  const std::string dash = role.empty() ? "--" : absl::StrCat("--", role, "-");
  CLI::Option_group* group =
      command.add_option_group(role.empty() ? "member" : role, "Who; exactly one");
  group->add_option(dash + "card", who.card, "Card number");
  group->add_option(dash + "phone", who.phone, "Telephone number");
  group->add_option(dash + "id", who.member_id, "Member id");
  group->require_option(1);
}

v1::MemberRef ToRef(const Who& who) {
  v1::MemberRef ref;
  if (!who.member_id.empty()) {
    ref.set_member_id(who.member_id);
  } else {
    v1::Identifier* identifier = ref.mutable_identifier();
    identifier->set_kind(who.card.empty() ? v1::IDENTIFIER_KIND_PHONE : v1::IDENTIFIER_KIND_CARD);
    identifier->set_value(who.card.empty() ? who.phone : who.card);
  }
  return ref;
}

}  // namespace tessera::cli
