// What the outbox holds, in memory: counts, who spent what, which points are reserved. Nobody who asks
// waits for the disk.
#ifndef TESSERA_PLUGIN_OUTBOX_TALLY_H_
#define TESSERA_PLUGIN_OUTBOX_TALLY_H_

#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/plugin/outbox/brief_sale.h"
#include "tessera/plugin/outbox/own_sale.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// Points that a quote without the service promised to an open sale.
struct Reservation {
  std::string sale_id;
  std::string member_id;
  std::string account_id;
  Points points;
  // When it ends by itself, for a till that died meanwhile.
  Instant lapses_at;
};

// A record of the outbox without its message.
struct HeldRecord {
  int kind = 0;  // number of OutboxRecord's field
  std::string subject_id;
  Instant created_at;
  OwnSale sale;
};

// What the disk has not been told yet. Lost with the power it is only done again: the service answers
// a record that comes twice as it did before.
struct Chores {
  std::list<v1::SubmittedRecord> settled;
  std::list<std::string> released;  // sales whose reservations ended
  Instant shown_before;               // sales booked before are shown by cached balances
  bool empty() const { return settled.empty() && released.empty() && shown_before.us == 0; }
};

// Thread-safe.
class Tally {
  struct Held {
    int kind = 0;
    Instant created_at;
    BriefSale sale;  // of any other subject its key, and nothing more
  };
  using Records = std::map<int64_t, Held>;
  using Subjects = std::map<std::pair<int, IdKey>, int64_t>;
  using Holders = std::set<std::pair<IdKey, int64_t>>;

 public:
  // A record's place, made before the disk has the record: to take it needs no memory.
  class Seat {
    friend class Tally;
    Records record_;
    Subjects subject_;
    Holders member_;
    Holders account_;
    std::string reserved_for_;
  };

  // Places of all records of a file.
  class Seats {
   public:
    void Add(Seat seat, bool parked);

   private:
    friend class Tally;
    Records waiting_;
    Records parked_;
    Subjects subjects_;
    Holders members_;
    Holders accounts_;
  };

  struct Counts {
    int64_t pending = 0;
    int64_t parked = 0;
    Instant oldest_pending;  // meaningful if pending > 0
  };

  Counts counts() const;
  bool IsWaiting(int64_t sequence) const;
  // The record of this subject that waits; 0 for none.
  int64_t WaitingFor(int kind, const std::string& subject_id) const;
  // The same, were it parked.
  int64_t HeldFor(int kind, const std::string& subject_id) const;
  // The subject was answered, and the disk does not know yet.
  bool IsSettling(const std::string& subject_id) const;
  // How many records are on the disk that do not wait here any more.
  size_t settling() const;

  Seat MakeSeat(int64_t sequence, const HeldRecord& record);
  // Adds a record and ends the reservation of its sale.
  void Add(Seat seat, bool parked);
  // Records of a file that was opened, in place of all that were here, at once for whoever asks. What was
  // answered, and the disk does not know yet, stays answered.
  void Replace(Seats seats);
  // Takes a record off altogether.
  void Drop(int64_t sequence);
  void Park(int64_t sequence);
  void Unpark(int64_t sequence);
  // Records that the service answered for good: gone, or parked.
  void Settle(const std::vector<v1::SubmittedRecord>& answers);
  // A booked sale that cached balances may not show yet.
  void AddBooked(const OwnSale& sale);
  // Cached balances show all that was booked before.
  void Shown(Instant before);

  // A reservation `from_before` belongs to no sale of this process and ends when it lapses.
  void Reserve(const Reservation& reservation, bool from_before);
  // Whether a sale of this process has reserved any, or just these.
  bool HasReserved(const std::string& sale_id) const;
  bool HasReserved(const Reservation& reservation) const;
  void Release(const std::string& sale_id);
  void ReleaseLapsed(Instant now);

  // What the disk has to be told: whoever takes it says whether that went well.
  Chores TakeChores();
  void Done(const Chores& chores);
  void PutBack(Chores* chores);  // allocates nothing
  bool has_chores() const;

  // Points that a balance of the account lacks that was true at `as_of` by the service's clock: spent
  // by records here, and by sales that were booked since, other than `but_for_sale`.
  Points SpentBy(const std::string& account_id, Instant as_of,
                 const std::string& but_for_sale) const;
  // Points of the account that are reserved for other sales than `but_for_sale`.
  Points ReservedOf(const std::string& account_id, const std::string& but_for_sale,
                    Instant now) const;
  // How many sales here, and reservations, spend points of the account, other than `but_for_sale`.
  int64_t SpendingSalesOf(const std::string& account_id, const std::string& but_for_sale,
                          Instant now) const;
  // How sales here, and booked ones that are not shown yet, used the offer, other than `but_for_sale`.
  OwnUses UsesOf(const std::string& offer_id, const std::string& but_for_sale) const;
  // Sales of the member, other than `but_for_sale`, that a history lacks that was true at `as_of`;
  // without their ids.
  std::vector<OwnSale> SalesOf(const std::string& member_id, Instant as_of,
                               const std::string& but_for_sale) const;

 private:
  struct Reserved {
    Reservation reservation;
    bool from_before = false;
  };
  // Each of mutex_.
  const Held& At(int64_t sequence) const;
  Records::const_iterator FindParked(int kind, const IdKey& subject) const;
  // The record is nobody's any more; what it used of offers stays counted.
  BriefSale TakeOff(Records& records, Records::iterator found);
  void Erase(Records& records, Records::iterator found);
  void MoveToParked(Records::iterator found);
  void SettleOne(const v1::SubmittedRecord& answer, Records::iterator found);
  void StrikeOff(const v1::SubmittedRecord& answer);
  const BriefSale* FindOwn(const IdKey& sale_id) const;
  template <typename See>
  void ForEachOf(const Holders& holders, const IdKey& key, See&& see) const;

  mutable std::mutex mutex_;
  SaleNames names_;
  Records waiting_;
  Records parked_;
  Subjects by_subject_;  // of waiting_
  // Of both: by account, and by member where this is another.
  Holders by_account_;
  Holders by_member_;
  std::vector<BriefSale> booked_;
  std::map<std::string, Reserved> reserved_;  // by sale
  std::map<int64_t, IdKey> settling_;         // subjects of chores_.settled, taken or not
  Chores chores_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_TALLY_H_
