-- +goose Up
-- Tokens by which organisations file through the API. The name of the organisation is sealed: who filed a report must not be read from a stolen database.
CREATE TABLE api_tokens (
  id BIGINT NOT NULL PRIMARY KEY,
  prefix TEXT NOT NULL UNIQUE,
  mac BYTEA NOT NULL UNIQUE,
  name BYTEA NOT NULL,
  scopes TEXT NOT NULL,
  per_hour BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE token_reports (
  token_id BIGINT NOT NULL,
  report_id BIGINT NOT NULL,
  PRIMARY KEY (token_id, report_id)
);
