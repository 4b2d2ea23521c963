package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"todoke/internal/i18n"
	"todoke/internal/incident"
	"todoke/internal/publish"
)

// verifySlow is how long one file may take over the network.
const verifySlow = 30 * time.Second

// verifyShown is how many problems are printed; --json prints all.
const verifyShown = 100

type verifyCmd struct {
	Where string `arg:"" help:"Folder of a release or of one edition, or the address of a site or an edition." placeholder:"DIR|URL"`
	Key   string `help:"The desk's verifier key, or a file that holds it, from elsewhere than these files." placeholder:"KEY|FILE"`
	JSON  bool   `name:"json" help:"Print as JSON."`
}

// Help of verify.
func (verifyCmd) Help() string {
	return `Tells whether finished files are what was released: the manifest against its signature, and every file against the manifest. A folder is also searched for files that were not released; an address cannot be. Needs no desk.

Without --key the key beside the files is used. Whoever altered the files could have replaced it, so this shows only that they agree with each other: compare the fingerprint that is printed with one you got another way (sha256sum signing-key.txt). An older release is as genuine as the newest; which one it is, is printed.

With --json: {as_released, key_fingerprint, pinned, release, edition, date, files, web, problems: [{key, args, what}]}; what is for people, key does not change with the language.

Exit codes: 0 as released; 1 failed, or not everything could be read; 4 nothing released there; 5 not as released.`
}

// Run of verify.
func (p *verifyCmd) Run(ctx context.Context) error {
	key, err := p.key()
	if err != nil {
		return err
	}
	var bar *progressbar.ProgressBar
	tell := func(done, all int) {
		if bar == nil {
			bar = progressbar.NewOptions(all, progressbar.OptionSetDescription("comparing"), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowCount(),
				progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(200*time.Millisecond))
		}
		_ = bar.Set(done) // only the terminal
	}
	var v publish.Verified
	if strings.Contains(p.Where, "://") {
		v, err = publish.VerifyURL(ctx, &http.Client{}, p.Where, key, verifySlow, tell)
	} else {
		v, err = publish.VerifyFolder(ctx, p.Where, key, tell)
	}
	if err != nil {
		return err
	}
	return p.tell(v)
}

// key reads the file --key names, or takes it for the key itself.
func (p *verifyCmd) key() (string, error) {
	f, err := os.Open(p.Key)
	if errors.Is(err, os.ErrNotExist) && strings.Count(p.Key, "+") < 2 && p.Key != "" {
		return "", err
	}
	if err != nil {
		return strings.TrimSpace(p.Key), nil
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, 4096))
	if key := strings.TrimSpace(string(body)); err != nil || key != "" {
		return key, err
	}
	return "", incident.Errorf(incident.Invalid, "verify.key_given") // an empty file must not mean no --key
}

// verifyProblem is one problem as verify prints it.
type verifyProblem struct {
	Key  string `json:"key"`
	Args []any  `json:"args"`
	What string `json:"what"`
}

func (p *verifyCmd) tell(v publish.Verified) error {
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	problems := []verifyProblem{}
	for _, e := range v.Problems {
		problems = append(problems, verifyProblem{e.Key, e.Args, texts.Error(incident.EN, e)})
	}
	if p.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		err := e.Encode(struct {
			AsReleased bool `json:"as_released"`
			publish.Verified
			Problems []verifyProblem `json:"problems"`
		}{len(problems) == 0, v, problems})
		if err != nil {
			return err
		}
	} else {
		p.print(v, problems)
	}
	switch {
	case v.Unread():
		return fmt.Errorf("%d files could not be read: not everything was compared", len(problems))
	case len(problems) > 0:
		return refused{fmt.Errorf("%d problems: this is not as it was released", len(problems))}
	}
	return nil
}

func (p *verifyCmd) print(v publish.Verified, problems []verifyProblem) {
	for i, e := range problems {
		if i == verifyShown {
			fmt.Printf("… and %d more (--json prints all)\n", len(problems)-i)
			break
		}
		fmt.Println(e.What)
	}
	switch {
	case v.Release > 0:
		fmt.Printf("signed: release %d of %s, which brought edition %s\n", v.Release, v.Date, v.Edition)
	case v.Edition != "":
		fmt.Printf("signed: edition %s, frozen %s\n", v.Edition, v.Date)
	}
	if v.Key != "" {
		fmt.Printf("key:    SHA-256 %s\n", v.Key)
	}
	if v.Web {
		fmt.Println("Files that were added on the server cannot be seen by address; verify its folder for that.")
	}
	switch {
	case len(problems) > 0:
	case v.Pinned:
		fmt.Printf("%d files agree with each other. The key came with them: only consistency was shown. Compare the key's fingerprint with one you got another way, or give --key.\n", v.Files)
	default:
		fmt.Printf("%d files, all as released\n", v.Files)
	}
}
