#include "tessera/plugin/outbox/schema.h"

namespace tessera::plugin {
namespace {

constexpr sqlite::Migration kMigrations[] = {
    {1, R"sql(
CREATE TABLE record (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind          INTEGER NOT NULL,  -- number of OutboxRecord's field
  subject_id    TEXT    NOT NULL,  -- sale, refund or enrolment
  member_id     TEXT    NOT NULL,  -- whose points it spends; empty for nobody's
  spent_points  INTEGER NOT NULL,
  message       BLOB    NOT NULL,  -- tessera.v1.OutboxRecord without its sequence
  created_at_us INTEGER NOT NULL,
  parked        INTEGER NOT NULL DEFAULT 0,
  reason        TEXT    NOT NULL DEFAULT '',  -- why it is parked
  explanation   TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX record_by_subject ON record (subject_id);
CREATE INDEX record_by_member ON record (member_id);
)sql"},
    {2, R"sql(
CREATE TABLE booked (  -- spent points of delivered sales, until cached balances show them
  member_id    TEXT    NOT NULL,
  spent_points INTEGER NOT NULL,
  booked_at_us INTEGER NOT NULL  -- by the service's clock
);
)sql"},
    // Records are looked for in memory.
    {3, R"sql(
DROP INDEX record_by_subject;
DROP INDEX record_by_member;
ALTER TABLE record ADD COLUMN account_id TEXT NOT NULL DEFAULT '';     -- whose points those are
ALTER TABLE record ADD COLUMN paid_minor INTEGER NOT NULL DEFAULT 0;  -- total of the sale
ALTER TABLE booked ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
ALTER TABLE booked ADD COLUMN paid_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booked ADD COLUMN store_id TEXT NOT NULL DEFAULT '';
ALTER TABLE booked ADD COLUMN sold_at_us INTEGER NOT NULL DEFAULT 0;  -- 0: only the points are known
ALTER TABLE booked ADD COLUMN offers BLOB NOT NULL DEFAULT x'';       -- tessera.v1.ShownReceipt
CREATE TABLE receipt (  -- sales that the service booked, the last of them
  number  INTEGER PRIMARY KEY,
  sale_id TEXT NOT NULL UNIQUE,
  message BLOB NOT NULL,  -- tessera.v1.OutboxRecord without its sequence
  answer  BLOB NOT NULL   -- tessera.v1.SubmittedRecord
);
CREATE TABLE reservation (  -- points that quotes without the service promised to open sales
  sale_id      TEXT    NOT NULL PRIMARY KEY,
  member_id    TEXT    NOT NULL,
  account_id   TEXT    NOT NULL,
  points       INTEGER NOT NULL,
  lapses_at_us INTEGER NOT NULL  -- by the till's clock
) WITHOUT ROWID;
)sql"}};

}  // namespace

absl::Span<const sqlite::Migration> OutboxSchema() { return kMigrations; }

}  // namespace tessera::plugin
