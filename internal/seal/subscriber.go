package seal

import (
	"encoding/json"
	"fmt"

	"todoke/internal/incident"
	"todoke/internal/store"
)

// Subscriber is who gets publications by mail: the address, and the token of the links that go to it.
type Subscriber struct {
	Mail  string `json:"mail"`
	Token string `json:"token"`
}

// SubscriberMAC is the keyed hash by which the folded address of a subscriber is found.
func (s *Seal) SubscriberMAC(folded string) []byte { return s.TermMAC("subscriber", folded) }

// SealSubscriber encrypts a subscriber under the id of the subscription.
func (s *Seal) SealSubscriber(id int64, x Subscriber) (store.Sealed, error) {
	plain, err := json.Marshal(x)
	if err != nil {
		return store.Sealed{}, fmt.Errorf("seal subscriber: %w", err)
	}
	return s.SealSecret(subscriberLabel(id), plain)
}

// OpenSubscriber decrypts a subscriber for the machine purpose notify, to write to them, and for no other: nobody lists addresses. It belongs to no report
// and writes no audit row; the rows of a release say how many mails were written.
func (s *Seal) OpenSubscriber(p incident.Purpose, id int64, body store.Sealed) (Subscriber, error) {
	var x Subscriber
	if p != incident.PurposeNotify {
		return x, incident.Errorf(incident.Forbidden, "error.forbidden", string(p))
	}
	plain, err := s.OpenSecret(subscriberLabel(id), body)
	if err != nil {
		return x, err
	}
	if json.Unmarshal(plain, &x) != nil {
		return x, fmt.Errorf("subscriber %d: not JSON", id)
	}
	return x, nil
}

func subscriberLabel(id int64) string { return fmt.Sprintf("subscriber %d", id) }
