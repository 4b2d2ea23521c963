package intake

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/ProtonMail/gopenpgp/v3/crypto"
	"github.com/jhillyerd/enmime/v2"

	"todoke/internal/text"
)

// Decrypt opens a PGP message that was encrypted to the desk, armoured or not.
type Decrypt func(message []byte) ([]byte, error)

// PGPKey reads the desk's private key, armoured, and gives what opens messages with it.
func PGPKey(armored []byte, passphrase []byte) (Decrypt, error) {
	key, err := crypto.NewPrivateKeyFromArmored(string(armored), passphrase)
	if err != nil {
		return nil, fmt.Errorf("pgp key: %w", err)
	}
	return func(message []byte) ([]byte, error) {
		d, err := crypto.PGP().Decryption().DecryptionKey(key).MaxDecompressedMessageSize(MaxMail).New()
		if err != nil {
			return nil, err
		}
		out, err := d.Decrypt(message, crypto.Auto)
		if err != nil {
			return nil, err
		}
		return out.Bytes(), nil
	}, nil
}

var errNoKey = errors.New("the desk has no PGP key")

func (r *mailReader) decrypt(b []byte) ([]byte, error) {
	if r.pgp == nil {
		return nil, errNoKey
	}
	return r.pgp(b)
}

// encrypted opens PGP/MIME (RFC 3156): the second part holds a mail's body with parts of its own.
func (r *mailReader) encrypted(p *enmime.Part, at place) {
	var sealed []byte
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		if b, _ := transfer(c); c.ContentType != "application/pgp-encrypted" || bytes.Contains(b, []byte("BEGIN PGP MESSAGE")) {
			sealed = b
		}
	}
	plain, err := r.decrypt(sealed)
	if err != nil {
		r.locked(sealed, at)
		return
	}
	r.note("mail.note.pgp")
	root, ok := r.parse(plain, at.String())
	if !ok {
		return
	}
	inside := at
	if inside.depth++; inside.depth > maxMailDepth {
		r.unread(at.String(), "unread.mail_nested")
		return
	}
	r.walk(root, inside)
}

func (r *mailReader) locked(sealed []byte, at place) {
	r.unread(at.String(), "unread.mail_pgp")
	r.file(sealed, at, "encrypted.asc", "application/pgp-encrypted")
}

const (
	pgpBegin  = "-----BEGIN PGP MESSAGE-----"
	pgpEnd    = "-----END PGP MESSAGE-----"
	pgpSigned = "-----BEGIN PGP SIGNED MESSAGE-----"
	pgpSig    = "-----BEGIN PGP SIGNATURE-----"
)

// inlinePGP reads text with an armoured message in it, or signed in clear text; false when it is neither.
func (r *mailReader) inlinePGP(b []byte, at place) bool {
	s := string(b)
	if _, after, ok := strings.Cut(s, pgpSigned); ok {
		_, words, _ := strings.Cut(strings.ReplaceAll(after, "\r\n", "\n"), "\n\n") // after the Hash: lines
		words, _, _ = strings.Cut(words, pgpSig)
		r.note("mail.note.signed")
		r.addText(MailText{Where: at.String()}, []byte(strings.TrimPrefix(strings.ReplaceAll("\n"+words, "\n- ", "\n"), "\n")), "")
		return true
	}
	begin, end := strings.Index(s, pgpBegin), strings.Index(s, pgpEnd)
	if begin < 0 || end < begin {
		return false
	}
	end += len(pgpEnd)
	plain, err := r.decrypt([]byte(s[begin:end]))
	if err != nil {
		r.locked([]byte(s[begin:end]), at)
		r.addText(MailText{Where: at.String()}, []byte(s[:begin]+s[end:]), "")
		return true
	}
	r.note("mail.note.pgp")
	around, _, _ := text.Decode([]byte(s[:begin]), "")
	words, _, _ := text.Decode(plain, "")
	after, _, _ := text.Decode([]byte(s[end:]), "")
	r.addText(MailText{Where: at.String()}, []byte(strings.TrimSpace(around+words+after)+"\n"), text.UTF8)
	return true
}
