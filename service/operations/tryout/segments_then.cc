#include "tessera/operations/tryout/segments_then.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/engine/history.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/segment_rules.h"
#include "tessera/operations/insight/segments.h"
#include "tessera/operations/programs/segment_definitions.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {
namespace {

// Publications that are looked at; before them nothing is known to have been alike.
constexpr int kMostPublications = 1'000;
// What is kept in memory, about 64 MB; who comes again after that is read again.
constexpr size_t kMostKept = 50'000;
constexpr size_t kMostDays = 500'000;

bool Counts(const storage::Publication& publication, Instant at) {
  return publication.starts_at <= at &&
         !(publication.withdrawn_at && *publication.withdrawn_at <= at);
}

v1::Program WithoutOffers(v1::Program program) {
  program.clear_offers();
  return program;
}

// As it was before the receipt: days behind it are left out, and of goods those of the same day.
Bought BoughtBefore(const std::vector<ledger::PurchaseDay>& days,
                    const std::vector<storage::BoughtDay>& goods,
                    const ledger::PurchaseDay& so_far, int32_t today) {
  Bought bought;
  std::copy_if(goods.begin(), goods.end(), std::back_inserter(bought.goods),
               [today](const storage::BoughtDay& day) { return day.day < today; });
  const auto add = [&bought](const ledger::PurchaseDay& day) {
    bought.days.push_back(day);
    if (day.visits <= 0) return;
    bought.visits.ever += day.visits;
    if (bought.visits.first_day == 0) bought.visits.first_day = day.day;
    bought.visits.last_day = day.day;
  };
  for (const ledger::PurchaseDay& day : days) {
    if (day.day >= today) break;
    add(day);
  }
  if (so_far.visits > 0) add({today, so_far.visits, so_far.spend, so_far.earned});
  return bought;
}

}  // namespace

SegmentsThen::SegmentsThen(const v1::Program& program, std::set<std::string> named,
                           Programs::Program calendar)
    : rules_(SegmentRulesOf(program)),
      program_(WithoutOffers(program)),
      calendar_(std::move(calendar)),
      named_(std::move(named)),
      all_(named_.begin(), named_.end()) {}

SegmentsThen::~SegmentsThen() = default;

absl::StatusOr<std::unique_ptr<SegmentsThen>> SegmentsThen::Begin(
    const Context& context, storage::ReadTransaction& transaction, const v1::Program& program,
    Programs::Program calendar) {
  const std::vector<std::string> defined =
      UnlikeSegments(program, v1::Program(), SegmentsNamed(program, /*surveys=*/false));
  if (defined.empty()) return std::unique_ptr<SegmentsThen>();
  std::unique_ptr<SegmentsThen> then(
      new SegmentsThen(program, {defined.begin(), defined.end()}, std::move(calendar)));
  TESSERA_RETURN_IF_ERROR(then->ReadPublications(transaction));
  const SegmentsAsk ask = WhatSegmentsAsk(program, then->named_);
  then->asks_goods_ = ask.goods;
  if (ask.goods) TESSERA_RETURN_IF_ERROR(then->FindGoods(transaction));
  if (ask.cells) {
    TESSERA_RETURN_IF_ERROR(
        then->MakeCuts(transaction, engine::DayOfProgram(*then->calendar_, context.now)));
  }
  return then;
}

// They are counted for the version in force for all: by the same goods and days, or not at all.
absl::Status SegmentsThen::FindGoods(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  has_goods_ = state.sets_are_whole && state.sets == rules_->sets_fingerprint;
  return absl::OkStatus();
}

absl::Status SegmentsThen::ReadPublications(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(
      auto publications,
      std::as_const(transaction).publications().List("", 0, kMostPublications));
  std::erase_if(publications, [](const storage::Publication& publication) {
    return !publication.store_ids.empty() ||
           publication.state == storage::PublicationState::kWaiting;
  });
  std::vector<Instant> moments;
  for (const storage::Publication& publication : publications) {
    moments.push_back(publication.starts_at);
    if (publication.withdrawn_at) moments.push_back(*publication.withdrawn_at);
  }
  std::sort(moments.begin(), moments.end());
  for (const Instant at : moments) {
    const storage::Publication* last = nullptr;
    for (const storage::Publication& publication : publications) {
      if (!Counts(publication, at)) continue;
      if (last == nullptr || last->starts_at < publication.starts_at) last = &publication;
    }
    in_force_.push_back({at, last != nullptr ? last->version : 0});
  }
  return absl::OkStatus();
}

absl::Status SegmentsThen::MakeCuts(storage::ReadTransaction& transaction, int32_t today) {
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  TESSERA_ASSIGN_OR_RETURN(const insight::MemberColumns members, LoadMemberColumns(tables));
  StoredReceipts receipts(tables);
  TESSERA_ASSIGN_OR_RETURN(auto values,
                           BoughtByMembers(receipts, members, rules_->rfm_days, today));
  std::erase_if(values, [](const insight::RfmValues& of) { return of.frequency == 0; });
  cuts_ = insight::CutsOf(std::move(values), rules_->rfm_scores, rules_->unit);
  return absl::OkStatus();
}

absl::StatusOr<const std::vector<std::string>*> SegmentsThen::UnlikeAt(
    storage::ReadTransaction& transaction, Instant at) {
  const auto next = std::upper_bound(
      in_force_.begin(), in_force_.end(), at,
      [](Instant instant, const Since& since) { return instant < since.at; });
  const int64_t version = next == in_force_.begin() ? 0 : std::prev(next)->version;
  const auto [known, is_new] = unlike_.try_emplace(version);
  if (!is_new) return &known->second;
  v1::Program then;
  if (version != 0) {
    TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction.FindProgram(version));
    if (!stored || !then.ParseFromString(stored->document)) {
      return Broken("a published program is unreadable");
    }
  }
  known->second = UnlikeSegments(program_, then, named_);
  return &known->second;
}

absl::StatusOr<SegmentsThen::Known*> SegmentsThen::Find(const Context& context,
                                                        storage::ReadTransaction& transaction,
                                                        const MemberId& member_id) {
  if (members_.size() >= kMostKept || days_kept_ >= kMostDays) {
    members_.clear();
    days_kept_ = 0;
  }
  std::unique_ptr<Known>& known = members_[member_id];
  if (known != nullptr) return known.get();
  TESSERA_ASSIGN_OR_RETURN(auto member, transaction.FindMember(member_id));
  known = std::make_unique<Known>();
  if (!member) return known.get();
  if (rules_->asks_profile) {
    // One that can't be read counts as empty, as in the live counting.
    auto profile = ProfileOf(context, *member);
    if (profile.ok()) {
      known->profile = *std::move(profile);
    } else {
      ++unreadable_;
    }
  }
  member->sealed_name.clear();
  member->sealed_profile.clear();
  known->member = *std::move(member);
  TESSERA_ASSIGN_OR_RETURN(known->days, transaction.ListPurchaseDays(member_id, 0));
  if (has_goods_) {
    const storage::InsightTables& tables = std::as_const(transaction).insight();
    TESSERA_ASSIGN_OR_RETURN(const auto number, tables.FindMember(member_id));
    if (number) {
      TESSERA_ASSIGN_OR_RETURN(known->goods, tables.ListBought(number->member_no));
    }
  }
  days_kept_ += known->days.size() + known->goods.size();
  return known.get();
}

absl::StatusOr<bool> SegmentsThen::Put(const Context& context,
                                       storage::ReadTransaction& transaction,
                                       const SegmentsAsked& asked, const engine::MemberView& view,
                                       std::vector<std::string>* segments) {
  const std::vector<std::string>* unlike = &all_;
  if (asked.has_situation) {
    TESSERA_ASSIGN_OR_RETURN(unlike, UnlikeAt(transaction, asked.booked_at));
  }
  if (unlike->empty()) return false;
  TESSERA_ASSIGN_OR_RETURN(Known* const known, Find(context, transaction, asked.member_id));
  known->member.tier = view.tier;
  known->member.tags = view.tags;
  known->member.segments = view.segments;
  Bought bought = BoughtBefore(known->days, known->goods, asked.so_far, asked.day);
  bought.knows_goods = !lacks_goods();
  const Standing standing = StandingOf(
      *rules_, cuts_, known->member, known->profile, bought,
      engine::DayOfProgram(*calendar_, known->member.created_at), asked.day);
  *segments = view.segments;
  for (const std::string& id : *unlike) {
    std::erase(*segments, id);
    if (std::binary_search(standing.segments.begin(), standing.segments.end(), id)) {
      segments->push_back(id);
    }
    worked_out_.insert(id);
  }
  std::sort(segments->begin(), segments->end());
  return true;
}

}  // namespace tessera::operations
