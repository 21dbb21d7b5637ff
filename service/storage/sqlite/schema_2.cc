#include "tessera/storage/sqlite/schema_scripts.h"

namespace tessera::storage::sqlite {

// Columns are added where a table stays: other tables point to it, and no row is written anew. What
// an account, a family, a coupon or a card of a new kind adds is null or zero for the old rows.
const char kSchema2[] = R"sql(
-- shares: the member whose account this one uses; null: its own. sealed_name: until a profile takes
-- its place. The tiers of schema 1 were all given by hand.
ALTER TABLE member ADD COLUMN shares BLOB REFERENCES member;
ALTER TABLE member ADD COLUMN sealed_profile BLOB NOT NULL DEFAULT x'';
ALTER TABLE member ADD COLUMN assigned_tier TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN tier_since_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN tier_until_us INTEGER;
ALTER TABLE member ADD COLUMN merged_into BLOB REFERENCES member;
UPDATE member SET assigned_tier = tier, tier_since_us = created_at_us WHERE tier <> '';
CREATE INDEX member_sharing ON member (shares) WHERE shares IS NOT NULL;
CREATE INDEX member_tier_due ON member (tier_until_us) WHERE tier_until_us IS NOT NULL;

ALTER TABLE identifier ADD COLUMN status INTEGER NOT NULL DEFAULT 1;

ALTER TABLE entry ADD COLUMN overdraft_points INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN lost_points INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN other_id BLOB;
ALTER TABLE entry ADD COLUMN caused_by BLOB;
ALTER TABLE entry ADD COLUMN encoding INTEGER NOT NULL DEFAULT 1;

ALTER TABLE lot ADD COLUMN idle_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lot ADD COLUMN latest_us INTEGER;

-- A lot that began before the last sale of all needs no look, unless there is an overdraft that it
-- would have paid off.
ALTER TABLE sale ADD COLUMN account_id BLOB;
-- Stores name their tills alike.
DROP INDEX sale_of_terminal;
CREATE INDEX sale_of_till ON sale (store_id, terminal_id, sale_no);
ALTER TABLE sale ADD COLUMN lots INTEGER NOT NULL DEFAULT 1;

ALTER TABLE account ADD COLUMN due_at_us INTEGER;
UPDATE account SET due_at_us = (
  SELECT min(at_us) FROM (
    SELECT expires_at_us AS at_us FROM lot
      WHERE lot.member_id = account.member_id AND remaining_points > 0
    UNION ALL
    SELECT active_from_us FROM lot
      WHERE lot.member_id = account.member_id AND remaining_points > 0
        AND (account.overdraft_points > 0 OR active_from_us > coalesce(
              (SELECT booked_at_us FROM sale ORDER BY sale_no DESC LIMIT 1), 0))
    UNION ALL
    SELECT expires_at_us FROM hold WHERE hold.member_id = account.member_id));
CREATE INDEX account_due ON account (due_at_us) WHERE due_at_us IS NOT NULL;

CREATE TABLE purchases (
  member_id BLOB NOT NULL PRIMARY KEY REFERENCES member,
  visits INTEGER NOT NULL,
  spend_minor INTEGER NOT NULL,
  earned_points INTEGER NOT NULL,
  last_at_us INTEGER
) STRICT, WITHOUT ROWID;

-- What was paid stands in documents that SQL does not read; the rest is known.
INSERT INTO purchases (member_id, visits, spend_minor, earned_points, last_at_us)
  SELECT bought.member_id, bought.visits, 0, coalesce(gained.points, 0), bought.last_at_us
  FROM (SELECT member_id, count(*) AS visits, max(booked_at_us) AS last_at_us FROM sale
        WHERE member_id IS NOT NULL GROUP BY member_id) AS bought
  LEFT JOIN (SELECT member_id, sum(points) AS points FROM entry
             WHERE kind IN (1, 3) GROUP BY member_id) AS gained
  ON gained.member_id = bought.member_id;

-- What is still to be counted of them, by a job.
CREATE TABLE uncounted (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  after_sale_no INTEGER NOT NULL,
  last_sale_no INTEGER NOT NULL,
  last_refund_no INTEGER NOT NULL
) STRICT;

INSERT INTO uncounted (only_row, after_sale_no, last_sale_no, last_refund_no)
  SELECT 1, 0, max(sale_no), (SELECT coalesce(max(refund_no), 0) FROM refund)
  FROM sale HAVING count(*) > 0;

CREATE TABLE purchase_day (
  member_id BLOB NOT NULL REFERENCES member,
  day INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  spend_minor INTEGER NOT NULL,
  earned_points INTEGER NOT NULL,
  PRIMARY KEY (member_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE member_offer_use (
  member_id BLOB NOT NULL REFERENCES member,
  offer_id TEXT NOT NULL,
  uses INTEGER NOT NULL,
  day INTEGER NOT NULL,
  uses_day INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (member_id, offer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_use (
  offer_id TEXT NOT NULL PRIMARY KEY,
  uses INTEGER NOT NULL,
  spent_minor INTEGER NOT NULL,
  spent_points INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stamp_card (
  member_id BLOB NOT NULL REFERENCES member,
  card_id TEXT NOT NULL,
  stamps INTEGER NOT NULL,
  PRIMARY KEY (member_id, card_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE coupon (
  code_hash BLOB NOT NULL PRIMARY KEY CHECK (length(code_hash) = 16),
  batch_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  member_id BLOB REFERENCES member,
  issued_at_us INTEGER NOT NULL,
  active_from_us INTEGER NOT NULL,
  expires_at_us INTEGER,
  maximum_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL CHECK (uses >= 0),
  issued_by BLOB,
  used_by BLOB
) STRICT, WITHOUT ROWID;

-- key_id: a gift card's keyed hash, a wallet's member.
CREATE TABLE tender (
  kind INTEGER NOT NULL,
  key_id BLOB NOT NULL CHECK (length(key_id) = 16),
  balance_minor INTEGER NOT NULL,
  issued_minor INTEGER NOT NULL,
  issued_at_us INTEGER NOT NULL,
  expires_at_us INTEGER,
  blocked INTEGER NOT NULL,
  sold_by BLOB,
  sold_line_no INTEGER NOT NULL,
  last_entry_no INTEGER NOT NULL,
  last_hash BLOB NOT NULL,
  PRIMARY KEY (kind, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tender_entry (
  kind INTEGER NOT NULL,
  key_id BLOB NOT NULL,
  entry_no INTEGER NOT NULL,
  amount_minor INTEGER NOT NULL,
  booked_at_us INTEGER NOT NULL,
  sale_id BLOB,
  refund_id BLOB,
  balance_minor INTEGER NOT NULL,
  comment TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (kind, key_id, entry_no),
  FOREIGN KEY (kind, key_id) REFERENCES tender
) STRICT, WITHOUT ROWID;

CREATE TABLE sold_gift_card (
  sale_id BLOB NOT NULL CHECK (length(sale_id) = 16),
  line_no INTEGER NOT NULL,
  card_hash BLOB NOT NULL CHECK (length(card_hash) = 16),
  issued_minor INTEGER NOT NULL,
  PRIMARY KEY (sale_id, line_no, card_hash)
) STRICT, WITHOUT ROWID;

-- Beside refund, whose rows have a sale each.
CREATE TABLE refund_without_sale (
  refund_no INTEGER PRIMARY KEY AUTOINCREMENT,
  refund_id BLOB NOT NULL UNIQUE CHECK (length(refund_id) = 16),
  member_id BLOB REFERENCES member,
  content BLOB NOT NULL,
  booked_at_us INTEGER NOT NULL,
  document BLOB NOT NULL,
  answer BLOB NOT NULL
) STRICT;

-- answer is empty where entry_no names the member's entry that answers.
CREATE TABLE requested_change (
  request_no INTEGER PRIMARY KEY,
  change_id BLOB NOT NULL CHECK (length(change_id) = 16),
  method TEXT NOT NULL,
  content BLOB NOT NULL,
  answer BLOB NOT NULL,
  entry_no INTEGER NOT NULL,
  principal TEXT NOT NULL,
  member_id BLOB REFERENCES member,
  comment TEXT NOT NULL,
  booked_at_us INTEGER NOT NULL,
  UNIQUE (change_id, method)
) STRICT;

INSERT INTO requested_change (change_id, method, content, answer, entry_no, principal, member_id,
                              comment, booked_at_us)
  SELECT adjustment_id, 'AdjustPoints', content, x'', entry_no, '', member_id, comment, booked_at_us
  FROM adjustment JOIN entry USING (member_id, entry_no) ORDER BY booked_at_us;
DROP TABLE adjustment;

-- Kept was the member; a response has it as field 1: tag 10, its length in 7 bits a byte, the lower
-- ones first and with the high bit set (none is as long as 16384), itself.
INSERT INTO requested_change (change_id, method, content, answer, entry_no, principal, member_id,
                              comment, booked_at_us)
  SELECT enrolment_id, 'Enrol', content, CAST(char(10) || CASE WHEN length(answer) < 128
      THEN char(length(answer))
      ELSE substr(CAST(x'808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9F'
           || x'A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF'
           || x'C0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF'
           || x'E0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF' AS BLOB),
                  length(answer) % 128 + 1, 1) || char(length(answer) / 128) END
    || answer AS BLOB), 0, '', member_id, '', created_at_us
  FROM enrolment JOIN member USING (member_id) ORDER BY created_at_us;
DROP TABLE enrolment;

CREATE TABLE job_run (
  job TEXT NOT NULL PRIMARY KEY,
  started_at_us INTEGER NOT NULL,
  ended_at_us INTEGER,
  accounts INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace tessera::storage::sqlite
