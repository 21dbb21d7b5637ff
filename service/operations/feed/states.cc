#include "tessera/operations/feed/states.h"

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/stores/list_stores.h"
#include "tessera/operations/stores/troubles.h"

namespace tessera::operations {
namespace {

template <size_t N>
std::string BytesOf(const std::array<uint8_t, N>& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

void SetConsentOf(const storage::Member& member, v1::MemberState* state) {
  if (member.consent_version.empty()) return;
  state->mutable_consent()->set_text_version(member.consent_version);
  state->mutable_consent()->set_given_at_us(member.consent_given_at.us);
  state->mutable_consent()->set_channel(member.consent_channel);
}

}  // namespace

absl::StatusOr<v1::MemberState> MemberStateOf(const Context& context, const storage::Member& member,
                                              bool with_profile) {
  v1::MemberState state;
  state.set_member_id(member.member_id.ToText());
  state.set_status(static_cast<v1::MemberStatus>(member.status));
  if (member.merged_into) state.set_merged_into(member.merged_into->ToText());
  state.set_account_id(member.account_id().ToText());
  state.set_tier(member.tier);
  state.set_assigned_tier(member.assigned_tier);
  for (const std::string& tag : member.tags) state.add_tags(tag);
  for (const std::string& segment : member.segments) state.add_segments(segment);
  state.set_stage(static_cast<v1::LifeCycleStage>(member.stage));
  state.set_language(member.language);
  state.set_home_store_id(member.home_store);
  state.set_enrolled_at_us(member.created_at.us);
  SetConsentOf(member, &state);
  state.set_masked_name(member.masked_name);
  if (with_profile) {
    TESSERA_ASSIGN_OR_RETURN(*state.mutable_profile(), ProfileOf(context, member));
  }
  return state;
}

v1::CardState CardStateOf(const storage::IdentifierRow& row) {
  v1::CardState state;
  state.set_identifier_hash(std::string(HashBytes(row.hash)));
  state.set_member_id(row.member_id.ToText());
  state.set_out_of_use(row.status == storage::IdentifierStatus::kBlocked);
  return state;
}

v1::SegmentsState SegmentsStateOf(const storage::Member& member) {
  v1::SegmentsState state;
  for (const std::string& segment : member.segments) state.add_segments(segment);
  state.set_stage(static_cast<v1::LifeCycleStage>(member.stage));
  state.set_rfm_cell(member.rfm_cell);
  return state;
}

absl::StatusOr<v1::CouponEvent> CouponEventOf(storage::ReadTransaction& transaction,
                                              const storage::Coupon& coupon) {
  v1::CouponEvent event;
  event.set_code_hash(BytesOf(coupon.code));
  TESSERA_ASSIGN_OR_RETURN(*event.mutable_coupon(), CouponToProto(transaction, coupon));
  return event;
}

v1::TenderEvent TenderEventOf(const ledger::TenderKey& key, const ledger::TenderEntry& entry) {
  v1::TenderEvent event;
  event.set_kind(static_cast<v1::TenderKind>(key.kind));
  event.set_key(BytesOf(key.id));
  *event.mutable_entry() = TenderEntryToProto(entry);
  return event;
}

v1::TenderEvent BalanceOf(const ledger::TenderState& state) {
  ledger::TenderEntry entry;
  entry.entry_no = state.last_entry_no;
  entry.amount = state.balance;
  entry.booked_at = state.issued_at;
  entry.balance = state.balance;
  entry.hash = state.last_hash;
  return TenderEventOf(state.key, entry);
}

absl::StatusOr<v1::SurveyAnswer> SurveyAnswerOf(const Context& context,
                                                const storage::SurveyAnswer& answer) {
  TESSERA_ASSIGN_OR_RETURN(const std::string document,
                           Unseal(context.secrets.seal_key, answer.document));
  v1::SurveyAnswer message;
  if (!message.ParseFromString(document)) return Broken("a stored answer is unreadable");
  if (answer.member_id) message.mutable_member()->set_member_id(answer.member_id->ToText());
  return message;
}

absl::StatusOr<v1::FollowUp> FollowUpOf(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const storage::FollowUp& row) {
  v1::FollowUp message;
  message.set_follow_up_no(row.follow_up_no);
  message.set_opened_at_us(row.opened_at.us);
  message.set_state(static_cast<v1::FollowUpState>(row.state));
  message.set_owner(row.owner);
  message.set_note(row.note);
  message.set_changed_at_us(row.changed_at.us);
  const storage::ReadTransaction& reading = transaction;
  TESSERA_ASSIGN_OR_RETURN(const auto answer, reading.follow_ups().FindAnswerByNo(row.answer_no));
  if (!answer) return Broken("a follow-up has no answer");
  TESSERA_ASSIGN_OR_RETURN(const v1::SurveyAnswer said, SurveyAnswerOf(context, *answer));
  message.set_survey_id(answer->survey_id);
  message.set_answer_id(UuidToText(answer->answer_id));
  message.set_score(answer->score.value_or(0));
  message.set_comment(said.comment());
  if (answer->member_id) message.set_member_id(answer->member_id->ToText());
  message.set_store_id(said.store_id());
  message.set_sale_id(said.sale_id());
  return message;
}

absl::StatusOr<v1::ChainStore> ChainStoreOf(storage::ReadTransaction& transaction,
                                            const storage::ChainStore& store) {
  v1::ChainStore message;
  if (!message.ParseFromString(store.document)) return Broken("a stored store is unreadable");
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, VersionInForce(transaction, store.store_id));
  message.set_program_version(version);
  return message;
}

absl::StatusOr<v1::TerminalState> TerminalStateOf(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const storage::Terminal& row) {
  v1::TerminalState state;
  state.set_store_id(row.store_id);
  state.set_terminal_id(row.terminal_id);
  state.set_registered(row.registered);
  state.set_last_seen_us(row.seen_at.us);
  if (!row.report.empty() && !state.mutable_report()->ParseFromString(row.report)) {
    return Broken("a stored report of a terminal is unreadable");
  }
  state.set_reported_at_us(row.reported_at.us);
  TESSERA_ASSIGN_OR_RETURN(const int64_t version, VersionInForce(transaction, row.store_id));
  state.set_expected_version(version);
  const storage::ReadTransaction& reading = transaction;
  TESSERA_ASSIGN_OR_RETURN(const auto store, reading.stores().FindStore(row.store_id));
  const bool closed = store && store->closed;
  for (std::string& trouble : TroublesOf(state, row.outbox_id, closed, context.now)) {
    state.add_troubles(std::move(trouble));
  }
  return state;
}

}  // namespace tessera::operations
