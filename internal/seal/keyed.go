package seal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"todoke/internal/store"
)

// crockford is Crockford's base32: no I, L, O or U, so that a code read aloud or copied by hand is not misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ReturnCode derives the return code (照会コード) of a submission token: XXXXX-XXXXX-XXXXX-XXXXX, 100 bits.
// The same token gives the same code again, and nothing stored gives it.
func (s *Seal) ReturnCode(token string) string {
	return group(s.keys.mac(useReturnCode, []byte(token)), 20)
}

// CodeMAC is the keyed hash under which a return code, draft code or sign-in code is stored.
// It forgives what people type: small letters, full width, spaces, hyphens, O for 0, I or L for 1.
func (s *Seal) CodeMAC(code string) []byte { return s.keys.mac(useCode, []byte(foldCode(code))) }

// TokenMAC is the keyed hash of a submission token or Idempotency-Key.
func (s *Seal) TokenMAC(token string) []byte { return s.keys.mac(useToken, []byte(token)) }

// ContentMAC is the keyed hash by which a repeated submission is recognised.
func (s *Seal) ContentMAC(b []byte) []byte { return s.keys.mac(useContent, b) }

// TermMAC is the keyed hash of one identifying term in its squeezed form (text.Squeeze), for exact lookup.
func (s *Seal) TermMAC(kind, squeezed string) []byte {
	return s.keys.mac(useTerm, fmt.Appendf(nil, "%q %q", kind, squeezed))
}

// LeakMAC is the keyed hash, of 16 bytes, under which the leak check knows a squeezed term without holding it: a term of an erased report, a term in a
// waiver. The kind is not in it, so that one hash of a stretch of text is compared with terms of every kind.
func (s *Seal) LeakMAC(squeezed string) []byte { return s.keys.mac(useLeak, []byte(squeezed))[:16] }

// LeakHasher gives LeakMAC for a caller who needs it millions of times. It is not safe for concurrent use, and the next call overwrites what it gave.
func (s *Seal) LeakHasher() func(squeezed []byte) []byte {
	h := hmac.New(sha256.New, s.keys.derived[useLeak])
	var sum [sha256.Size]byte
	return func(squeezed []byte) []byte {
		h.Reset()
		h.Write(squeezed)
		return h.Sum(sum[:0])[:16]
	}
}

// Pseudonym names a party alike in every report that names it: P-XXXX-XXXX-XXXX, 60 bits.
func (s *Seal) Pseudonym(kind, squeezed string) string {
	c := encode(s.keys.mac(usePseudonym, fmt.Appendf(nil, "%q %q", kind, squeezed)), 12)
	return "P-" + c[:4] + "-" + c[4:8] + "-" + c[8:]
}

// NewToken makes an unguessable token of 128 bits for a form or a session.
func (s *Seal) NewToken() string { return rand.Text() }

// NewSecretCode makes a random code of groups of five characters, 25 bits each; store only its CodeMAC.
func (s *Seal) NewSecretCode(groups int) string {
	b := make([]byte, groups*5)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return group(b, groups*5)
}

// group encodes n characters and parts them in fives.
func group(b []byte, n int) string {
	c := encode(b, n)
	var parts []string
	for i := 0; i < n; i += 5 {
		parts = append(parts, c[i:min(i+5, n)])
	}
	return strings.Join(parts, "-")
}

// encode takes the low five bits of each of the first n bytes: the bytes are uniform, so the characters are.
func encode(b []byte, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = crockford[b[i]&31]
	}
	return string(out)
}

func foldCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		}
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		}
		return -1
	}, width.Fold.String(code))
}

// SealSecret encrypts a secret of the desk itself (a TOTP seed, a reporter's draft); it opens only under the same label.
func (s *Seal) SealSecret(label string, plain []byte) (store.Sealed, error) {
	c, err := s.keys.wrapping.Encrypt(plain, secretData(label))
	if err != nil {
		return store.Sealed{}, fmt.Errorf("seal secret: %w", err)
	}
	return store.SealedBytes(c), nil
}

// OpenSecret decrypts what SealSecret made; it is not for anything of a report.
func (s *Seal) OpenSecret(label string, body store.Sealed) ([]byte, error) {
	plain, err := s.keys.wrapping.Decrypt(body.Ciphertext(), secretData(label))
	if err != nil {
		return nil, fmt.Errorf("open secret: %w", err)
	}
	return plain, nil
}
