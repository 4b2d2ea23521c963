package seal

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// SignNote signs a text as a note (golang.org/x/mod/sumdb/note), the form of receipts and of the audit log's checkpoints; a last newline is added where missing.
func (s *Seal) SignNote(text string) (string, error) { return s.keys.SignNote(text) }

// VerifyNote checks a signed note against the desk's key and gives its text; altered texts and other signers are errors.
func (s *Seal) VerifyNote(msg string) (string, error) { return s.keys.VerifyNote(msg) }

// VerifierKey is the public key, for whoever checks a receipt or manifest elsewhere.
func (s *Seal) VerifierKey() string { return s.keys.public }

// SignNote signs a text as Seal.SignNote does; the sequencer and commands that need no store call it here.
func (k *Keys) SignNote(text string) (string, error) {
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	msg, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return "", fmt.Errorf("sign note: %w", err)
	}
	return string(msg), nil
}

// VerifyNote checks a note as Seal.VerifyNote does.
func (k *Keys) VerifyNote(msg string) (string, error) {
	n, err := note.Open([]byte(msg), note.VerifierList(k.verifier))
	if err != nil {
		return "", fmt.Errorf("verify note: %w", err)
	}
	return n.Text, nil
}

// VerifierKey is the public key of the note signer.
func (k *Keys) VerifierKey() string { return k.public }
