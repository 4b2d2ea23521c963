-- +goose Up
-- Jobs of one subject are looked up at every claim, to keep their order.
CREATE INDEX jobs_subject ON jobs (subject);
