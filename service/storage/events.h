// What happened to the chain, in the order in which it became durable: what HQ's systems read.
#ifndef TESSERA_STORAGE_EVENTS_H_
#define TESSERA_STORAGE_EVENTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/storage/rows.h"

namespace tessera::storage {

// The numbers are stored, and those of tessera.v1.FeedKind.
enum class EventKind : uint8_t {
  kMember = 1,
  kCard = 2,
  kSale = 3,
  kRefund = 4,
  kEntry = 5,
  kTier = 6,
  kCoupon = 7,
  kTender = 8,
  kProgram = 9,
  kTerminal = 10,
  kSurveyAnswer = 11,
  kFollowUp = 12,
  kSegments = 13,
  kStore = 14,
};

// Numbers ascend within a partition. 0 is the chain's own: programs, stores, terminals, follow-ups;
// the others share out whatever has an id.
inline constexpr int kEventPartitions = 9;

// 1 to 8. By the last byte, which is random in ids and hashes alike: the first one is the time.
inline int EventPartitionOf(absl::string_view id_bytes) {
  if (id_bytes.empty()) return 0;
  return 1 + static_cast<unsigned char>(id_bytes.back()) % (kEventPartitions - 1);
}

// A reference: what happened stands in the table of its own. What `number` and `key` are, by kind:
//   MEMBER, SEGMENTS  none: member_id says all
//   CARD              key: the identifier's hash
//   SALE              number: sale_no; without a member in the partition of its sale_id
//   REFUND            number: refund_no; key: empty, or kWithoutSale
//   ENTRY             number: entry_no; member_id is the account's
//   TIER              key: tier now, line feed, tier before
//   COUPON            key: the code's hash
//   TENDER            number: entry_no; key: TenderKey as one byte and its id; member_id of a wallet
//   PROGRAM           number: publication_no
//   TERMINAL          key: store_id, line feed, terminal_id
//   SURVEY_ANSWER     number: answer_no
//   FOLLOW_UP         number: follow_up_no
//   STORE             key: store_id
struct Event {
  int partition = 0;
  int64_t event_no = 0;  // given by Append
  EventKind kind = EventKind::kMember;
  Instant happened_at;
  std::optional<MemberId> member_id;
  int64_t number = 0;
  std::string key;
};

// As a refund's key: it stands among those without a sale.
inline constexpr char kWithoutSale[] = "w";

// One event number per partition.
using EventPlaces = std::array<int64_t, kEventPartitions>;

// What can be counted, for who reads all of it and is to say how far it is.
enum class Counted : uint8_t {
  kMembers,
  kIdentifiers,
  kEntries,
  kOpenLots,  // with something left
  kSales,
  kRefunds,  // without a sale too
  kCoupons,
  kGiftCards,
  kProducts,
  kAnswers,
  kFollowUps,
  kTerminals,
  kStores,
  kPrograms,  // versions
  kActs,
};

// A part of a transaction, for its thread and as long as it: const methods read, the others write.
//
// Members, cards, sales, refunds, entries, tiers, coupons, gift cards, wallets and answers append their
// events themselves, in the method of Transaction that writes them: a movement without its event cannot
// exist. Whoever changes programs, stores, terminals, follow-ups, or segments otherwise than by
// UpdateMember, calls Append in the same transaction. A back end with several writers must give numbers
// in the order in which its commits become visible, or a reader who stands behind one misses those that
// come before it later.
class Events {
 public:
  virtual ~Events() = default;

  // Of one partition, ascending, from behind `after`, at most `limit`.
  virtual absl::StatusOr<std::vector<Event>> List(int partition, int64_t after, int limit) const = 0;
  // The last number of each; where all are gone or none was, the last that was given.
  virtual absl::StatusOr<EventPlaces> Last() const = 0;
  // Up to these all are gone.
  virtual absl::StatusOr<EventPlaces> Pruned() const = 0;
  // How far a run came, of the present one how far it is; nullopt for one of which this database does
  // not know.
  virtual absl::StatusOr<std::optional<EventPlaces>> Reached(const Uuid& run_id) const = 0;
  // When the oldest that is kept happened; nullopt if there is none.
  virtual absl::StatusOr<std::optional<Instant>> Oldest() const = 0;

  // What events name by number.
  virtual absl::StatusOr<std::optional<Sale>> FindSale(int64_t sale_no) const = 0;
  virtual absl::StatusOr<std::optional<Refund>> FindRefund(int64_t refund_no) const = 0;
  virtual absl::StatusOr<std::optional<RefundWithoutSale>> FindRefundWithoutSale(
      int64_t refund_no) const = 0;
  // Refunds of all sales, in the order of booking.
  virtual absl::StatusOr<std::vector<Refund>> ListRefunds(int64_t after_refund_no,
                                                          int limit) const = 0;
  // Identifiers by hash. nullopt for `after`: from the first.
  virtual absl::StatusOr<std::vector<IdentifierRow>> ListIdentifiers(
      const std::optional<IdentifierHash>& after, int limit) const = 0;

  // How many there are, about: what goes by numbers may have gaps. Looks at one small row for each at most.
  virtual absl::StatusOr<int64_t> CountRows(Counted what) const = 0;

  // At the end of event.partition; its number is not looked at.
  virtual absl::Status Append(const Event& event) = 0;
  // Takes away the oldest of each partition that happened before `before`, with what stands among them and
  // says that it happened later; at most `limit` of each, none behind `up_to`, and never its last one.
  // Returns how many there were.
  virtual absl::StatusOr<int64_t> Prune(Instant before, const EventPlaces& up_to, int limit) = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_EVENTS_H_
