-- +goose Up
-- What the desk asks a reporter: one row a question. A question of the form stands here by id and version of its form; one in the desk's own words is a
-- message, sealed and masked like any other, and so is its answer. batch joins what was asked at once.
CREATE TABLE asks (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  batch BIGINT NOT NULL,
  question TEXT NOT NULL DEFAULT '',
  form_version BIGINT NOT NULL DEFAULT 0,
  why TEXT NOT NULL,
  message_id BIGINT NOT NULL DEFAULT 0,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL DEFAULT 0,
  answered_by TEXT NOT NULL DEFAULT '',
  answer_version BIGINT NOT NULL DEFAULT 0,
  answer_id BIGINT NOT NULL DEFAULT 0,
  closed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX asks_report ON asks (report_id);
CREATE INDEX asks_open ON asks (report_id, at) WHERE answered_at = 0 AND closed_at = 0;

-- A return code to be replaced: proposed by one member of staff after calling a registered contact back, agreed to by another.
CREATE TABLE code_requests (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  contact TEXT NOT NULL,
  reason TEXT NOT NULL,
  first_staff BIGINT NOT NULL,
  first_who TEXT NOT NULL,
  at BIGINT NOT NULL,
  second_staff BIGINT NOT NULL DEFAULT 0,
  second_who TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX code_requests_report ON code_requests (report_id);

-- What staff are typing in, saved as they go; the words are sealed as a desk secret.
CREATE TABLE entry_drafts (
  id BIGINT NOT NULL PRIMARY KEY,
  staff_id BIGINT NOT NULL,
  body BYTEA NOT NULL,
  begun_at BIGINT NOT NULL,
  saved_at BIGINT NOT NULL
);
CREATE INDEX entry_drafts_staff ON entry_drafts (staff_id);

-- On whose word a version was filed by staff: how the reporter was spoken to and when.
ALTER TABLE versions ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN source_at BIGINT NOT NULL DEFAULT 0;

-- Texts of replies keep their earlier versions.
CREATE TABLE reply_template_versions (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX reply_template_versions_name ON reply_template_versions (name, at);
