-- +goose Up
-- Where a case is asked in which editions it stands: retention asks it of every report, corrections of every case.
CREATE INDEX edition_items_case ON edition_items (case_number);
