-- +goose Up
-- Who gets the desk's publications by mail. The address is sealed together with the token of the links that go to it, both are found by keyed hash only.
-- Waiting rows vanish at until; ended subscriptions have no row. told is the last release the subscriber was told of, refused counts refusals for good in a row.
CREATE TABLE subscriptions (
  id BIGINT NOT NULL PRIMARY KEY,
  digest BYTEA NOT NULL,
  token BYTEA NOT NULL UNIQUE,
  body BYTEA NOT NULL,
  state TEXT NOT NULL,
  lang TEXT NOT NULL,
  topics TEXT NOT NULL,
  scheme TEXT NOT NULL,
  categories TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  begun_at BIGINT NOT NULL DEFAULT 0,
  told BIGINT NOT NULL DEFAULT 0,
  refused BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX subscriptions_digest ON subscriptions (digest);
CREATE UNIQUE INDEX subscriptions_one ON subscriptions (digest) WHERE state <> 'waiting';
CREATE INDEX subscriptions_told ON subscriptions (state, told, id);
CREATE INDEX subscriptions_until ON subscriptions (until) WHERE until > 0;

-- What became of the mails about a release.
CREATE TABLE announcements (
  release BIGINT NOT NULL PRIMARY KEY,
  begun_at BIGINT NOT NULL,
  queued BIGINT NOT NULL DEFAULT 0,
  sent BIGINT NOT NULL DEFAULT 0,
  refused BIGINT NOT NULL DEFAULT 0,
  dropped BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX outbox_recipient ON outbox (recipient) WHERE sent_at = 0;

-- Where readers subscribe, as the pages of this release say; '' where they say nothing.
ALTER TABLE releases ADD COLUMN subscribe TEXT NOT NULL DEFAULT '';
