-- +goose Up
-- By which finder (mask.FinderVersion) the texts of a report were masked; 0 for those before it was noted.
ALTER TABLE reports ADD COLUMN finder BIGINT NOT NULL DEFAULT 0;
CREATE INDEX reports_finder ON reports (finder);
