-- +goose Up
-- What statistics count: one row a report and change, derived from report, coded facts, answers and cases in the same transaction that changes them.
-- A row below a freeze is closed (until) and stays, so that a frozen set can be counted and traced again; others are replaced.
CREATE TABLE counted (
  report_id BIGINT NOT NULL,
  change BIGINT NOT NULL,
  until BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (report_id, change)
);
CREATE INDEX counted_change ON counted (change);

CREATE TABLE freezes (
  id TEXT NOT NULL PRIMARY KEY,
  period TEXT NOT NULL,
  revision BIGINT NOT NULL,
  change BIGINT NOT NULL,
  at BIGINT NOT NULL,
  who TEXT NOT NULL
);

CREATE TABLE freeze_tables (
  freeze_id TEXT NOT NULL,
  definition TEXT NOT NULL,
  version BIGINT NOT NULL,
  position BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (freeze_id, definition)
);

CREATE TABLE definitions (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);
