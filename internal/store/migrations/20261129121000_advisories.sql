-- +goose Up
-- Short public warnings between editions. A version is written, approved by another person and released; a later change is the next version.
CREATE TABLE advisories (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  reports TEXT NOT NULL,
  writers TEXT NOT NULL,
  approver BIGINT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  written_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0,
  release BIGINT NOT NULL DEFAULT 0,
  released_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (id, version)
);
