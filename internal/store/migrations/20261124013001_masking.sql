-- +goose Up
-- What people decided about spans of the publication's mask. A span is known by a keyed hash of its squeezed text; place is '' for every span of that
-- text in the report or case, else a keyed hash of the span with the words around it.
CREATE TABLE span_decisions (
  object TEXT NOT NULL,
  digest BYTEA NOT NULL,
  place TEXT NOT NULL,
  choice TEXT NOT NULL,
  kind TEXT NOT NULL,
  replacement TEXT NOT NULL,
  reason TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (object, digest, place)
);
-- The desk's own list: terms it always masks or never masks. The words are sealed in body; digest finds a repeat.
CREATE TABLE own_terms (
  id BIGINT PRIMARY KEY,
  digest BYTEA NOT NULL,
  kind TEXT NOT NULL,
  never BIGINT NOT NULL,
  body BYTEA NOT NULL,
  reason TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  removed_who TEXT NOT NULL DEFAULT '',
  removed_reason TEXT NOT NULL DEFAULT '',
  removed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX own_terms_digest ON own_terms (digest);
-- What the reviewer decided about a case whose printed combination few organisations share; it holds for the text it was decided on.
CREATE TABLE mosaic_decisions (
  edition_id TEXT NOT NULL,
  case_number TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  choice TEXT NOT NULL,
  reason TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (edition_id, case_number)
);
