package main

import (
	"context"
	"os"
	"time"

	"todoke/internal/incident"
)

// folder is where a desk is, for commands that do not listen.
type folder struct {
	Data string `help:"Data folder." required:"" placeholder:"DIR"`
	Keys string `help:"Key folder. Default: DIR.keys." placeholder:"DIR"`
	DB   string `name:"db" help:"PostgreSQL to use instead of the embedded SQLite." placeholder:"postgres://…"`
}

func (f folder) config() (Config, error) {
	if _, err := os.Stat(f.Data); err != nil {
		return Config{}, err
	}
	return place{Data: f.Data, Keys: f.Keys, DB: f.DB}.config()
}

// look opens a desk for reading only, beside a running server.
func (f folder) look(ctx context.Context) (*desk, error) {
	c, err := f.config()
	if err != nil {
		return nil, err
	}
	return lookDesk(ctx, c)
}

// open opens a desk for work; refused while a server has it.
func (f folder) open(ctx context.Context) (*desk, error) {
	c, err := f.config()
	if err != nil {
		return nil, err
	}
	return openDesk(ctx, c, time.Now, logger())
}

// operator is who acts from the command line: whoever may read the data folder may read what staff see.
var operator = incident.Actor{Kind: incident.Staff, Login: "operator", Roles: incident.Roles}
