-- +goose Up
-- That the happening behind a case was announced in public: the address names the victim, so it is sealed.
CREATE TABLE press_notices (
  case_number TEXT PRIMARY KEY,
  body BYTEA NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
