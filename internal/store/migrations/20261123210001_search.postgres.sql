-- +goose Up
-- Search over masked text: encoded grams (text.Encode) in chunks of tsvector, and a trigger that keeps a demonstration a demonstration.
CREATE TABLE search (
  report_id BIGINT NOT NULL,
  chunk BIGINT NOT NULL,
  grams TSVECTOR NOT NULL,
  PRIMARY KEY (report_id, chunk)
);
CREATE INDEX search_grams ON search USING gin (grams);

-- +goose StatementBegin
CREATE FUNCTION settings_demo() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.name = 'demo' THEN RAISE EXCEPTION 'the demonstration mark cannot be changed or removed'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER settings_demo BEFORE UPDATE OR DELETE ON settings FOR EACH ROW EXECUTE FUNCTION settings_demo();
