package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
	"golang.org/x/mod/sumdb/note"
)

// Files of the keys folder. It belongs outside the data folder, and its copy apart from the backups.
const (
	wrappingFile = "wrapping.json" // Tink keyset, AES-256-GCM: wraps the data key of each report
	rootFile     = "root.hex"      // 32 random bytes from which every HMAC key is derived
	noteFile     = "note.key"      // Ed25519 signer of receipts and checkpoints
	verifierFile = "note.pub"      // its public half, for whoever checks a receipt
)

// signerName is the name in signed notes.
const signerName = "todoke"

// Keys are the desk's keys, read once into memory.
type Keys struct {
	wrapping tink.AEAD
	derived  map[string][]byte
	signer   note.Signer
	verifier note.Verifier
	public   string
}

// labels of the derived keys: one key, one use.
const (
	useReturnCode = "return-code"
	useCode       = "code"
	useToken      = "token"
	useContent    = "content"
	useTerm       = "term"
	useLeak       = "leak"
	usePseudonym  = "pseudonym"
	usePrint      = "fingerprint"
)

var uses = []string{useReturnCode, useCode, useToken, useContent, useTerm, useLeak, usePseudonym, usePrint}

// ErrKeysExist says that the folder holds keys already; nothing was changed.
var ErrKeysExist = errors.New("the keys folder holds keys already")

// CreateKeys makes a new set of keys in a folder that has none; it never replaces a key.
func CreateKeys(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keys folder: %w", err)
	}
	for _, name := range []string{wrappingFile, rootFile, noteFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return ErrKeysExist
		}
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("create wrapping key: %w", err)
	}
	var wrapping bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&wrapping)); err != nil {
		return fmt.Errorf("create wrapping key: %w", err)
	}
	root := make([]byte, 32)
	_, _ = rand.Read(root) // never fails since Go 1.24
	private, public, err := note.GenerateKey(rand.Reader, signerName)
	if err != nil {
		return fmt.Errorf("create note key: %w", err)
	}
	for name, body := range map[string]string{wrappingFile: wrapping.String(), rootFile: hex.EncodeToString(root), noteFile: private, verifierFile: public} {
		if err := writeKey(filepath.Join(dir, name), body); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

func writeKey(path, body string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	_, err = f.WriteString(body + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write key: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// OpenKeys reads the keys of a folder. A missing folder gives an error that is fs.ErrNotExist; a file everybody may read is refused.
func OpenKeys(dir string) (*Keys, error) {
	text := map[string][]byte{}
	for _, name := range []string{wrappingFile, rootFile, noteFile, verifierFile} {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("open keys: %w", err)
		}
		if name != verifierFile && info.Mode().Perm()&0o007 != 0 {
			return nil, fmt.Errorf("open keys: %s may be read by everybody on this machine (mode %04o)", path, info.Mode().Perm())
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("open keys: %w", err)
		}
		text[name] = bytes.TrimSpace(body)
	}
	k := &Keys{derived: map[string][]byte{}, public: string(text[verifierFile])}
	if err := k.read(text); err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	return k, nil
}

func (k *Keys) read(text map[string][]byte) error {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text[wrappingFile])))
	if err != nil {
		return fmt.Errorf("%s: %w", wrappingFile, err)
	}
	if k.wrapping, err = aead.New(handle); err != nil {
		return fmt.Errorf("%s: %w", wrappingFile, err)
	}
	root, err := hex.DecodeString(string(text[rootFile]))
	if err != nil || len(root) != 32 {
		return fmt.Errorf("%s: not 32 bytes in hexadecimal", rootFile)
	}
	for _, use := range uses {
		if k.derived[use], err = hkdf.Key(sha256.New, root, nil, "todoke 1 "+use, 32); err != nil {
			return fmt.Errorf("%s: %w", rootFile, err)
		}
	}
	if k.signer, err = note.NewSigner(string(text[noteFile])); err != nil {
		return fmt.Errorf("%s: %w", noteFile, err)
	}
	if k.verifier, err = note.NewVerifier(k.public); err != nil {
		return fmt.Errorf("%s: %w", verifierFile, err)
	}
	return nil
}

// Fingerprint names this set of keys and tells nothing about it: 16 hexadecimal digits. The desk notes it, so that keys of another desk are refused by name.
func (k *Keys) Fingerprint() string {
	return hex.EncodeToString(k.mac(usePrint, []byte(k.public))[:8])
}

func (k *Keys) mac(use string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, k.derived[use])
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
