-- +goose Up
-- What an edition takes by itself, as JSON; '' is no rule.
ALTER TABLE editions ADD COLUMN rule TEXT NOT NULL DEFAULT '';
-- Subjects that cut across categories: data of the desk.
CREATE TABLE themes (
  code TEXT NOT NULL PRIMARY KEY,
  label_ja TEXT NOT NULL,
  label_en TEXT NOT NULL,
  facts TEXT NOT NULL,
  retired BIGINT NOT NULL DEFAULT 0,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE case_themes (
  case_number TEXT NOT NULL,
  theme TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_number, theme)
);
-- Texts that return from edition to edition; version 1 is the desk's first, the shipped one is in the program.
CREATE TABLE standing_texts (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  title_ja TEXT NOT NULL,
  title_en TEXT NOT NULL,
  body_ja TEXT NOT NULL,
  body_en TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (name, version)
);
-- The release calendar.
CREATE TABLE planned_editions (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  title_ja TEXT NOT NULL,
  title_en TEXT NOT NULL,
  day BIGINT NOT NULL,
  exact BIGINT NOT NULL,
  public BIGINT NOT NULL,
  note TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
