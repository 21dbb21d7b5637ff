// tessera-feed-consumer: keeps a copy of members, cards, sales, refunds, points, coupons and balances in an
// SQLite file of its own, by FeedService alone. What it took over and how far it read go into one
// transaction, so that it may be killed at any time and takes each event exactly once. A sample for whoever
// feeds a CRM, an ERP or reports: copy it.
//
//   tessera-feed-consumer --server HOST:PORT --database copy.db [--ca F --cert F --key F] [--once]
//
// --once ends with 0 when all that there is was read. Without --ca it speaks plain text.
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "tessera/v1/feed_service.grpc.pb.h"

namespace v1 = tessera::v1;

namespace {

using Value = std::variant<int64_t, std::string>;

// The copy. Throws std::runtime_error where SQLite fails: the process ends, and the next one goes on from
// the last page that was kept.
class Copy {
 public:
  explicit Copy(const std::string& path) {
    Check(sqlite3_open(path.c_str(), &handle_));
    Script(R"sql(
      PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS place (only_row INTEGER PRIMARY KEY, cursor TEXT, resume TEXT);
      INSERT OR IGNORE INTO place VALUES (1, '', '');
      CREATE TABLE IF NOT EXISTS seen (event_id TEXT PRIMARY KEY);
      CREATE TABLE IF NOT EXISTS member (member_id TEXT PRIMARY KEY, status INTEGER, tier TEXT,
        merged_into TEXT, account_id TEXT, masked_name TEXT, language TEXT);
      CREATE TABLE IF NOT EXISTS card (hash TEXT PRIMARY KEY, member_id TEXT, out_of_use INTEGER);
      CREATE TABLE IF NOT EXISTS sale (sale_id TEXT PRIMARY KEY, member_id TEXT, store_id TEXT,
        terminal_id TEXT, receipt_no TEXT, total_minor INTEGER, lines INTEGER);
      CREATE TABLE IF NOT EXISTS refund (refund_id TEXT PRIMARY KEY, sale_id TEXT, net_minor INTEGER);
      CREATE TABLE IF NOT EXISTS entry (account_id TEXT, entry_no INTEGER, kind INTEGER,
        points INTEGER, balance_points INTEGER, hash TEXT, PRIMARY KEY (account_id, entry_no));
      CREATE TABLE IF NOT EXISTS coupon (hash TEXT PRIMARY KEY, batch_id TEXT, status INTEGER,
        uses INTEGER, member_id TEXT);
      CREATE TABLE IF NOT EXISTS tender (kind INTEGER, key TEXT, balance_minor INTEGER,
        entry_no INTEGER, PRIMARY KEY (kind, key));
    )sql");
  }
  ~Copy() { sqlite3_close(handle_); }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  void Script(const char* sql) { Check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }

  // Runs one statement; gives the first column of its first row, or nothing.
  std::string Run(const std::string& sql, const std::vector<Value>& values = {}) {
    sqlite3_stmt* raw = nullptr;
    Check(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &raw, nullptr));
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    int index = 0;
    for (const Value& value : values) {
      ++index;
      if (const auto* number = std::get_if<int64_t>(&value)) {
        Check(sqlite3_bind_int64(raw, index, *number));
      } else {
        const auto& text = std::get<std::string>(value);
        Check(sqlite3_bind_text(raw, index, text.data(), static_cast<int>(text.size()),
                                SQLITE_TRANSIENT));
      }
    }
    const int stepped = sqlite3_step(raw);
    if (stepped == SQLITE_DONE) return "";
    if (stepped != SQLITE_ROW) Check(stepped);
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
    return text == nullptr ? "" : text;
  }

 private:
  void Check(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }

  sqlite3* handle_ = nullptr;
};

std::string Hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text += digits;
  }
  return text;
}

void TakeMember(const v1::MemberState& member, Copy& copy) {
  copy.Run("INSERT OR REPLACE INTO member VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
           {member.member_id(), int64_t{member.status()}, member.tier(), member.merged_into(),
            member.account_id(), member.masked_name(), member.language()});
}

void TakeSale(const v1::FeedEvent& event, Copy& copy) {
  const v1::BookedSale& sale = event.sale().sale();
  copy.Run("INSERT OR REPLACE INTO sale VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
           {sale.result().sale_id(), event.member_id(), sale.store_id(), sale.terminal_id(),
            sale.receipt_no(), sale.total_minor(),
            int64_t{event.sale().document().basket().lines_size()}});
}

// A balance may come late behind a snapshot, which had a younger one.
void TakeTender(const v1::TenderEvent& tender, Copy& copy) {
  copy.Run("INSERT INTO tender VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET"
           " balance_minor = ?3, entry_no = ?4 WHERE entry_no <= ?4",
           {int64_t{tender.kind()}, Hex(tender.key()), tender.entry().balance_minor(),
            tender.entry().entry_no()});
}

// States are put in the place of what was known, movements beside the others by their ids.
void Take(const v1::FeedEvent& event, Copy& copy) {
  switch (event.event_case()) {
    case v1::FeedEvent::kMember: return TakeMember(event.member(), copy);
    case v1::FeedEvent::kCard:
      copy.Run("INSERT OR REPLACE INTO card VALUES (?1, ?2, ?3)",
               {Hex(event.card().identifier_hash()), event.card().member_id(),
                int64_t{event.card().out_of_use()}});
      return;
    case v1::FeedEvent::kSale: return TakeSale(event, copy);
    case v1::FeedEvent::kRefund:
      copy.Run("INSERT OR REPLACE INTO refund VALUES (?1, ?2, ?3)",
               {event.refund().result().refund_id(), event.refund().document().sale_id(),
                event.refund().result().net_minor()});
      return;
    case v1::FeedEvent::kEntry: {
      const v1::Entry& entry = event.entry().entry();
      copy.Run("INSERT OR REPLACE INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
               {event.entry().account_id(), entry.entry_no(), int64_t{entry.kind()}, entry.points(),
                entry.balance_points(), entry.hash()});
      return;
    }
    case v1::FeedEvent::kCoupon:
      copy.Run("INSERT OR REPLACE INTO coupon VALUES (?1, ?2, ?3, ?4, ?5)",
               {Hex(event.coupon().code_hash()), event.coupon().coupon().batch_id(),
                int64_t{event.coupon().coupon().status()}, int64_t{event.coupon().coupon().uses()},
                event.coupon().coupon().member_id()});
      return;
    case v1::FeedEvent::kTender: return TakeTender(event.tender(), copy);
    default: return;  // what this copy does not keep
  }
}

// A page and the cursor behind it, or neither.
void TakePage(const v1::WatchFeedResponse& page, Copy& copy) {
  copy.Script("BEGIN IMMEDIATE");
  for (const v1::FeedEvent& event : page.events()) {
    // Fails on an event that was taken already: with the cursor in the same transaction there is none.
    copy.Run("INSERT INTO seen VALUES (?1)", {event.event_id()});
    Take(event, copy);
  }
  copy.Run("UPDATE place SET cursor = ?1", {page.position().cursor()});
  copy.Script("COMMIT");
}

void AddKinds(v1::FeedFilter* filter) {
  for (const v1::FeedKind kind :
       {v1::FEED_KIND_MEMBER, v1::FEED_KIND_CARD, v1::FEED_KIND_SALE, v1::FEED_KIND_REFUND,
        v1::FEED_KIND_ENTRY, v1::FEED_KIND_COUPON, v1::FEED_KIND_TENDER}) {
    filter->add_kinds(kind);
  }
}

std::string ReasonOf(const grpc::ClientContext& context) {
  const auto found = context.GetServerTrailingMetadata().find("tessera-reason");
  if (found == context.GetServerTrailingMetadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

enum class Next { kWatch, kSnapshot, kWait, kDone };

// The service's events do not go on from where this copy is: it may have been restored, so that rows of this
// copy are of a past that never was. What is left is nothing.
bool MustBeginAnew(const std::string& reason) {
  return reason == "CURSOR_INVALID" || reason == "CURSOR_TOO_OLD" || reason == "RESUME_INVALID";
}

Next BeginAnew(const std::string& reason, Copy& copy) {
  std::fprintf(stderr, "%s: taking a snapshot\n", reason.c_str());
  copy.Script("BEGIN; DELETE FROM seen; DELETE FROM member; DELETE FROM card; DELETE FROM sale;"
              "DELETE FROM refund; DELETE FROM entry; DELETE FROM coupon; DELETE FROM tender;"
              "UPDATE place SET cursor = '', resume = ''; COMMIT");
  return Next::kSnapshot;
}

Next Watch(v1::FeedService::Stub& stub, Copy& copy, bool once) {
  grpc::ClientContext context;
  v1::WatchFeedRequest request;
  request.set_cursor(copy.Run("SELECT cursor FROM place"));
  AddKinds(request.mutable_filter());
  const auto reader = stub.Watch(&context, request);
  v1::WatchFeedResponse page;
  bool read_all = false;
  while (!read_all && reader->Read(&page)) {
    TakePage(page, copy);
    read_all = once && page.position().behind() == 0;
  }
  if (read_all) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (read_all) return Next::kDone;
  const std::string reason = ReasonOf(context);
  if (MustBeginAnew(reason)) return BeginAnew(reason, copy);
  return status.ok() ? Next::kWatch : Next::kWait;
}

// The same for each part of a snapshot and where it goes on.
Next Snapshot(v1::FeedService::Stub& stub, Copy& copy) {
  grpc::ClientContext context;
  v1::SnapshotFeedRequest request;
  request.set_resume(copy.Run("SELECT resume FROM place"));
  AddKinds(request.mutable_filter());
  const auto reader = stub.Snapshot(&context, request);
  v1::SnapshotFeedResponse part;
  bool is_whole = false;
  while (reader->Read(&part)) {
    is_whole = part.resume().empty();
    copy.Script("BEGIN IMMEDIATE");
    for (const v1::FeedEvent& event : part.events()) Take(event, copy);
    copy.Run("UPDATE place SET cursor = ?1, resume = ?2",
             {is_whole ? part.cursor() : std::string(), part.resume()});
    copy.Script("COMMIT");
  }
  const grpc::Status status = reader->Finish();
  if (is_whole && status.ok()) return Next::kWatch;
  const std::string reason = ReasonOf(context);
  if (MustBeginAnew(reason)) return BeginAnew(reason, copy);
  return Next::kWait;
}

std::string File(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct Options {
  std::string server, database, ca, cert, key;
  bool once = false;
};

Options Read(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--once") {
      options.once = true;
      continue;
    }
    if (i + 1 == argc) throw std::runtime_error("a value is missing behind " + name);
    const std::string value = argv[++i];
    if (name == "--server") options.server = value;
    else if (name == "--database") options.database = value;
    else if (name == "--ca") options.ca = value;
    else if (name == "--cert") options.cert = value;
    else if (name == "--key") options.key = value;
    else throw std::runtime_error("unknown option " + name);
  }
  return options;
}

std::shared_ptr<grpc::Channel> Connect(const Options& options) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  if (options.ca.empty()) {
    return grpc::CreateCustomChannel(options.server, grpc::InsecureChannelCredentials(), arguments);
  }
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = File(options.ca);
  tls.pem_cert_chain = File(options.cert);
  tls.pem_private_key = File(options.key);
  return grpc::CreateCustomChannel(options.server, grpc::SslCredentials(tls), arguments);
}

}  // namespace

int main(int argc, char** argv) try {
  const Options options = Read(argc, argv);
  Copy copy(options.database);
  const auto stub = v1::FeedService::NewStub(Connect(options));
  Next next = copy.Run("SELECT resume FROM place").empty() ? Next::kWatch : Next::kSnapshot;
  while (true) {
    switch (next) {
      case Next::kWatch: next = Watch(*stub, copy, options.once); break;
      case Next::kSnapshot: next = Snapshot(*stub, copy); break;
      case Next::kDone: return 0;
      case Next::kWait:
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        next = copy.Run("SELECT resume FROM place").empty() ? Next::kWatch : Next::kSnapshot;
        break;
    }
  }
} catch (const std::exception& error) {
  std::fprintf(stderr, "tessera-feed-consumer: %s\n", error.what());
  return 1;
}
