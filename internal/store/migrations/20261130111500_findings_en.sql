-- +goose Up
-- What analysis found, in English too; '' where Japanese serves both (addresses, numbers).
ALTER TABLE findings ADD COLUMN body_en TEXT NOT NULL DEFAULT '';
