package form

import (
	"encoding/json"
	"fmt"

	"todoke/internal/incident"
)

// Original is what is sealed of one submission: the answers as read, the bytes as they came, and what could not be read.
// A later version of a report holds all answers merged, so that the newest Original alone is the whole report.
type Original struct {
	Form        string            `json:"form"`
	FormVersion int               `json:"form_version"`
	Lang        incident.Lang     `json:"lang"`
	Answers     []incident.Answer `json:"answers"`
	Raw         []byte            `json:"raw,omitempty"`
	Unread      []incident.Unread `json:"unread,omitempty"`
}

// Marshal writes an Original as the bytes that are sealed and that the receipt's hash covers.
func (o Original) Marshal() ([]byte, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("original to json: %w", err)
	}
	return b, nil
}

// ReadOriginal reads what Marshal wrote.
func ReadOriginal(b []byte) (Original, error) {
	var o Original
	if err := json.Unmarshal(b, &o); err != nil {
		return Original{}, fmt.Errorf("original from json: %w", err)
	}
	return o, nil
}
