-- +goose Up
-- How long what belongs to a report is kept. A clock runs from the desk's confirmation on: the newest row of a class counts, and one with stopped = 1 stands still.
CREATE TABLE retention_clocks (
  id BIGINT NOT NULL PRIMARY KEY,
  class TEXT NOT NULL,
  event TEXT NOT NULL,
  months BIGINT NOT NULL,
  stopped BIGINT NOT NULL DEFAULT 0,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX retention_clocks_class ON retention_clocks (class, id);

-- A held report is never erased. The reasons are masked.
CREATE TABLE holds (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  lifted_who TEXT NOT NULL DEFAULT '',
  lifted_reason TEXT NOT NULL DEFAULT '',
  lifted_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX holds_report ON holds (report_id);

-- That a reporter asked for erasure, and what became of it: proposed by one member of staff, agreed to by another, or refused for a reason of a closed list.
CREATE TABLE erase_requests (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  origin TEXT NOT NULL,
  note TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  state TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  first_staff BIGINT NOT NULL DEFAULT 0,
  first_who TEXT NOT NULL DEFAULT '',
  first_at BIGINT NOT NULL DEFAULT 0,
  second_staff BIGINT NOT NULL DEFAULT 0,
  second_who TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX erase_requests_report ON erase_requests (report_id);
CREATE INDEX erase_requests_state ON erase_requests (state, at);

-- What was erased of which report, in which run; items counts the rows that went. number stands here too, since the list beside the keys knows no ids.
CREATE TABLE erasures (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  class TEXT NOT NULL,
  run BIGINT NOT NULL,
  cause TEXT NOT NULL,
  items BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX erasures_report ON erasures (report_id);
CREATE INDEX erasures_run ON erasures (run);

-- One run of the erasing job with the hashes of all tables before and after, and its signed certificate once it ended.
CREATE TABLE erasure_runs (
  n BIGINT NOT NULL PRIMARY KEY,
  period TEXT NOT NULL,
  tables BIGINT NOT NULL DEFAULT 0,
  change BIGINT NOT NULL DEFAULT 0,
  before TEXT NOT NULL DEFAULT '',
  after TEXT NOT NULL DEFAULT '',
  begun_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  certificate TEXT NOT NULL DEFAULT ''
);
