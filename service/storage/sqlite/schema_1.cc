#include "tessera/storage/sqlite/schema_scripts.h"

namespace tessera::storage::sqlite {

// Ids and hashes are blobs of 16 and 32 bytes, times UTC microseconds. What grows with a member is
// keyed by the member first. Tables whose rows carry documents have a row id and a unique index,
// because a clustered key would drag the documents through every look-up.
const char kSchema1[] = R"sql(
CREATE TABLE chain (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  epoch BLOB NOT NULL CHECK (length(epoch) = 16),
  key_check BLOB NOT NULL
) STRICT;

CREATE TABLE member (
  member_id BLOB NOT NULL PRIMARY KEY CHECK (length(member_id) = 16),
  masked_name TEXT NOT NULL,
  sealed_name BLOB NOT NULL,
  tier TEXT NOT NULL,
  tags TEXT NOT NULL,
  status INTEGER NOT NULL,
  language TEXT NOT NULL,
  consent_version TEXT NOT NULL,
  consent_given_at_us INTEGER NOT NULL,
  consent_channel TEXT NOT NULL,
  created_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE identifier (
  identifier_hash BLOB NOT NULL PRIMARY KEY CHECK (length(identifier_hash) = 16),
  member_id BLOB NOT NULL REFERENCES member
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_of_member ON identifier (member_id);

CREATE TABLE account (
  member_id BLOB NOT NULL PRIMARY KEY REFERENCES member,
  balance_points INTEGER NOT NULL,
  overdraft_points INTEGER NOT NULL CHECK (overdraft_points >= 0),
  last_entry_no INTEGER NOT NULL,
  last_lot_no INTEGER NOT NULL,
  last_hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  member_id BLOB NOT NULL REFERENCES member,
  entry_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  points INTEGER NOT NULL,
  booked_at_us INTEGER NOT NULL,
  sale_id BLOB,
  refund_id BLOB,
  balance_points INTEGER NOT NULL,
  comment TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (member_id, entry_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE lot (
  member_id BLOB NOT NULL REFERENCES member,
  lot_no INTEGER NOT NULL,
  sale_id BLOB,
  earned_points INTEGER NOT NULL,
  remaining_points INTEGER NOT NULL CHECK (remaining_points >= 0),
  expired_points INTEGER NOT NULL CHECK (expired_points >= 0),
  active_from_us INTEGER NOT NULL,
  expires_at_us INTEGER,
  PRIMARY KEY (member_id, lot_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX lot_open ON lot (member_id) WHERE remaining_points > 0;

CREATE TABLE allocation (
  member_id BLOB NOT NULL REFERENCES member,
  sale_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  lot_no INTEGER NOT NULL,
  spent_points INTEGER NOT NULL,
  returned_points INTEGER NOT NULL CHECK (returned_points BETWEEN 0 AND spent_points),
  PRIMARY KEY (member_id, sale_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
  member_id BLOB NOT NULL REFERENCES member,
  sale_id BLOB NOT NULL,
  points INTEGER NOT NULL CHECK (points > 0),
  expires_at_us INTEGER NOT NULL,
  PRIMARY KEY (member_id, sale_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX hold_of_sale ON hold (sale_id);

CREATE TABLE sale (
  sale_no INTEGER PRIMARY KEY AUTOINCREMENT,
  sale_id BLOB NOT NULL UNIQUE CHECK (length(sale_id) = 16),
  member_id BLOB REFERENCES member,
  content BLOB NOT NULL,
  store_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  receipt_no TEXT NOT NULL,
  booked_at_us INTEGER NOT NULL,
  lot_no INTEGER NOT NULL,
  refunds INTEGER NOT NULL DEFAULT 0,
  document BLOB NOT NULL,
  evaluation BLOB NOT NULL,
  answer BLOB NOT NULL
) STRICT;
CREATE INDEX sale_of_terminal ON sale (terminal_id, sale_no);

CREATE TABLE cancellation (
  sale_id BLOB NOT NULL PRIMARY KEY CHECK (length(sale_id) = 16),
  cancelled_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE refund (
  refund_no INTEGER PRIMARY KEY AUTOINCREMENT,
  refund_id BLOB NOT NULL UNIQUE CHECK (length(refund_id) = 16),
  sale_id BLOB NOT NULL REFERENCES sale (sale_id),
  content BLOB NOT NULL,
  booked_at_us INTEGER NOT NULL,
  document BLOB NOT NULL,
  answer BLOB NOT NULL
) STRICT;
CREATE INDEX refund_of_sale ON refund (sale_id, refund_no);

-- Refunds that came before their sale; sale_id points to none yet.
CREATE TABLE pending_refund (
  pending_no INTEGER PRIMARY KEY AUTOINCREMENT,
  refund_id BLOB NOT NULL UNIQUE CHECK (length(refund_id) = 16),
  sale_id BLOB NOT NULL CHECK (length(sale_id) = 16),
  content BLOB NOT NULL,
  received_at_us INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT;
CREATE INDEX pending_refund_of_sale ON pending_refund (sale_id, pending_no);

CREATE TABLE difference (
  difference_no INTEGER PRIMARY KEY AUTOINCREMENT,
  sale_id BLOB NOT NULL REFERENCES sale (sale_id),
  reason TEXT NOT NULL,
  discount_minor INTEGER NOT NULL,
  earned_points INTEGER NOT NULL,
  overdraft_points INTEGER NOT NULL,
  booked_at_us INTEGER NOT NULL,
  UNIQUE (sale_id, reason)
) STRICT;

CREATE TABLE adjustment (
  adjustment_id BLOB NOT NULL PRIMARY KEY CHECK (length(adjustment_id) = 16),
  member_id BLOB NOT NULL REFERENCES member,
  content BLOB NOT NULL,
  entry_no INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
  enrolment_id BLOB NOT NULL PRIMARY KEY CHECK (length(enrolment_id) = 16),
  member_id BLOB NOT NULL REFERENCES member,
  content BLOB NOT NULL,
  answer BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE program_version (
  version INTEGER PRIMARY KEY,
  document BLOB NOT NULL,
  digest BLOB NOT NULL,
  published_at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE terminal (
  store_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  last_sequence INTEGER NOT NULL,
  seen_at_us INTEGER NOT NULL,
  report BLOB NOT NULL,
  PRIMARY KEY (store_id, terminal_id)
) STRICT, WITHOUT ROWID;

-- subject: a member's id, or empty for the program. AUTOINCREMENT: no number is given twice.
CREATE TABLE change (
  change_no INTEGER PRIMARY KEY AUTOINCREMENT,
  subject BLOB NOT NULL UNIQUE
) STRICT;
)sql";

}  // namespace tessera::storage::sqlite
