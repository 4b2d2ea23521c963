package seal

import (
	"crypto/rand"
	"fmt"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"todoke/internal/store"
)

// Box seals for one report under that report's data key. It has no way to open: who only needs to store never holds what can read.
type Box struct {
	reportID int64
	cipher   tink.AEAD
	wrapped  store.Sealed
}

// NewBox makes a fresh data key for a new report, wrapped by the desk's key; no I/O.
func (s *Seal) NewBox(reportID int64) (*Box, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails since Go 1.24: the program ends instead
	cipher, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, fmt.Errorf("report key: %w", err)
	}
	wrapped, err := s.keys.wrapping.Encrypt(key, keyData(reportID))
	if err != nil {
		return nil, fmt.Errorf("wrap report key: %w", err)
	}
	return &Box{reportID: reportID, cipher: cipher, wrapped: store.SealedBytes(wrapped)}, nil
}

// Wrapped is the wrapped data key, to be stored with store.InsertKey; deleting that row erases the report.
func (b *Box) Wrapped() store.Sealed { return b.wrapped }

// Seal encrypts one row; the ciphertext opens only for this report, kind and ref.
func (b *Box) Seal(kind store.SealedKind, ref string, plain []byte) (store.Sealed, error) {
	c, err := b.cipher.Encrypt(plain, rowData(b.reportID, kind, ref))
	if err != nil {
		return store.Sealed{}, fmt.Errorf("seal %s: %w", kind, err)
	}
	return store.SealedUnder(c, b.wrapped.Ciphertext()), nil
}

// Bytes encrypts something kept outside the table of sealed rows, an attachment's name or chunk, under NameLabel or ChunkLabel.
func (b *Box) Bytes(label string, plain []byte) store.Sealed {
	c, err := b.cipher.Encrypt(plain, bytesData(b.reportID, label))
	if err != nil {
		panic(err) // AES-GCM refuses only plaintexts of 64 GiB; chunks are 1 MiB
	}
	return store.SealedBytes(c)
}

// ChunkLabel is the label of chunk n of an attachment.
func ChunkLabel(attachmentID int64, n int) string {
	return attachmentRef(attachmentID) + "/" + strconv.Itoa(n)
}

// NameLabel is the label of an attachment's file name.
func NameLabel(attachmentID int64) string { return attachmentRef(attachmentID) + "/name" }

// QuarantineLabel labels a piece of something in quarantine: "name", or the number of a chunk from 0.
func QuarantineLabel(id int64, part string) string {
	return "quarantine/" + strconv.FormatInt(id, 10) + "/" + part
}

func attachmentRef(id int64) string { return strconv.FormatInt(id, 10) }
