// What holds of the events of any store: each change tells of itself once, in order, or not at all.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <limits>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "backends.h"
#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/ledger/account.h"
#include "tessera/ledger/tender.h"
#include "tessera/storage/events.h"

namespace tessera::storage {
namespace {

using Kinds = std::vector<int>;

std::vector<Event> EventsOf(Store& store) {
  std::vector<Event> events;
  Reading(store, [&](ReadTransaction& transaction) {
    for (int partition = 0; partition < kEventPartitions; ++partition) {
      auto found = *transaction.events().List(partition, 0, 10'000);
      for (Event& event : found) events.push_back(std::move(event));
    }
  });
  return events;
}

EventPlaces Everything() {
  EventPlaces places;
  places.fill(std::numeric_limits<int64_t>::max());
  return places;
}

// In the order of booking within the partition of the member, who alone acts there.
Kinds KindsOf(Store& store) {
  Kinds kinds;
  for (const Event& event : EventsOf(store)) kinds.push_back(static_cast<int>(event.kind));
  return kinds;
}

Sale SaleOf(uint8_t n, std::optional<MemberId> member_id = std::nullopt) {
  Sale sale;
  sale.sale_id = Number<SaleId>(n);
  sale.member_id = member_id;
  sale.store_id = "north";
  sale.booked_at = Instant{1'000 + n};
  return sale;
}

// Gives `points` to a member.
void Earn(Transaction& transaction, uint8_t n, int64_t points) {
  ledger::Account account(*transaction.LoadAccount(Number<MemberId>(n), {}));
  const ledger::Cause cause{Instant{2'000}, std::nullopt, std::nullopt, "gift"};
  BOOST_TEST(account.Adjust(Points(points), {Instant{2'000}, std::nullopt}, cause).ok());
  BOOST_TEST(transaction.SaveAccount(account).ok());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_with_all_that_it_does_tells_of_it, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  const MemberId member_id = Number<MemberId>(1);
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.AddMember(Person(1)).ok());
    BOOST_TEST(transaction.AddIdentifier(IdentifierHash{7}, member_id).ok());
    BOOST_TEST(*transaction.AddSale(SaleOf(9, member_id)) == 1);
    Earn(transaction, 1, 50);
    Refund refund;
    refund.refund_id = Number<RefundId>(3);
    refund.sale_id = Number<SaleId>(9);
    BOOST_TEST(transaction.AddRefund(refund).ok());
    SurveyAnswer answer;
    answer.member_id = member_id;
    BOOST_TEST(transaction.AddSurveyAnswer(answer).ok());
    BOOST_TEST(transaction.AddSurveyAnswer(answer).ok());  // the first stays
  });
  const auto events = EventsOf(*store);
  BOOST_TEST((KindsOf(*store) == Kinds{1, 2, 3, 5, 4, 11}));
  int64_t number = 0;
  for (const Event& event : events) {
    BOOST_TEST(event.partition == EventPartitionOf(member_id.ToBytes()));
    BOOST_TEST(event.event_no == ++number);
    BOOST_TEST((event.member_id == member_id));
  }
  BOOST_TEST(events[1].key == std::string(HashBytes(IdentifierHash{7})));
  BOOST_TEST(events[2].number == 1);
  BOOST_TEST(events[2].happened_at.us == 1'009);
  BOOST_TEST(events[3].number == 1);
  BOOST_TEST(events[3].happened_at.us == 2'000);
  BOOST_TEST(events[4].number == 1);
  Reading(*store, [](ReadTransaction& transaction) {
    const Events& rows = transaction.events();
    BOOST_TEST((rows.FindSale(1).value()->sale_id == Number<SaleId>(9)));
    BOOST_TEST(!rows.FindSale(2)->has_value());
    BOOST_TEST((rows.FindRefund(1).value()->refund_id == Number<RefundId>(3)));
    BOOST_TEST(rows.ListRefunds(0, 10)->size() == 1u);
    BOOST_TEST(rows.ListRefunds(1, 10)->empty());
    BOOST_TEST(rows.ListIdentifiers(std::nullopt, 10)->size() == 1u);
    BOOST_TEST(rows.ListIdentifiers(IdentifierHash{7}, 10)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_tells_what_is_different_of_it, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    Member member = Person(1);
    BOOST_TEST(transaction.AddMember(member).ok());
    BOOST_TEST(transaction.UpdateMember(member).ok());  // as it was
    member.tier_until = Instant{77};
    BOOST_TEST(transaction.UpdateMember(member).ok());  // nobody sees that
    member.tier = "gold";
    BOOST_TEST(transaction.UpdateMember(member).ok());
    member.segments = {"regulars"};
    BOOST_TEST(transaction.UpdateMember(member).ok());
    member.language = "en";
    BOOST_TEST(transaction.UpdateMember(member).ok());
  });
  BOOST_TEST((KindsOf(*store) == Kinds{1, 1, 6, 13, 1}));
  BOOST_TEST(EventsOf(*store)[2].key == "gold\n");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(vouchers_tell_of_themselves, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  const CodeHash code{9, 9};
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.AddMember(Person(1)).ok());
    BOOST_TEST(transaction.AddMember(Person(2)).ok());
    Coupon coupon;
    coupon.code = code;
    coupon.member_id = Number<MemberId>(1);
    BOOST_TEST(transaction.AddCoupon(coupon).ok());
    BOOST_TEST(transaction.UpdateCoupon(coupon).ok());
    BOOST_TEST(transaction.MoveCouponsAndVisits(Number<MemberId>(1), Number<MemberId>(2)).ok());
    ledger::TenderState state;
    state.key = {ledger::TenderKind::kWallet, Number<MemberId>(2).bytes};
    ledger::Tender wallet(state);
    const ledger::Cause cause{Instant{5}, std::nullopt, std::nullopt, ""};
    BOOST_TEST(wallet.Adjust(Money(100), cause).ok());
    BOOST_TEST(transaction.SaveTender(wallet).ok());
  });
  std::map<uint8_t, Kinds> by_member;
  for (const Event& event : EventsOf(*store)) {
    by_member[event.member_id->bytes[0]].push_back(static_cast<int>(event.kind));
    if (event.kind == EventKind::kCoupon) BOOST_TEST(event.key == std::string("\x9\x9", 2) + std::string(14, '\0'));
    if (event.kind == EventKind::kTender) BOOST_TEST(event.key == "\x2" + std::string(16, '\2'));
  }
  BOOST_TEST((by_member[1] == Kinds{1, 7, 7}));
  BOOST_TEST((by_member[2] == Kinds{1, 7, 8}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_undone_tells_nothing, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_TEST(!store
                  ->WriteAndWait([](Transaction& transaction) -> absl::Status {
                    TESSERA_RETURN_IF_ERROR(transaction.AddMember(Person(1)));
                    return Refused("NO", "", "no");
                  })
                  .ok());
  BOOST_TEST(EventsOf(*store).empty());
  Writing(*store, [](Transaction& transaction) {
    const absl::Status undone = transaction.Attempt([&] {
      BOOST_TEST(transaction.AddSale(SaleOf(1)).ok());
      return Refused("NO", "", "no");
    });
    BOOST_TEST(!undone.ok());
    BOOST_TEST(transaction.AddSale(SaleOf(2)).ok());
  });
  const auto events = EventsOf(*store);
  BOOST_REQUIRE_EQUAL(events.size(), 1u);
  BOOST_TEST(events[0].event_no == 1);
  BOOST_TEST(events[0].partition == EventPartitionOf(Number<SaleId>(2).ToBytes()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(numbers_go_on_behind_what_was_pruned, Backend, Backends) {
  Backend backend;
  const Event told{0, 0, EventKind::kStore, Instant{10}, std::nullopt, 0, "north"};
  {
    auto store = backend.Open();
    Writing(*store, [&](Transaction& transaction) {
      for (int i = 0; i < 5; ++i) BOOST_TEST(transaction.events().Append(told).ok());
      BOOST_TEST(*transaction.events().Prune(Instant{10}, Everything(), 100) == 0);
      BOOST_TEST(*transaction.events().Prune(Instant{11}, Everything(), 3) == 3);
      BOOST_TEST((*transaction.events().Pruned())[0] == 3);
      BOOST_TEST(*transaction.events().Prune(Instant{11}, Everything(), 100) == 1);
      BOOST_TEST(*transaction.events().Prune(Instant{11}, Everything(), 100) == 0);  // the last one stays
    });
  }
  auto store = backend.Open();
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST((*transaction.events().Last())[0] == 5);
    BOOST_TEST((*transaction.events().Pruned())[0] == 4);
    BOOST_TEST(transaction.events().Append(told).ok());
    BOOST_TEST((*transaction.events().Last())[0] == 6);
    BOOST_TEST(transaction.events().Oldest().value()->us == 10);
    BOOST_TEST(transaction.events().List(0, 0, 10)->front().event_no == 5);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_clock_that_was_ahead_keeps_nothing_for_ever, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    for (const int64_t at_us : {1'000'000, 10, 20, 2'000'000, 30, 40}) {
      Event event;
      event.kind = EventKind::kProgram;
      event.happened_at = Instant{at_us};
      BOOST_TEST(transaction.events().Append(event).ok());
    }
    BOOST_TEST(*transaction.events().Prune(Instant{25}, Everything(), 100) == 3);
    BOOST_TEST(*transaction.events().Prune(Instant{35}, Everything(), 100) == 2);
    BOOST_TEST(*transaction.events().Prune(Instant{50}, Everything(), 100) == 0);  // the last one stays
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_somebody_has_still_to_read_stays_however_old, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    const Event told{0, 0, EventKind::kStore, Instant{10}, std::nullopt, 0, "north"};
    for (int i = 0; i < 5; ++i) BOOST_TEST(transaction.events().Append(told).ok());
    EventPlaces read{};
    BOOST_TEST(*transaction.events().Prune(Instant{11}, read, 100) == 0);
    read[0] = 2;
    BOOST_TEST(*transaction.events().Prune(Instant{11}, read, 100) == 2);
    BOOST_TEST(transaction.events().List(0, 0, 10)->front().event_no == 3);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_run_knows_how_far_it_came, Backend, Backends) {
  Backend backend;
  const Event told{0, 0, EventKind::kStore, Instant{10}, std::nullopt, 0, "north"};
  Uuid first{};
  {
    auto store = backend.Open();
    Writing(*store, [&](Transaction& transaction) {
      first = transaction.PresentRun()->run_id;
      for (int i = 0; i < 300; ++i) BOOST_TEST(transaction.events().Append(told).ok());
    });
  }
  auto store = backend.Open();
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.events().Append(told).ok());
    BOOST_TEST((*transaction.events().Reached(first)->value().begin()) == 300);
    const Uuid present = transaction.PresentRun()->run_id;
    BOOST_TEST((*transaction.events().Reached(present)->value().begin()) == 301);
    BOOST_TEST(!transaction.events().Reached(Uuid{1, 2, 3})->has_value());
  });
}

// Who stands behind a number never misses one before it.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_reader_sees_each_event_once_while_many_write, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  constexpr int kThreads = 8;
  constexpr int kEach = 40;
  std::atomic<int> running{kThreads};
  std::vector<std::thread> writers;
  for (int thread = 0; thread < kThreads; ++thread) {
    writers.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        Sale sale = SaleOf(0);
        sale.sale_id.bytes = {static_cast<uint8_t>(thread), static_cast<uint8_t>(i)};
        sale.sale_id.bytes.back() = static_cast<uint8_t>(i);
        const bool stands = i % 4 != 3;
        store
            ->WriteAndWait([&](Transaction& transaction) -> absl::Status {
              TESSERA_RETURN_IF_ERROR(transaction.AddSale(sale).status());
              return stands ? absl::OkStatus() : Refused("NO", "", "no");
            })
            .IgnoreError();
      }
      --running;
    });
  }
  EventPlaces places{};
  std::map<int64_t, int> seen;
  for (bool last_round = false; !last_round;) {
    last_round = running == 0;
    Reading(*store, [&](ReadTransaction& transaction) {
      for (int partition = 0; partition < kEventPartitions; ++partition) {
        int64_t& place = places[static_cast<size_t>(partition)];
        const auto found = *transaction.events().List(partition, place, 7);
        for (const Event& event : found) {
          BOOST_TEST(event.event_no == place + 1);
          place = event.event_no;
          ++seen[event.number];
          last_round = false;
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  BOOST_TEST(seen.size() == static_cast<size_t>(kThreads * kEach * 3 / 4));
  for (const auto& [sale_no, times] : seen) BOOST_TEST(times == 1);
}

}  // namespace
}  // namespace tessera::storage
