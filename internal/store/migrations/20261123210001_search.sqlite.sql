-- +goose Up
-- Search over masked text: encoded grams (text.Encode) in a contentless FTS5 table whose rowid is the report id, and a trigger that keeps a demonstration a demonstration.
CREATE VIRTUAL TABLE search USING fts5(grams, content='', contentless_delete=1, tokenize='ascii');

-- +goose StatementBegin
CREATE TRIGGER settings_demo_update BEFORE UPDATE ON settings WHEN OLD.name = 'demo'
BEGIN SELECT RAISE(ABORT, 'the demonstration mark cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER settings_demo_delete BEFORE DELETE ON settings WHEN OLD.name = 'demo'
BEGIN SELECT RAISE(ABORT, 'the demonstration mark cannot be removed'); END;
-- +goose StatementEnd
