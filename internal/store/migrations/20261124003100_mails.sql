-- +goose Up
-- Mails that came in: recognised again by a keyed hash, with what the mail says of its own origin. No address stands here.
CREATE TABLE mails (
  digest BYTEA NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL DEFAULT 0,
  number TEXT NOT NULL DEFAULT '',
  message_id BIGINT NOT NULL DEFAULT 0,
  reports BIGINT NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL,
  origin TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL
);
CREATE INDEX mails_report ON mails (report_id) WHERE report_id <> 0;

CREATE TABLE mail_senders (
  sender BYTEA NOT NULL PRIMARY KEY,
  until BIGINT NOT NULL
);

ALTER TABLE messages ADD COLUMN verified BIGINT NOT NULL DEFAULT 1;
