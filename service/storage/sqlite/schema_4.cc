#include "tessera/storage/sqlite/schema_scripts.h"

namespace tessera::storage::sqlite {

const char kSchema4[] = R"sql(
ALTER TABLE program_version ADD COLUMN published_by TEXT NOT NULL DEFAULT '';
ALTER TABLE program_version ADD COLUMN comment TEXT NOT NULL DEFAULT '';

-- Where and from when a version counts. stores: '' for all, else the ids, each between line feeds.
-- state: 1 waits, 2 in force, 3 withdrawn.
CREATE TABLE publication (
  publication_no INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL REFERENCES program_version,
  starts_at_us INTEGER NOT NULL,
  stores TEXT NOT NULL,
  state INTEGER NOT NULL,
  published_at_us INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  comment TEXT NOT NULL,
  withdrawn_at_us INTEGER,
  withdrawn_by TEXT NOT NULL DEFAULT '',
  withdrawn_comment TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX publication_waiting ON publication (starts_at_us) WHERE state = 1;
CREATE INDEX publication_in_force ON publication (starts_at_us, publication_no) WHERE state = 2;
INSERT INTO publication (version, starts_at_us, stores, state, published_at_us, published_by, comment)
  SELECT version, published_at_us, '', 2, published_at_us, '', '' FROM program_version ORDER BY version;

CREATE TABLE draft (
  draft_id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL,
  based_on INTEGER NOT NULL,
  saved_at_us INTEGER NOT NULL,
  saved_by TEXT NOT NULL,
  comment TEXT NOT NULL,
  faults INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT;

-- What happened, as references: what it was stands in its own table. number: a sale_no, refund_no,
-- entry_no ...; key: a card's hash, a code's hash, a tender's key, a tier's id.
CREATE TABLE event (
  partition INTEGER NOT NULL,
  event_no INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  happened_at_us INTEGER NOT NULL,
  member_id BLOB,
  number INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (partition, event_no)
) STRICT, WITHOUT ROWID;

-- 0: the chain's own (programs, stores, terminals); 1 to 8: by the last byte of the id, modulo 8.
-- Events up to pruned_no are gone.
CREATE TABLE event_partition (
  partition INTEGER PRIMARY KEY,
  pruned_no INTEGER NOT NULL
) STRICT;
INSERT INTO event_partition
  WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 8) SELECT i, 0 FROM n;

-- The last event_no of each partition where the run began, 8 bytes each, big endian.
ALTER TABLE run ADD COLUMN first_events BLOB NOT NULL DEFAULT x'';

-- What the rules saw of the member; empty for sales from before it was kept.
ALTER TABLE sale ADD COLUMN situation BLOB NOT NULL DEFAULT x'';

-- segments: ids, sorted, with line feeds between.
ALTER TABLE member ADD COLUMN segments TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN rfm_cell TEXT NOT NULL DEFAULT '';
CREATE INDEX member_masked_name ON member (masked_name) WHERE masked_name <> '';
CREATE INDEX act_of_member ON requested_change (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX act_by_time ON requested_change (booked_at_us);

CREATE TABLE store (
  store_id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  closed INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE terminal ADD COLUMN reported_at_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN registered INTEGER NOT NULL DEFAULT 0;

CREATE TABLE product (
  sku TEXT NOT NULL PRIMARY KEY,
  cost_minor INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE survey_answer ADD COLUMN store_id TEXT NOT NULL DEFAULT '';
ALTER TABLE survey_answer ADD COLUMN place INTEGER NOT NULL DEFAULT 1;
ALTER TABLE survey_answer ADD COLUMN sale_id BLOB;
CREATE INDEX survey_answer_of_sale ON survey_answer (sale_id, survey_id) WHERE sale_id IS NOT NULL;
CREATE INDEX survey_answer_by_time
  ON survey_answer (survey_id, answered_at_us, store_id, score, member_id);
CREATE INDEX survey_answer_of_member ON survey_answer (member_id, answered_at_us)
  WHERE member_id IS NOT NULL;

-- What somebody has to look after. state: 1 open, 2 taken, 3 closed.
CREATE TABLE follow_up (
  follow_up_no INTEGER PRIMARY KEY,
  answer_no INTEGER NOT NULL UNIQUE REFERENCES survey_answer,
  state INTEGER NOT NULL,
  owner TEXT NOT NULL,
  note TEXT NOT NULL,
  opened_at_us INTEGER NOT NULL,
  changed_at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX follow_up_open ON follow_up (follow_up_no) WHERE state <> 3;

-- Receipts in columns, in the order of counting; cells: one column of a chunk, the width in the first
-- byte, then 1, 2, 4 or 8 bytes each, little endian. place: column << 40 | chunk_no, so that one column
-- of many chunks is one range.
CREATE TABLE insight_chunk (
  chunk_no INTEGER PRIMARY KEY,
  receipts INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  first_sale_no INTEGER NOT NULL,
  last_sale_no INTEGER NOT NULL
) STRICT;
CREATE TABLE insight_column (
  place INTEGER PRIMARY KEY,
  cells BLOB NOT NULL
) STRICT;
CREATE TABLE insight_member (
  member_no INTEGER PRIMARY KEY,
  member_id BLOB NOT NULL UNIQUE,
  into_no INTEGER
) STRICT;
-- Stores and tiers as small numbers.
CREATE TABLE insight_name (
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (kind, number),
  UNIQUE (kind, name)
) STRICT, WITHOUT ROWID;

-- store_id '': of all together.
CREATE TABLE offer_day (
  offer_id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  receipts INTEGER NOT NULL,
  cost_minor INTEGER NOT NULL,
  points INTEGER NOT NULL,
  coupons INTEGER NOT NULL,
  revenue_minor INTEGER NOT NULL,
  touched_minor INTEGER NOT NULL,
  PRIMARY KEY (store_id, day, offer_id)
) STRICT, WITHOUT ROWID;

-- Movements of points by hour of UTC, since 1970.
CREATE TABLE points_hour (
  hour INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  points INTEGER NOT NULL,
  overdraft_points INTEGER NOT NULL,
  lost_points INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (hour, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO points_hour
  SELECT booked_at_us / 3600000000, kind, sum(points), sum(overdraft_points), sum(lost_points), count(*)
  FROM entry GROUP BY 1, 2;

CREATE TABLE member_segment (
  segment_id TEXT NOT NULL,
  member_no INTEGER NOT NULL,
  PRIMARY KEY (segment_id, member_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_of_member ON member_segment (member_no);
-- What members bought of the goods that segments name, on the day of the sale.
CREATE TABLE bought_day (
  member_no INTEGER NOT NULL,
  set_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  spend_minor INTEGER NOT NULL,
  PRIMARY KEY (member_no, set_id, day)
) STRICT, WITHOUT ROWID;

-- How far the counting has come. whole: it came to the end of what was booked since it last began;
-- forgetting: before it begins anew, what was counted is going; surveys_version: surveys of versions up
-- to it are among the names; counted_version: the program that was live at the last portion; sets...: the
-- same of what stands in bought_day.
CREATE TABLE insight_state (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  sale_no INTEGER NOT NULL,
  refund_no INTEGER NOT NULL,
  without_sale_no INTEGER NOT NULL,
  events BLOB NOT NULL,
  as_of_us INTEGER NOT NULL,
  cuts BLOB NOT NULL,
  segments_day INTEGER NOT NULL,
  definitions BLOB NOT NULL,
  time_zone TEXT NOT NULL,
  whole INTEGER NOT NULL,
  forgetting INTEGER NOT NULL,
  surveys_version INTEGER NOT NULL,
  sets BLOB NOT NULL,
  sets_whole INTEGER NOT NULL,
  sets_sale_no INTEGER NOT NULL,
  sets_refund_no INTEGER NOT NULL,
  counted_version INTEGER NOT NULL
) STRICT;
INSERT INTO insight_state VALUES (1, 0, 0, 0, x'', 0, x'', 0, x'', '', 0, 0, 0, x'', 0, 0, 0, 0);
)sql";

}  // namespace tessera::storage::sqlite
