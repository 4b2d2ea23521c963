-- +goose Up
-- The queue tells how many files wait for the virus scanner; CountUnscanned repeats the condition.
CREATE INDEX attachments_looked ON attachments (looked_at) WHERE state = 'looked';
