// Members, what points to them, and what they did.
#include <boost/test/unit_test.hpp>

#include <vector>

#include "backends.h"
#include "sample.h"

namespace tessera::storage {
namespace {

BOOST_AUTO_TEST_CASE_TEMPLATE(a_member_comes_back_as_it_was_added, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  Reading(*store, [](ReadTransaction& transaction) {
    const auto member = *transaction.FindMember(Number<MemberId>(1));
    BOOST_REQUIRE(member.has_value());
    BOOST_TEST(member->masked_name == "Анна К.");
    BOOST_TEST(member->sealed_name == std::string("\0\1", 2));
    BOOST_TEST(member->tags == (std::vector<std::string>{"a", "b c"}));
    BOOST_TEST((member->account_id() == Number<MemberId>(1)));
    BOOST_TEST(!member->tier_until.has_value());
    BOOST_TEST(!member->merged_into.has_value());
    BOOST_TEST(!transaction.FindMember(Number<MemberId>(2))->has_value());
    BOOST_TEST(*transaction.CountMembers() == 1);
    BOOST_TEST(transaction.LoadAccount(Number<MemberId>(1), {})->balance.value() == 0);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_field_of_a_member_can_change, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  Member changed;
  changed.member_id = Number<MemberId>(1);
  changed.shares = Number<MemberId>(2);
  changed.masked_name = "B.";
  changed.sealed_profile = std::string("\2\0", 2);
  changed.tier = "gold";
  changed.assigned_tier = "silver";
  changed.tier_since = Instant{3};
  changed.tier_until = Instant{4};
  changed.tags = {"c"};
  changed.status = MemberStatus::kMerged;
  changed.merged_into = Number<MemberId>(2);
  changed.language = "en";
  changed.consent_version = "v1";
  changed.consent_given_at = Instant{5};
  changed.consent_channel = "till";
  changed.created_at = Instant{6};
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.UpdateMember(changed).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const Member found = **transaction.FindMember(changed.member_id);
    BOOST_TEST((found.account_id() == Number<MemberId>(2)));
    BOOST_TEST(found.masked_name == changed.masked_name);
    BOOST_TEST(found.sealed_name == "");
    BOOST_TEST(found.sealed_profile == changed.sealed_profile);
    BOOST_TEST(found.tier == "gold");
    BOOST_TEST(found.assigned_tier == "silver");
    BOOST_TEST(found.tier_since.us == 3);
    BOOST_TEST((found.tier_until == changed.tier_until));
    BOOST_TEST(found.tags == changed.tags);
    BOOST_TEST((found.status == MemberStatus::kMerged));
    BOOST_TEST((found.merged_into == changed.merged_into));
    BOOST_TEST(found.language == "en");
    BOOST_TEST(found.consent_version == "v1");
    BOOST_TEST(found.consent_given_at.us == 5);
    BOOST_TEST(found.consent_channel == "till");
    BOOST_TEST(found.created_at.us == 6);
    BOOST_TEST((**transaction.FindMember(Number<MemberId>(2))).masked_name == "Анна К.");
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_identifier_points_to_one_member, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  IdentifierHash hash;
  hash.fill(9);
  const auto point_to = [&](uint8_t n) {
    return store->WriteAndWait([&](Transaction& transaction) {
      return transaction.AddIdentifier(hash, Number<MemberId>(n));
    });
  };
  BOOST_TEST(point_to(1).ok());
  BOOST_TEST(ReasonOf(point_to(2)) == "ROW_EXISTS");
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto found = **transaction.FindIdentifier(hash);
    BOOST_TEST((found.member_id == Number<MemberId>(1)));
    BOOST_TEST((found.status == IdentifierStatus::kActive));
    BOOST_TEST(transaction.ListIdentifiers(Number<MemberId>(1))->size() == 1u);
    BOOST_TEST(!transaction.FindIdentifier(IdentifierHash{})->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_identifier_can_be_blocked_and_handed_over, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  IdentifierHash hash;
  hash.fill(9);
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.AddIdentifier(hash, Number<MemberId>(1)).ok());
    BOOST_TEST(transaction
                   .UpdateIdentifier({hash, Number<MemberId>(2), IdentifierStatus::kBlocked})
                   .ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST(transaction.ListIdentifiers(Number<MemberId>(1))->empty());
    const auto listed = *transaction.ListIdentifiers(Number<MemberId>(2));
    BOOST_REQUIRE_EQUAL(listed.size(), 1u);
    BOOST_TEST((listed[0].hash == hash));
    BOOST_TEST((listed[0].status == IdentifierStatus::kBlocked));
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_shares_an_account_is_listed, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  for (uint8_t n = 1; n <= 4; ++n) BOOST_REQUIRE(Add(*store, n).ok());
  Writing(*store, [](Transaction& transaction) {
    for (const uint8_t n : std::vector<uint8_t>{4, 2}) {
      Member member = Person(n);
      member.shares = Number<MemberId>(1);
      BOOST_TEST(transaction.UpdateMember(member).ok());
    }
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const std::vector<MemberId> both = {Number<MemberId>(2), Number<MemberId>(4)};
    BOOST_TEST((*transaction.ListSharers(Number<MemberId>(1)) == both));
    BOOST_TEST(transaction.ListSharers(Number<MemberId>(3))->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tiers_are_due_by_their_end, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    for (uint8_t n = 1; n <= 5; ++n) {
      Member member = Person(n);
      if (n != 5) member.tier_until = Instant{100 - n};
      BOOST_TEST(transaction.AddMember(member).ok());
    }
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const std::vector<MemberId> due = {Number<MemberId>(4), Number<MemberId>(3),
                                       Number<MemberId>(2)};
    BOOST_TEST((*transaction.ListTiersDue(Instant{98}, 10) == due));
    BOOST_TEST(transaction.ListTiersDue(Instant{98}, 2)->size() == 2u);
    BOOST_TEST(transaction.ListTiersDue(Instant{95}, 10)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(purchases_are_kept_for_ever_and_by_day, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  const MemberId member_id = Number<MemberId>(1);
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.LoadPurchases(member_id)->visits == 0);
    BOOST_TEST(!transaction.LoadPurchases(member_id)->last_at.has_value());
    for (int64_t visits = 1; visits <= 2; ++visits) {
      const ledger::Purchases so_far{visits, Money(500), Points(-7), Instant{9}};
      BOOST_TEST(transaction.SavePurchases(member_id, so_far).ok());
    }
    for (const int32_t day : {20'000, 19'998, -3, 20'000}) {
      BOOST_TEST(transaction.SavePurchaseDay(member_id, {day, 1, Money(day), Points(3)}).ok());
    }
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const ledger::Purchases found = *transaction.LoadPurchases(member_id);
    BOOST_TEST(found.visits == 2);
    BOOST_TEST(found.spend.value() == 500);
    BOOST_TEST(found.earned.value() == -7);
    BOOST_TEST((found.last_at == Instant{9}));
    const auto days = *transaction.ListPurchaseDays(member_id, 19'998);
    BOOST_REQUIRE_EQUAL(days.size(), 2u);
    BOOST_TEST(days[0].day == 19'998);
    BOOST_TEST(days[1].spend.value() == 20'000);
    BOOST_TEST(days[1].earned.value() == 3);
    BOOST_TEST(transaction.ListPurchaseDays(member_id, -100)->size() == 3u);
    BOOST_TEST(transaction.ListPurchaseDays(Number<MemberId>(2), 0)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(how_far_old_sales_are_counted_comes_back, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(!transaction.FindUncounted()->has_value());
    BOOST_TEST(transaction.SaveUncounted({1, 9, 5}).ok());
    BOOST_TEST(transaction.SaveUncounted({4, 9, 5}).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const auto uncounted = *transaction.FindUncounted();
    BOOST_REQUIRE(uncounted.has_value());
    BOOST_TEST(uncounted->after_sale_no == 4);
    BOOST_TEST(uncounted->last_sale_no == 9);
    BOOST_TEST(uncounted->last_refund_no == 5);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(uses_and_stamps_are_counted_per_member_and_for_all, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  BOOST_REQUIRE(Add(*store, 2).ok());
  const MemberId member_id = Number<MemberId>(1);
  Writing(*store, [&](Transaction& transaction) {
    for (int64_t uses = 1; uses <= 2; ++uses) {
      BOOST_TEST(transaction.SaveOfferUse(member_id, {"tea", uses, 20'000, 1, 3}).ok());
      BOOST_TEST(transaction.SaveOfferUse(OfferUse{"tea", uses, Money(50), Points(6)}).ok());
      BOOST_TEST(transaction.SaveStampCard(member_id, {"cup", uses + 5}).ok());
    }
    BOOST_TEST(transaction.SaveOfferUse(member_id, {"coffee", 1, 0, 0, 0}).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const auto uses = *transaction.ListOfferUses(member_id);
    BOOST_REQUIRE_EQUAL(uses.size(), 2u);
    BOOST_TEST(uses[0].offer_id == "coffee");
    BOOST_TEST(uses[1].uses == 2);
    BOOST_TEST(uses[1].day == 20'000);
    BOOST_TEST(uses[1].uses_day == 1);
    BOOST_TEST(uses[1].units == 3);
    BOOST_TEST(transaction.ListOfferUses(Number<MemberId>(2))->empty());
    const OfferUse all = *transaction.LoadOfferUse("tea");
    BOOST_TEST(all.uses == 2);
    BOOST_TEST(all.spent.value() == 50);
    BOOST_TEST(all.spent_points.value() == 6);
    const OfferUse none = *transaction.LoadOfferUse("milk");
    BOOST_TEST(none.offer_id == "milk");
    BOOST_TEST(none.uses == 0);
    const auto cards = *transaction.ListStampCards(member_id);
    BOOST_REQUIRE_EQUAL(cards.size(), 1u);
    BOOST_TEST((cards[0].card_id == "cup" && cards[0].stamps == 7));
  });
}

}  // namespace
}  // namespace tessera::storage
