-- +goose Up
-- The queue's rarer filters. Each index leaves out what a fresh web report is, so that filing pays nothing for it; QueueFilter repeats its condition.
CREATE INDEX reports_assignee ON reports (assignee, received_at) WHERE assignee <> 0;
CREATE INDEX reports_scheme ON reports (scheme, received_at) WHERE scheme <> '';
CREATE INDEX reports_channel ON reports (channel, received_at) WHERE channel <> 'web';
CREATE INDEX reports_flood ON reports (received_at) WHERE source_load > 5;
