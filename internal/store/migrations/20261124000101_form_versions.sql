-- +goose Up
-- Versions of forms that the desk added; never deleted, for reports keep the version they were answered under.

CREATE TABLE form_versions (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  asked_from BIGINT NOT NULL,
  off BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id, version)
);
