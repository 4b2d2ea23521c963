-- +goose Up
-- The first schema. Instants are microseconds UTC; dates people report are date_from, date_to, precision. Only ciphertext, keyed hashes,
-- masked text and codes are kept outside the table "sealed".

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE counters (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE staff (
  id BIGINT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp BYTEA,
  totp_step BIGINT NOT NULL DEFAULT 0,
  roles TEXT NOT NULL,
  disabled BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE sessions (
  token TEXT NOT NULL PRIMARY KEY,
  body BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE signin_codes (
  code BYTEA NOT NULL PRIMARY KEY,
  staff_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE reports (
  id BIGINT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL,
  form TEXT NOT NULL,
  form_version BIGINT NOT NULL,
  lang TEXT NOT NULL,
  version BIGINT NOT NULL,
  mask_version BIGINT NOT NULL DEFAULT 0,
  relation TEXT NOT NULL DEFAULT '',
  org_kind TEXT NOT NULL DEFAULT '',
  received_at BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL DEFAULT 0,
  written_from BIGINT NOT NULL DEFAULT 0,
  written_to BIGINT NOT NULL DEFAULT 0,
  written_precision TEXT NOT NULL DEFAULT '',
  begun_from BIGINT NOT NULL DEFAULT 0,
  begun_to BIGINT NOT NULL DEFAULT 0,
  begun_precision TEXT NOT NULL DEFAULT '',
  discovered_from BIGINT NOT NULL DEFAULT 0,
  discovered_to BIGINT NOT NULL DEFAULT 0,
  discovered_precision TEXT NOT NULL DEFAULT '',
  contained_from BIGINT NOT NULL DEFAULT 0,
  contained_to BIGINT NOT NULL DEFAULT 0,
  contained_precision TEXT NOT NULL DEFAULT '',
  scheme TEXT NOT NULL DEFAULT '',
  damage TEXT NOT NULL DEFAULT '',
  attempted BIGINT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  assignee BIGINT NOT NULL DEFAULT 0,
  made_public BIGINT NOT NULL DEFAULT 0,
  mail_unsafe BIGINT NOT NULL DEFAULT 0,
  consent TEXT NOT NULL DEFAULT '',
  source_load BIGINT NOT NULL DEFAULT 0,
  title TEXT NOT NULL DEFAULT '',
  code BYTEA NOT NULL
);
CREATE INDEX reports_state ON reports (state, received_at);
CREATE INDEX reports_received ON reports (received_at);

CREATE TABLE report_keys (
  report_id BIGINT NOT NULL PRIMARY KEY,
  wrapped BYTEA NOT NULL
);

-- Everything that identifies, and every original, as ciphertext under the report's own key.
CREATE TABLE sealed (
  report_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  ref TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (report_id, kind, ref)
);

CREATE TABLE versions (
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  form TEXT NOT NULL,
  form_version BIGINT NOT NULL,
  salt BYTEA NOT NULL,
  digest BYTEA NOT NULL,
  PRIMARY KEY (report_id, version)
);

CREATE TABLE submissions (
  token BYTEA NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX submissions_at ON submissions (at);

CREATE TABLE contents (
  digest BYTEA NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE attachments (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  name BYTEA NOT NULL,
  size BIGINT NOT NULL,
  sha256 BYTEA NOT NULL,
  media_type TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX attachments_report ON attachments (report_id);

CREATE TABLE attachment_chunks (
  attachment_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (attachment_id, n)
);

CREATE TABLE parties (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  placeholder TEXT NOT NULL,
  pseudonym TEXT NOT NULL
);
CREATE INDEX parties_report ON parties (report_id);

CREATE TABLE terms (
  digest BYTEA NOT NULL,
  report_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (digest, report_id, party_id, kind)
);
CREATE INDEX terms_report ON terms (report_id);

CREATE TABLE answers (
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  question TEXT NOT NULL,
  state TEXT NOT NULL,
  codes TEXT NOT NULL DEFAULT '',
  number BIGINT NOT NULL DEFAULT 0,
  date_from BIGINT NOT NULL DEFAULT 0,
  date_to BIGINT NOT NULL DEFAULT 0,
  precision TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (report_id, version, question)
);

CREATE TABLE masked_texts (
  report_id BIGINT NOT NULL,
  field TEXT NOT NULL,
  body TEXT NOT NULL,
  mask_version BIGINT NOT NULL,
  PRIMARY KEY (report_id, field)
);

CREATE TABLE unread (
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  place TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (report_id, version, place, what)
);

CREATE TABLE facts (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  dimension TEXT NOT NULL,
  code TEXT NOT NULL,
  item BIGINT NOT NULL DEFAULT 0,
  polarity TEXT NOT NULL,
  certainty TEXT NOT NULL,
  source TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT '',
  quantity DOUBLE PRECISION NOT NULL DEFAULT 0,
  unit TEXT NOT NULL DEFAULT '',
  bound TEXT NOT NULL DEFAULT '',
  coded BIGINT NOT NULL DEFAULT 0,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX facts_report ON facts (report_id);

CREATE TABLE findings (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  step TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX findings_report ON findings (report_id);

CREATE TABLE moves (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX moves_report ON moves (report_id);

CREATE TABLE messages (
  id BIGINT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,
  direction TEXT NOT NULL,
  template TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX messages_report ON messages (report_id);

CREATE TABLE report_links (
  report_id BIGINT NOT NULL,
  other_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (report_id, other_id, kind)
);

CREATE TABLE cases (
  number TEXT NOT NULL PRIMARY KEY,
  scheme TEXT NOT NULL,
  category TEXT NOT NULL,
  org_kind TEXT NOT NULL,
  happened_from BIGINT NOT NULL DEFAULT 0,
  happened_to BIGINT NOT NULL DEFAULT 0,
  happened_precision TEXT NOT NULL DEFAULT '',
  hold TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);

CREATE TABLE case_reports (
  case_number TEXT NOT NULL,
  report_id BIGINT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (case_number, report_id)
);
CREATE INDEX case_reports_report ON case_reports (report_id);

CREATE TABLE revisions (
  case_number TEXT NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  summary_ja TEXT NOT NULL,
  summary_en TEXT NOT NULL,
  chapter TEXT NOT NULL DEFAULT '',
  sources TEXT NOT NULL,
  writer BIGINT NOT NULL,
  approver BIGINT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  written_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (case_number, n)
);

CREATE TABLE editions (
  id TEXT NOT NULL PRIMARY KEY,
  title_ja TEXT NOT NULL,
  title_en TEXT NOT NULL,
  state TEXT NOT NULL,
  scheme TEXT NOT NULL,
  period_from BIGINT NOT NULL,
  period_to BIGINT NOT NULL,
  date_rule TEXT NOT NULL,
  cutoff BIGINT NOT NULL,
  frozen_at BIGINT NOT NULL DEFAULT 0,
  release BIGINT NOT NULL DEFAULT 0,
  texts TEXT NOT NULL,
  collection TEXT NOT NULL DEFAULT ''
);

CREATE TABLE edition_items (
  edition_id TEXT NOT NULL,
  case_number TEXT NOT NULL,
  chosen BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (edition_id, case_number)
);

CREATE TABLE checks (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  passed BIGINT NOT NULL,
  files BIGINT NOT NULL,
  manifest TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX checks_edition ON checks (edition_id);

CREATE TABLE waivers (
  id BIGINT NOT NULL PRIMARY KEY,
  edition_id TEXT NOT NULL,
  term BYTEA NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  reason TEXT NOT NULL,
  first_who BIGINT NOT NULL,
  second_who BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL
);

CREATE TABLE releases (
  n BIGINT NOT NULL PRIMARY KEY,
  edition_id TEXT NOT NULL,
  manifest TEXT NOT NULL,
  checkpoint TEXT NOT NULL,
  who TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE reply_templates (
  name TEXT NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (name, lang)
);

CREATE TABLE drafts (
  code BYTEA NOT NULL PRIMARY KEY,
  body BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX drafts_expires ON drafts (expires_at);

CREATE TABLE audit (
  id BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  salt BYTEA NOT NULL,
  leaf BYTEA NOT NULL,
  seq BIGINT
);
CREATE UNIQUE INDEX audit_seq ON audit (seq);
CREATE INDEX audit_object ON audit (object);

CREATE TABLE audit_hashes (
  n BIGINT NOT NULL PRIMARY KEY,
  hash BYTEA NOT NULL
);

CREATE TABLE audit_checkpoints (
  size BIGINT NOT NULL PRIMARY KEY,
  note TEXT NOT NULL,
  at BIGINT NOT NULL
);

CREATE TABLE jobs (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  run_after BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  stuck BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '',
  UNIQUE (kind, subject)
);
CREATE INDEX jobs_due ON jobs (stuck, run_after);
