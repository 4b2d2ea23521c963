-- +goose Up
-- What inspection and the virus scanner said of each file: codes only. A file filed before this has the state '' until it is looked at again.
ALTER TABLE attachments ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN extension TEXT NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attachments ADD COLUMN scanned_at BIGINT NOT NULL DEFAULT 0;
CREATE TABLE attachment_marks (
  attachment_id BIGINT NOT NULL,
  mark TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (attachment_id, mark)
);
