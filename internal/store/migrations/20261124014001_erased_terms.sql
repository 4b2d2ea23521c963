-- +goose Up
-- Terms of erased reports as keyed hashes, so that the leak check can still find them in finished files: which length a term has, where it counts,
-- whose case it belongs to, and until when it is looked for. The row of kind '' says that the report was erased and its terms handed over; it stays.
CREATE TABLE erased_terms (
  digest BYTEA NOT NULL,
  length BIGINT NOT NULL,
  kind TEXT NOT NULL,
  need BIGINT NOT NULL,
  report TEXT NOT NULL,
  case_number TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (case_number, report, kind, length, need, digest)
);
CREATE INDEX erased_terms_until ON erased_terms (until);
CREATE INDEX waivers_edition ON waivers (edition_id);
ALTER TABLE waivers ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE waivers ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE waivers ADD COLUMN agreed_at BIGINT NOT NULL DEFAULT 0;
