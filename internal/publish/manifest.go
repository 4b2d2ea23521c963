package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"todoke/internal/incident"
)

// Manifest lists every other file of a folder with its hash; its only date is the freeze.
type Manifest struct {
	Format    string         `json:"format"` // "todoke-manifest/1"
	Edition   string         `json:"edition,omitempty"`
	Release   int64          `json:"release,omitempty"`
	Demo      bool           `json:"demo"`
	DemoLabel *incident.Text `json:"demo_label,omitempty"`
	FrozenAt  string         `json:"frozen_at"`
	Files     []ManifestFile `json:"files"`
}

// ManifestFile is one file: its path with forward slashes, its size in bytes, its SHA-256 in hexadecimal.
type ManifestFile struct {
	Path   string `json:"path"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

const (
	manifestFormat = "todoke-manifest/1"
	manifestName   = "manifest.json"
	signatureName  = "manifest.json.sig" // a signed note that names the manifest's hash
)

func (list files) manifest(c *incident.Collection) ([]byte, error) {
	return list.manifestOf(Manifest{Edition: c.ID, Demo: c.Demo, DemoLabel: c.DemoLabel, FrozenAt: c.FrozenAt})
}

func (list files) manifestOf(m Manifest) ([]byte, error) {
	var none *memo
	return manifestOf(m, none.sums(list))
}

func manifestOf(m Manifest, sums map[string]fileSum) ([]byte, error) {
	m.Format, m.Files = manifestFormat, make([]ManifestFile, 0, len(sums))
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		if name != manifestName {
			m.Files = append(m.Files, ManifestFile{Path: name, Size: sums[name].size, SHA256: sums[name].hash})
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return b.Bytes(), nil
}

// names lists the paths in order.
func (list files) names() []string { return slices.Sorted(maps.Keys(list)) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
