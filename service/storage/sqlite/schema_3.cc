#include "tessera/storage/sqlite/schema_scripts.h"

namespace tessera::storage::sqlite {

const char kSchema3[] = R"sql(
ALTER TABLE member ADD COLUMN home_store TEXT NOT NULL DEFAULT '';

-- The last purchase of a member in a store: whom its tills keep.
CREATE TABLE member_store (
  member_id BLOB NOT NULL REFERENCES member,
  store_id TEXT NOT NULL,
  last_at_us INTEGER NOT NULL,
  PRIMARY KEY (member_id, store_id)
) STRICT, WITHOUT ROWID;

-- Row by row: a sum of groups would sort all sales in memory.
INSERT INTO member_store (member_id, store_id, last_at_us)
  SELECT member_id, store_id, booked_at_us FROM sale WHERE member_id IS NOT NULL
  ON CONFLICT DO UPDATE SET last_at_us = max(last_at_us, excluded.last_at_us);

CREATE INDEX coupon_of_member ON coupon (member_id, status) WHERE member_id IS NOT NULL;

-- What is suspected stands in the sale's document.
CREATE TABLE suspected_sale (
  sale_no INTEGER PRIMARY KEY REFERENCES sale
) STRICT;

CREATE TABLE survey_answer (
  answer_no INTEGER PRIMARY KEY,
  answer_id BLOB NOT NULL UNIQUE CHECK (length(answer_id) = 16),
  survey_id TEXT NOT NULL,
  member_id BLOB REFERENCES member,
  score INTEGER,
  answered_at_us INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT;

ALTER TABLE terminal ADD COLUMN outbox_id BLOB NOT NULL DEFAULT x'';

-- One row per opening for writing; first_change_no: the last change of the run before.
CREATE TABLE run (
  run_no INTEGER PRIMARY KEY,
  run_id BLOB NOT NULL UNIQUE CHECK (length(run_id) = 16),
  first_change_no INTEGER NOT NULL
) STRICT;
)sql";

}  // namespace tessera::storage::sqlite
