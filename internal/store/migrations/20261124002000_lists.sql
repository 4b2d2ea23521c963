-- +goose Up
-- Lists: uploads kept sealed until filed, their rows, detections read from reports, and what could not become a report.

-- Months are yyyymm, 0 where none was told. Names of malware are no identity; declared parties are masked in them all the same.
CREATE TABLE detections (
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  month_from BIGINT NOT NULL,
  month_to BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (report_id, n)
);
CREATE INDEX detections_month ON detections (month_from, month_to, count);

-- code is the keyed hash of the upload's code; digest the keyed hash of its bytes. Name and chunks are sealed.
CREATE TABLE uploads (
  id BIGINT NOT NULL PRIMARY KEY,
  code BYTEA NOT NULL,
  digest BYTEA NOT NULL,
  name BYTEA NOT NULL,
  size BIGINT NOT NULL,
  channel TEXT NOT NULL,
  who TEXT NOT NULL,
  staff_id BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  rows_total BIGINT NOT NULL DEFAULT 0,
  rows_done BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL,
  filed_at BIGINT NOT NULL DEFAULT 0,
  fetched_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX uploads_code ON uploads (code);
CREATE INDEX uploads_digest ON uploads (digest);

CREATE TABLE upload_chunks (
  upload_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (upload_id, n)
);

-- Outcome is filed, seen (the same row was filed by an earlier list) or unread.
CREATE TABLE upload_rows (
  upload_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  line BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  report_id BIGINT NOT NULL DEFAULT 0,
  number TEXT NOT NULL DEFAULT '',
  content BYTEA NOT NULL,
  PRIMARY KEY (upload_id, n)
);
CREATE INDEX upload_rows_content ON upload_rows (content);

-- Bytes that could not become a report. Name and chunks are sealed; why is a catalogue key.
CREATE TABLE quarantine (
  id BIGINT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL,
  name BYTEA NOT NULL,
  size BIGINT NOT NULL,
  sha256 BYTEA NOT NULL,
  why TEXT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  who TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL,
  done_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX quarantine_state ON quarantine (state, at);
CREATE UNIQUE INDEX quarantine_hash ON quarantine (channel, sha256);

CREATE TABLE quarantine_chunks (
  quarantine_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (quarantine_id, n)
);
