-- +goose Up
-- What each party said about a use of its report, never changed: the newest word counts. party_id 0 is the reporter, who may have given no name.
CREATE TABLE consents (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  placeholder TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL,
  word TEXT NOT NULL,
  said_at BIGINT NOT NULL,
  channel TEXT NOT NULL,
  form TEXT NOT NULL DEFAULT '',
  form_version BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 0,
  who TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL
);
CREATE INDEX consents_report ON consents (report_id);

-- What reports answered on their forms so far is the first line of each history. Ids of reports are ids of their time, so they are free here.
INSERT INTO consents (id, report_id, party_id, role, purpose, word, said_at, channel, form, form_version, version, who, at)
  SELECT r.id, r.id, 0, 'reporter', 'case', CASE r.consent WHEN 'case' THEN 'yes' ELSE 'no' END, r.received_at, r.channel, r.form, r.form_version, 1, 'reporter', r.received_at
  FROM reports r WHERE r.consent IN ('case', 'statistics');

-- What was passed on to another body, only with consent. Files and texts themselves are not kept here.
CREATE TABLE shares (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  what TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  shared_at BIGINT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX shares_report ON shares (report_id);

-- Released cases that need looking at, because something below them changed. cause is the desk's own knowledge and is never published.
CREATE TABLE corrections (
  id BIGINT NOT NULL PRIMARY KEY,
  case_number TEXT NOT NULL,
  report_id BIGINT NOT NULL DEFAULT 0,
  cause TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX corrections_case ON corrections (case_number);
CREATE INDEX corrections_state ON corrections (state);

-- Later revisions of released editions. release 0: put together, not yet out; the edition's own collection stays what readers see.
CREATE TABLE edition_revisions (
  edition_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  collection TEXT NOT NULL,
  manifest TEXT NOT NULL DEFAULT '',
  release BIGINT NOT NULL DEFAULT 0,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (edition_id, revision)
);
