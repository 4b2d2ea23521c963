-- +goose Up
-- Other reports that name the same party are counted by pseudonym on every report page.
CREATE INDEX parties_pseudonym ON parties (pseudonym);
