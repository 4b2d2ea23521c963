-- +goose Up
-- Mails the desk sends: one row each, written with what it tells of. Addresses are sealed: in sealed (kind mail) where a report is told of, else here.
CREATE TABLE outbox (
  id BIGINT NOT NULL PRIMARY KEY,
  unique_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  lang TEXT NOT NULL,
  report_id BIGINT NOT NULL DEFAULT 0,
  number TEXT NOT NULL DEFAULT '',
  recipient TEXT NOT NULL,
  address BYTEA,
  args TEXT NOT NULL,
  queued_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_waiting ON outbox (queued_at) WHERE sent_at = 0;
