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
)sql"},
    // SQLite's own counter would be one more page to write with each sale.
    {4, R"sql(
CREATE TABLE file (
  number        INTEGER PRIMARY KEY CHECK (number = 1),
  outbox_id     BLOB    NOT NULL,  -- 16 random bytes: whose numbers the records have
  last_sequence INTEGER NOT NULL   -- no new record gets this number, nor one below
);
INSERT INTO file VALUES (
  1, randomblob(16), COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'record'), 0));
CREATE TABLE numbered (
  sequence      INTEGER PRIMARY KEY,
  kind          INTEGER NOT NULL,  -- number of OutboxRecord's field
  subject_id    TEXT    NOT NULL,  -- sale, refund, enrolment or survey's answer
  member_id     TEXT    NOT NULL,  -- whose points it spends; empty for nobody's
  spent_points  INTEGER NOT NULL,
  message       BLOB    NOT NULL,  -- tessera.v1.OutboxRecord without its sequence
  created_at_us INTEGER NOT NULL,
  parked        INTEGER NOT NULL DEFAULT 0,
  reason        TEXT    NOT NULL DEFAULT '',  -- why it is parked
  explanation   TEXT    NOT NULL DEFAULT '',
  account_id    TEXT    NOT NULL DEFAULT '',  -- whose points those are
  paid_minor    INTEGER NOT NULL DEFAULT 0    -- total of the sale
);
INSERT INTO numbered SELECT sequence, kind, subject_id, member_id, spent_points, message,
  created_at_us, parked, reason, explanation, account_id, paid_minor FROM record;
DROP TABLE record;
ALTER TABLE numbered RENAME TO record;
ALTER TABLE booked ADD COLUMN sale_id TEXT NOT NULL DEFAULT '';
)sql"}};

}  // namespace

absl::Span<const sqlite::Migration> OutboxSchema() { return kMigrations; }

}  // namespace tessera::plugin
