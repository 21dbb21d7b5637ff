// What all sales of one open plugin share, and what happens at a till outside of a sale.
#ifndef TESSERA_PLUGIN_SALE_TILL_H_
#define TESSERA_PLUGIN_SALE_TILL_H_

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/random.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/guard/guard.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/plugin/sale/local_quote.h"
#include "tessera/plugin/sale/survey.h"
#include "tessera/plugin/scan/scan.h"
#include "tessera/plugin/sync/delivery.h"
#include "tessera/v1/sale_service.pb.h"

namespace tessera::plugin {

struct TillOptions {
  std::string store_id;
  std::string terminal_id;
  std::string language;  // empty: the program's first
  Duration deadline = Milliseconds(300);
  Duration commit_deadline = Milliseconds(300);
};

// How long one call may wait for the service: nothing given, as the till was opened; 0, not at all.
using Wait = std::optional<Duration>;

// An enrolment as the cashier typed it.
struct Enrolment {
  std::string phone;
  std::string card;  // raw scan; empty for none
  std::string full_name;
  std::string consent_text_version;
  std::string enrolment_id = {};  // empty: made here
  std::string language = {};      // that the person prefers; empty: the till's
  Instant agreed_at = {};         // 0: now
};

// A card or a number outside of a sale.
struct Presented {
  std::optional<IdentifierKind> kind;  // nothing: raw scanner input
  std::string text;
};

// Thread-safe. All parts must outlive it.
class Till {
 public:
  struct Parts {
    Cache& cache;
    Outbox& outbox;
    GuardedService& service;
    Delivery& delivery;
    const Clock& clock;
    Random& random;
    Guard* guard = nullptr;  // may be null: then nothing is watched for
  };

  Till(const Parts& parts, TillOptions options)
      : parts_(parts),
        options_(std::move(options)),
        local_(parts.cache, parts.outbox, parts.clock) {}

  // Goods come back. `refund` needs no terminal; an empty refund_id is made here, and the currency of
  // goods without a sale is the program's. Errors as at `refund` in tessera/plugin.h.
  absl::StatusOr<Answer> Refund(v1::Refund refund, Wait wait = {});

  // SERVICE_AWAY without the service. Asked again with the same content after that, it is the same
  // enrolment.
  absl::StatusOr<Answer> Enrol(const Enrolment& enrolment, Wait wait = {});

  // Whose it is, with balance and stamps; blocked members too. Without the service from the cache.
  // MEMBER_UNKNOWN where neither knows; errors as at `customer_card` in tessera/plugin.h.
  absl::StatusOr<Answer> CustomerCard(const Presented& card, Wait wait = {});

  // The member as a request without a sale names it: by id if the cache knows the card, otherwise by
  // its hash. Does not ask the service.
  absl::StatusOr<v1::MemberRef> Refer(const Presented& card);

  // What the commit of this sale did, if this till made it: for a POS that died before it heard. The
  // last 1,000 are kept. NOT_FOUND / SALE_UNKNOWN.
  absl::StatusOr<Answer> Receipt(absl::string_view sale_id);

  // What a customer said. Durable when it returns. An empty answer_id is made here; where its sale was
  // this till's, whose it was is added. Errors as at `survey_answer` in tessera/plugin.h.
  absl::StatusOr<Answer> AnswerSurvey(v1::SurveyAnswer answer);

  // What surveys may ask about a member: of the cache, and of what this till heard since it was opened.
  Guest LookAt(const v1::Member& member);
  // It was asked after a sale.
  void NoteAsked(const v1::Member& member) { asked_here_.NoteAsked(member.member_id(), ServiceNow()); }

  absl::StatusOr<Answer> Parked();
  // NOT_FOUND / RECORD_UNKNOWN.
  absl::Status ResendParked(int64_t sequence);

  // The configured language, or the program's first, or English.
  std::string language() const;

  // call(service), unless there is no time for it or the breaker is open: then SERVICE_AWAY at once.
  template <typename Call>
  auto Ask(Duration patience, Call&& call) -> decltype(call(std::declval<Service&>())) {
    if (patience.us <= 0) {
      return ServiceAway(absl::StatusCode::kDeadlineExceeded, "there is no time to ask the service");
    }
    return parts_.service.Ask(std::forward<Call>(call));
  }
  // Whether Ask would try now.
  bool WouldAsk(Duration patience) const {
    return patience.us > 0 && parts_.service.breaker().Closed();
  }
  Duration Patience(Wait wait) const { return wait.value_or(options_.deadline); }

  const Parts& parts() const { return parts_; }
  const TillOptions& options() const { return options_; }
  LocalQuoter& local() { return local_; }

 private:
  absl::StatusOr<ScannedCode> Read(const Presented& card) const;
  // For rules: the till's own clock may be wrong.
  Instant ServiceNow() const { return parts_.clock.Now() + parts_.cache.clock_offset(); }
  absl::Status CheckRefund(v1::Refund* refund) const;
  absl::Status CheckGoods(v1::Refund* refund) const;
  absl::StatusOr<v1::EnrolRequest> ReadEnrolment(const Enrolment& enrolment);

  const Parts parts_;
  const TillOptions options_;
  LocalQuoter local_;
  AskedHere asked_here_;
  std::mutex enrolment_mutex_;
  std::optional<v1::EnrolRequest> unanswered_enrolment_;
};

// How a program reads cards and phones; empty without one.
struct IdentifierRules {
  std::vector<CardFormat> formats;
  std::vector<PhoneRule> phones;

  // What a cashier typed, or a POS handed over with its kind. INVALID_ARGUMENT / IDENTIFIER_INVALID also
  // where the first format that it looks like asks for another check digit; BANK_CARD_REFUSED.
  absl::StatusOr<Identifier> ReadTyped(IdentifierKind kind, absl::string_view text) const;
  // A card that is handed out, as scanned: in whatever format of the program, or in none.
  absl::StatusOr<Identifier> ReadHandedOut(absl::string_view scan) const;
};
IdentifierRules RulesOf(const CachedProgram* program);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_TILL_H_
