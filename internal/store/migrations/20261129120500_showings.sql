-- +goose Up
-- Drafts of cases shown to reporters behind their return codes. silence is what the reporter was told about not answering.
CREATE TABLE showings (
  id BIGINT NOT NULL PRIMARY KEY,
  case_number TEXT NOT NULL,
  revision BIGINT NOT NULL,
  report_id BIGINT NOT NULL,
  lang TEXT NOT NULL,
  state TEXT NOT NULL,
  silence TEXT NOT NULL,
  shown_by TEXT NOT NULL,
  shown_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL DEFAULT 0,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX showings_case ON showings (case_number);
CREATE INDEX showings_report ON showings (report_id);

-- What was shown, as it was shown: sentences of the draft and coded facts of the report. What the reporter wrote is a message, sealed.
CREATE TABLE showing_parts (
  showing_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  body TEXT NOT NULL,
  objected BIGINT NOT NULL DEFAULT 0,
  message_id BIGINT NOT NULL DEFAULT 0,
  reply_id BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (showing_id, n)
);
