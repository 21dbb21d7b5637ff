#include "replay.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "interrupt.h"
#include "journal.h"

namespace tessera::till {
namespace {

using nlohmann::json;
using pos::Result;
using Clock = std::chrono::steady_clock;

__extension__ typedef unsigned __int128 Hash;

// A quote that changes under the commit this often is not going to settle.
constexpr int kTries = 5;

// FNV-1a of 128 bits; parts are told apart by a byte that UTF-8 never has.
Hash HashOf(std::initializer_list<std::string_view> parts) {
  const Hash prime = (static_cast<Hash>(1) << 88) + 0x13B;
  Hash hash = (static_cast<Hash>(0x6C62272E07BB0142ULL) << 64) + 0x62B821756295C58DULL;
  for (std::string_view part : parts) {
    for (char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
    hash = (hash ^ 0xFF) * prime;
  }
  return hash;
}

// FNV leaves its upper bits alike for receipts with numbers alike; an id shows just some of the bits.
uint64_t Spread(uint64_t bits) {
  bits = (bits ^ (bits >> 33)) * 0xFF51AFD7ED558CCDULL;
  bits = (bits ^ (bits >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  return bits ^ (bits >> 33);
}

struct Counts {
  uint64_t committed = 0;
  uint64_t delivered = 0;
  uint64_t offline = 0;
  uint64_t resumed = 0;
  uint64_t repeated = 0;
  uint64_t requoted = 0;
  uint64_t lines = 0;
  uint64_t cards_known = 0;
  uint64_t cards_deferred = 0;
  uint64_t cards_unknown = 0;
  int64_t total_minor = 0;
  int64_t earned = 0;
  int64_t spent = 0;
  std::map<std::string, uint64_t> refused;

  uint64_t refused_all() const {
    uint64_t sum = 0;
    for (const auto& [reason, count] : refused) sum += count;
    return sum;
  }
};

class Replay {
 public:
  Replay(pos::Plugin& plugin, const ReplayOptions& options, const Receipts& source,
         Journal& journal)
      : plugin_(plugin), options_(options), source_(source), journal_(journal) {
    receipts_ = source.receipts.size();
    if (options.limit > 0) receipts_ = std::min<size_t>(receipts_, options.limit);
    NumberCards();
  }

  void Run(std::ostream& log) {
    std::vector<std::thread> workers;
    for (uint32_t i = 0; i < options_.parallel; ++i) workers.emplace_back([this] { Work(); });
    std::thread progress([this, &log] { Report(log); });
    for (std::thread& worker : workers) worker.join();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      finished_ = true;
    }
    wake_.notify_all();
    progress.join();
  }

  // After Run.
  const Counts& counts() const { return counts_; }
  size_t receipts() const { return receipts_; }

 private:
  // Which receipts redeem is fixed before the threads start, so that it does not depend on them.
  void NumberCards() {
    redeems_.assign(receipts_, false);
    uint64_t with_card = 0;
    for (size_t i = 0; i < receipts_ && options_.redeem_every > 0; ++i) {
      if (source_.receipts[i].card.empty()) continue;
      redeems_[i] = ++with_card % options_.redeem_every == 0;
    }
  }

  void Work() {
    Session session(plugin_);
    for (size_t i = next_++; i < receipts_ && !Interrupted(); i = next_++) {
      Counts counts;
      ReplayOne(session, source_.receipts[i], redeems_[i], counts);
      Add(counts);
    }
  }

  void ReplayOne(Session& session, const SourceReceipt& receipt, bool redeem, Counts& counts) {
    const std::string sale_id = ReplaySaleId(receipt, options_.seed);
    if (journal_.Has(sale_id)) {
      ++counts.resumed;
      return;
    }
    if (Result<pos::Done> begun = session.Begin(sale_id); !begun) {
      ++counts.refused[begun.error().reason];
      return;
    }
    Identify(session, receipt, counts);
    for (Item item : receipt.items) {
      if (Result<pos::Done> put = session.PutLine(item); !put) {
        ++counts.refused[put.error().reason];
        return;
      }
    }
    counts.lines += receipt.items.size();
    Settle(session, receipt, redeem, counts);
  }

  // A card that nobody knows is no reason to lose the receipt.
  void Identify(Session& session, const SourceReceipt& receipt, Counts& counts) {
    if (receipt.card.empty()) return;
    const Result<int32_t> kind = session.SetMember(
        TESSERA_IDENTIFIER_CARD, FormatCard(options_.card_format, receipt.card));
    if (!kind) {
      ++counts.cards_unknown;
    } else if (*kind == TESSERA_SCAN_DEFERRED) {
      ++counts.cards_deferred;
    } else {
      ++counts.cards_known;
    }
  }

  void Settle(Session& session, const SourceReceipt& receipt, bool redeem, Counts& counts) {
    pos::Fiscal fiscal;
    fiscal.closed_at_us = receipt.time_us;
    fiscal.receipt_no = receipt.receipt_no;
    std::string reason;
    for (int attempt = 0; attempt < kTries; ++attempt) {
      if (attempt > 0) ++counts.requoted;
      const Result<pos::Done> quoted = QuoteOnce(session, redeem);
      if (!quoted) {
        reason = quoted.error().reason;
        break;
      }
      const Result<pos::CommitResult> commit = session.Commit(fiscal);
      if (commit) return Acknowledge(session, *commit, counts);
      reason = commit.error().reason;
      if (reason != "QUOTE_CHANGED" && reason != "QUOTE_REQUIRED") break;
    }
    // Committed by a run whose journal did not live to say so.
    if (reason == "SALE_ID_REUSED") {
      ++counts.repeated;
    } else {
      ++counts.refused[reason];
    }
  }

  Result<pos::Done> QuoteOnce(Session& session, bool redeem) {
    const Result<pos::Done> quoted = session.AskQuote();
    if (!quoted || !redeem) return quoted;
    const pos::Totals& totals = session.quote()->totals;
    if (totals.spent_points > 0 || totals.max_redeem_points <= 0) return quoted;
    const Result<pos::Done> redeemed = session.Redeem(totals.max_redeem_points);
    // Another till may have been faster with the member's points.
    return redeemed ? redeemed : session.AskQuote();
  }

  void Acknowledge(const Session& session, const pos::CommitResult& commit, Counts& counts) {
    const int64_t total_minor = session.quote()->totals.total_minor;
    ++counts.committed;
    ++(commit.delivered ? counts.delivered : counts.offline);
    counts.total_minor += total_minor;
    counts.earned += commit.earned_points;
    counts.spent += commit.spent_points;
    if (!journal_.Append(commit.sale_id, total_minor, commit.earned_points, commit.spent_points,
                         commit.delivered)) {
      ++counts.refused["JOURNAL_UNWRITABLE"];
    }
  }

  void Add(const Counts& counts) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++done_;
    counts_.committed += counts.committed;
    counts_.delivered += counts.delivered;
    counts_.offline += counts.offline;
    counts_.resumed += counts.resumed;
    counts_.repeated += counts.repeated;
    counts_.requoted += counts.requoted;
    counts_.lines += counts.lines;
    counts_.cards_known += counts.cards_known;
    counts_.cards_deferred += counts.cards_deferred;
    counts_.cards_unknown += counts.cards_unknown;
    counts_.total_minor += counts.total_minor;
    counts_.earned += counts.earned;
    counts_.spent += counts.spent;
    for (const auto& [reason, count] : counts.refused) counts_.refused[reason] += count;
  }

  void Report(std::ostream& log) {
    const Clock::time_point start = Clock::now();
    std::unique_lock<std::mutex> lock(mutex_);
    while (!wake_.wait_for(lock, std::chrono::seconds(2), [this] { return finished_; })) {
      const auto ms = static_cast<uint64_t>(
          std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
      const uint64_t per_second = ms > 0 ? done_ * 1000 / ms : 0;
      log << "replay: " << done_ << " of " << receipts_ << " receipts, " << per_second << "/s";
      if (done_ > 0) log << ", about " << (receipts_ - done_) * ms / done_ / 1000 << " s left";
      log << ", offline " << counts_.offline << ", refused " << counts_.refused_all() << std::endl;
    }
  }

  pos::Plugin& plugin_;
  const ReplayOptions& options_;
  const Receipts& source_;
  Journal& journal_;
  size_t receipts_ = 0;
  std::vector<bool> redeems_;
  std::atomic<size_t> next_{0};

  std::mutex mutex_;
  std::condition_variable wake_;
  Counts counts_;
  uint64_t done_ = 0;
  bool finished_ = false;
};

uint64_t OutboxRecords(pos::Plugin& plugin) {
  const Result<pos::Status> status = plugin.GetStatus();
  return status ? status->outbox_records : 0;
}

void Drain(pos::Plugin& plugin, uint32_t seconds, std::ostream& log) {
  const Clock::time_point end = Clock::now() + std::chrono::seconds(seconds);
  for (uint64_t left = OutboxRecords(plugin); left > 0 && Clock::now() < end && !Interrupted();
       left = OutboxRecords(plugin)) {
    log << "replay: " << left << " records wait to be delivered" << std::endl;
    // The outcome shows in the outbox; an early "no" must not make this a busy loop.
    const Clock::time_point begun = Clock::now();
    const bool done = plugin.Synchronise(2000).ok();
    if (!done && Clock::now() - begun < std::chrono::milliseconds(200)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

json Summary(const Replay& replay, const Receipts& source, pos::Plugin& plugin, uint64_t ms) {
  const Counts& counts = replay.counts();
  const Result<pos::Status> status = plugin.GetStatus();
  return {{"receipts", replay.receipts()},
          {"committed", counts.committed},
          {"delivered", counts.delivered},
          {"offline", counts.offline},
          {"resumed", counts.resumed},
          {"repeated", counts.repeated},
          {"requoted", counts.requoted},
          {"refused", counts.refused},
          {"lines", counts.lines},
          {"rows", source.rows},
          {"skipped", source.skipped},
          {"rounded", source.rounded},
          {"split", source.split},
          {"cards",
           {{"known", counts.cards_known},
            {"deferred", counts.cards_deferred},
            {"unknown", counts.cards_unknown}}},
          {"total_minor", counts.total_minor},
          {"earned", counts.earned},
          {"spent", counts.spent},
          {"outbox_records", status ? status->outbox_records : 0},
          {"parked_records", status ? status->parked_records : 0},
          {"seconds", ms / 1000},
          {"elapsed_ms", ms}};
}

}  // namespace

std::string FormatCard(std::string_view format, std::string_view value) {
  const size_t at = format.find('%');
  if (at == std::string_view::npos || format.find('%', at + 1) != std::string_view::npos) return "";
  size_t end = at + 1;
  size_t width = 0;
  for (; end < format.size() && format[end] >= '0' && format[end] <= '9'; ++end) {
    width = std::min<size_t>(width * 10 + static_cast<size_t>(format[end] - '0'), 64);
  }
  if (end == format.size() || (format[end] != 'd' && format[end] != 's')) return "";
  std::string card(format.substr(0, at));
  if (value.size() < width) card.append(width - value.size(), '0');
  return card.append(value).append(format.substr(end + 1));
}

std::string ReplaySaleId(const SourceReceipt& receipt, std::string_view seed) {
  const Hash hash = HashOf({seed, receipt.receipt_no, std::to_string(receipt.part)});
  const uint64_t low = Spread(static_cast<uint64_t>(hash));
  const uint64_t high = Spread(static_cast<uint64_t>(hash >> 64) ^ low);
  std::array<uint8_t, 16> bytes;
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<uint8_t>(low >> (8 * i));
  for (size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<uint8_t>(high >> (8 * i));
  const auto ms = static_cast<uint64_t>(std::max<int64_t>(receipt.time_us / 1000, 0));
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(ms >> (40 - 8 * i));
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x70);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (uint8_t byte : bytes) {
    if (text.size() == 8 || text.size() == 13 || text.size() == 18 || text.size() == 23) text += '-';
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

int RunReplay(std::istream& in, std::ostream& out, std::ostream& log, pos::Plugin& plugin,
              const ReplayOptions& options) {
  CatchInterrupts();
  const Clock::time_point start = Clock::now();
  if (!plugin.Synchronise(options.synchronise_ms)) {
    log << "replay: the service is away or not in step, going on with what the cache has" << std::endl;
  }
  const Result<pos::Status> status = plugin.GetStatus();
  const uint32_t digits = status && !status->currency_code.empty() ? status->currency_digits : 2;
  std::string error;
  const std::optional<Receipts> source =
      options.baskets ? ReadBaskets(in, error) : ReadReceipts(in, options.columns, digits, error);
  Journal journal;
  if (!source || (!options.journal.empty() && !journal.Open(options.journal, error))) {
    log << "replay: can't begin: " << error << std::endl;
    return 2;
  }
  Replay replay(plugin, options, *source, journal);
  replay.Run(log);
  Drain(plugin, options.drain_seconds, log);
  const auto ms = static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
  out << Summary(replay, *source, plugin, ms).dump() << std::endl;
  const Counts& counts = replay.counts();
  const bool whole = counts.committed + counts.resumed + counts.repeated == replay.receipts();
  return whole ? 0 : 1;
}

}  // namespace tessera::till
