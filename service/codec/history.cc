#include "tessera/codec/history.h"

namespace tessera::codec {

engine::MemberHistory HistoryFromProto(const v1::MemberHistory& message) {
  engine::MemberHistory history;
  if (message.birth_month() != 0 && message.birth_day() != 0) {
    history.birthday = engine::Birthday{message.birth_month(), message.birth_day()};
  }
  history.enrolled_at = Instant{message.enrolled_at_us()};
  history.purchases = message.purchases();
  if (message.last_purchase_at_us() != 0) {
    history.last_purchase_at = Instant{message.last_purchase_at_us()};
  }
  history.segments.assign(message.segments().begin(), message.segments().end());
  for (const v1::ActivityDay& day : message.activity()) {
    history.activity.push_back({day.day(), Money(day.spend_minor()), day.visits()});
  }
  for (const v1::MemberOfferUse& use : message.uses()) {
    history.uses.push_back({use.offer_id(), use.uses(), use.uses_day(), use.day(), use.units()});
  }
  history.wallet = Money(message.wallet_minor());
  if (message.last_survey_at_us() != 0) history.last_survey_at = Instant{message.last_survey_at_us()};
  return history;
}

v1::MemberHistory HistoryToProto(const engine::MemberHistory& history) {
  v1::MemberHistory message;
  if (history.birthday) {
    message.set_birth_month(history.birthday->month);
    message.set_birth_day(history.birthday->day);
  }
  message.set_enrolled_at_us(history.enrolled_at.us);
  message.set_purchases(history.purchases);
  message.set_last_purchase_at_us(history.last_purchase_at ? history.last_purchase_at->us : 0);
  for (const std::string& segment : history.segments) message.add_segments(segment);
  for (const engine::ActivityDay& day : history.activity) {
    v1::ActivityDay& added = *message.add_activity();
    added.set_day(day.day);
    added.set_spend_minor(day.spend.value());
    added.set_visits(day.visits);
  }
  for (const engine::MemberOfferUse& use : history.uses) {
    v1::MemberOfferUse& added = *message.add_uses();
    added.set_offer_id(use.offer_id);
    added.set_uses(use.uses);
    added.set_uses_day(use.uses_day);
    added.set_day(use.day);
    added.set_units(use.units);
  }
  message.set_wallet_minor(history.wallet.value());
  message.set_last_survey_at_us(history.last_survey_at ? history.last_survey_at->us : 0);
  return message;
}

}  // namespace tessera::codec
