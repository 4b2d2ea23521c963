package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// Config is every setting of the program; the zero value works. It is read from DATA/todoke.toml, then flags and environment override.
type Config struct {
	Data    string `toml:"-"`       // data folder
	Keys    string `toml:"keys"`    // key folder; default DATA.keys beside the data folder
	DB      string `toml:"db"`      // postgres://…; empty for SQLite in the data folder
	Portal  string `toml:"portal"`  // listen address of the reporters' pages
	Site    string `toml:"site"`    // listen address of the public site
	Console string `toml:"console"` // listen address of the staff's pages
	PDF     string `toml:"pdf"`     // folder of the PDF engine
	Node    string `toml:"node"`    // node program for the PDF engine
	Clamd   string `toml:"clamd"`   // virus scanner: unix:/PATH or tcp:HOST:PORT; empty for none
	Alone   bool   `toml:"alone"`   // a desk of one or two: own approval after 24 hours, marked in the audit

	SiteURL    string `toml:"site_url"`    // address readers know the public site by, when it is not where it listens
	ConsoleURL string `toml:"console_url"` // address staff know the console by; with https:// the session cookie is marked Secure
	Desk       struct {
		JA string `toml:"ja"`
		EN string `toml:"en"`
	} `toml:"desk"` // name of the desk
}

// Default listen addresses: loopback only, until somebody says otherwise.
const (
	defaultPortal  = "127.0.0.1:8701"
	defaultSite    = "127.0.0.1:8702"
	defaultConsole = "127.0.0.1:8703"
)

// loadConfig reads the settings of a data folder and fills in what is not set.
func loadConfig(data string) (Config, error) {
	var c Config
	path := filepath.Join(data, "todoke.toml")
	meta, err := toml.DecodeFile(path, &c)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return c, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return c, fmt.Errorf("%s: there is no setting %q", path, unknown[0])
	}
	c.Data = filepath.Clean(data)
	if c.Portal == "" {
		c.Portal = defaultPortal
	}
	if c.Site == "" {
		c.Site = defaultSite
	}
	if c.Console == "" {
		c.Console = defaultConsole
	}
	if c.PDF == "" {
		c.PDF = findEngine()
	}
	return c, nil
}

// findEngine looks for the installed PDF engine: beside the program as `make` leaves it, in the working directory, then where a package would put it.
func findEngine() string {
	places := []string{filepath.Join("internal", "pdf", "engine"), "/usr/local/share/todoke/pdf"}
	if exe, err := os.Executable(); err == nil {
		places = append([]string{filepath.Join(filepath.Dir(exe), "..", "internal", "pdf", "engine")}, places...)
	}
	for _, p := range places {
		if _, err := os.Stat(filepath.Join(p, "node_modules")); err == nil {
			return p
		}
	}
	return places[0]
}
