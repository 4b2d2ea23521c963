-- +goose Up
-- What leads from a reader's answers to causes and measures, as the desk wrote it; an empty body is the knowledge the program ships.
CREATE TABLE selfcheck_versions (
  version BIGINT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
