package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"todoke/internal/ops"
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

	BackupDir  string `toml:"backup_dir"`  // folder that backups are kept in, for doctor
	BackupDays int    `toml:"backup_days"` // life of a backup in days

	SiteURL    string `toml:"site_url"`    // address readers know the public site by, when it is not where it listens
	ConsoleURL string `toml:"console_url"` // address staff know the console by; with https:// the session cookie is marked Secure
	Desk       struct {
		JA string `toml:"ja"`
		EN string `toml:"en"`
	} `toml:"desk"` // name of the desk

	PortalURL string     `toml:"portal_url"` // address reporters know the portal by, for mails
	Mail      mailConfig `toml:"mail"`
}

// mailConfig is the desk's mail, in and out. Passwords stand in files of their own or in the environment, never here.
type mailConfig struct {
	Address      string `toml:"address"`       // the desk's own; replies come to desk+…@ of it
	SMTP         string `toml:"smtp"`          // host or host:port that takes outgoing mail; empty for none
	SMTPTLS      string `toml:"smtp_tls"`      // starttls, tls or none
	SMTPUser     string `toml:"smtp_user"`     //
	SMTPPassword string `toml:"smtp_password"` // file with the password; else TODOKE_SMTP_PASSWORD
	IMAP         string `toml:"imap"`          // host:port of the desk's mailbox; empty for none
	IMAPTLS      string `toml:"imap_tls"`      // tls, starttls or none
	IMAPUser     string `toml:"imap_user"`     //
	IMAPPassword string `toml:"imap_password"` // file with the password; else TODOKE_IMAP_PASSWORD
	Folder       string `toml:"folder"`        // fetched from
	Done         string `toml:"done"`          // filed mails are moved there; empty leaves and marks them
	Sieve        string `toml:"sieve"`         // host:port of ManageSieve, where doctor looks for forwarding rules; empty for not looked for
	AuthHost     string `toml:"auth_host"`     // whose Authentication-Results are believed
	CheckDKIM    bool   `toml:"check_dkim"`    // verify DKIM signatures; asks the DNS
	PGPKey       string `toml:"pgp_key"`       // file with the desk's private key, armoured
	PGPPassword  string `toml:"pgp_password"`  // file with its passphrase
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
	if c.BackupDays == 0 {
		c.BackupDays = ops.BackupDays
	}
	if c.BackupDays < 1 || c.BackupDays > 3650 {
		return c, fmt.Errorf("%s: backup_days must be between 1 and 3650, not %d", path, c.BackupDays)
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
