-- +goose Up
-- What reviewers say about a passage of a case's text. The words quoted are kept with what stood before them, so that the place is found again after edits.
CREATE TABLE comments (
  id BIGINT NOT NULL PRIMARY KEY,
  case_number TEXT NOT NULL,
  revision BIGINT NOT NULL,
  place TEXT NOT NULL,
  quote TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  resolved_by TEXT NOT NULL DEFAULT '',
  resolved_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX comments_case ON comments (case_number, id);
