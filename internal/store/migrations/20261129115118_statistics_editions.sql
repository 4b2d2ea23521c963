-- +goose Up
-- Editions of kind 届出状況: the frozen set they publish, and what is written beside each of its tables, by one person and approved by another.
ALTER TABLE editions ADD COLUMN kind TEXT NOT NULL DEFAULT 'cases';
ALTER TABLE editions ADD COLUMN freeze_id TEXT NOT NULL DEFAULT '';

CREATE TABLE commentaries (
  edition_id TEXT NOT NULL,
  definition TEXT NOT NULL,
  text_ja TEXT NOT NULL,
  text_en TEXT NOT NULL,
  writer BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  approver BIGINT NOT NULL DEFAULT 0,
  approved_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (edition_id, definition)
);
