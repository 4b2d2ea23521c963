package intake

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/seal"
	"todoke/internal/store"
	"todoke/internal/text"
)

// errSeen rolls a filing back whose token or content was filed within the last 24 hours.
var errSeen = errors.New("filed before")

// filing is a submission on its way into the database, everything sealed and hashed before the transaction.
type filing struct {
	Submission
	form    *form.Form
	token   []byte
	content []byte
	box     *seal.Box
	body    store.Sealed
	version store.Version
	files   []store.Attachment
}

// Receive stores a submission and returns after it is on disk: the originals sealed, the audit row and the masking job in one transaction.
// The same token within 24 hours gives the same number and code, and what was changed since becomes a new version or, where Once is set, is refused (Invalid);
// the same content alone gives the number only. Errors: Invalid (not enough, unknown form), TooLarge, Forbidden (staff without the right), Stored (nothing was filed).
func (in *Intake) Receive(ctx context.Context, s Submission) (Receipt, error) {
	f, err := in.prepare(&s)
	if err != nil {
		return Receipt{}, err
	}
	since := s.At.Add(-RepeatFor)
	if len(s.Files) > 0 { // files are stored before the transaction: look first
		if filed, err := in.st.FindSubmission(ctx, f.token, since); err == nil {
			return in.repeat(ctx, f, filed)
		} else if !errors.Is(err, sql.ErrNoRows) {
			return Receipt{}, notStored("receive", err)
		}
	}
	if s.TellNumber && in.mayTell(s.Answers) {
		f.beside = in.tellNumber(ctx, s.At)
	}
	id := store.NewID(s.At)
	if f.box, err = in.seal.NewBox(id); err != nil {
		return Receipt{}, notStored("receive", err)
	}
	if err := in.sealFiling(ctx, f, id, 1); err != nil {
		return Receipt{}, notStored("receive", err)
	}
	code := in.seal.ReturnCode(s.Token)
	r := incident.Report{ID: id, State: incident.Received, Channel: s.Channel, Form: f.form.ID, FormVersion: f.form.Version, Lang: s.Lang,
		Version: 1, Received: s.At, SourceLoad: in.guard.filings(s.Source)}
	out, err := in.insert(ctx, f, r, code)
	if errors.Is(err, errSeen) {
		return in.seen(ctx, f, since)
	}
	if err != nil {
		return Receipt{}, notStored("receive", err)
	}
	return out, nil
}

// prepare checks a submission and makes it whole; what it stores is clean text.
func (in *Intake) prepare(s *Submission) (*filing, error) {
	if s.By.Kind == incident.Staff {
		if err := incident.Ask(s.By, incident.ReportEnter); err != nil {
			return nil, err
		}
	}
	f, err := in.forms.Find(s.Form, s.FormVersion)
	if err != nil {
		return nil, err
	}
	if s.Token == "" {
		s.Token = in.seal.NewToken()
	}
	if s.At.IsZero() {
		s.At = in.now()
	}
	if s.Channel == "" {
		s.Channel = incident.Web
	}
	if s.Lang != incident.EN {
		s.Lang = incident.JA
	}
	s.At = s.At.UTC().Truncate(time.Microsecond)
	if s.Answers, err = cleaned(s.Answers); err != nil {
		return nil, err
	}
	if err := f.Enough(s.Answers); err != nil && len(s.Files) == 0 {
		return nil, err
	}
	if len(s.Raw) > MaxRaw {
		return nil, incident.Errorf(incident.TooLarge, "error.too_large", megabytes(MaxRaw))
	}
	if len(s.Files) > MaxFiles {
		return nil, incident.Errorf(incident.TooLarge, "error.too_many_files", MaxFiles)
	}
	return &filing{Submission: *s, form: f, token: in.seal.TokenMAC(s.Token)}, nil
}

// cleaned makes answers storable whatever channel they came by, and refuses what is too large for any.
func cleaned(answers []incident.Answer) ([]incident.Answer, error) {
	out := make([]incident.Answer, len(answers))
	size := 0
	for i, a := range answers {
		a.Text = text.Clean(a.Text)
		size += len(a.Text)
		if len(a.Other) > 0 {
			other := make(map[string]string, len(a.Other))
			for code, s := range a.Other {
				other[code] = text.Clean(s)
				size += len(s)
			}
			a.Other = other
		}
		out[i] = a
	}
	if size > MaxTyped {
		return nil, incident.Errorf(incident.TooLarge, "error.too_large", megabytes(MaxTyped))
	}
	return out, nil
}

func megabytes(n int) string { return strconv.Itoa(n>>20) + " MB" }

// sealFiling seals the original of version n, stores the chunks of its files, and hashes all of it.
func (in *Intake) sealFiling(ctx context.Context, f *filing, reportID int64, n int) error {
	if err := in.sealFiles(ctx, f, reportID, n); err != nil {
		return err
	}
	o := form.Original{Form: f.form.ID, FormVersion: f.form.Version, Lang: f.Lang, Answers: f.Answers, Raw: f.Raw, Unread: f.Unread}
	plain, err := o.Marshal()
	if err != nil {
		return err
	}
	if f.body, err = f.box.Seal(store.SealedSubmission, strconv.Itoa(n), plain); err != nil {
		return err
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails since Go 1.24
	digest := store.Digest(salt, plain)
	f.version = store.Version{ReportID: reportID, N: n, At: f.At, Who: who(f.By), Form: f.form.ID, FormVersion: f.form.Version, Salt: salt, Digest: digest[:], Source: f.source, SourceAt: f.sourceAt}
	f.content, err = in.contentMAC(f)
	return err
}

// contentMAC recognises a content filed twice. Two people may well file the same few ticks, so a content that does not say who reports,
// or that staff typed in, counts only together with its token.
func (in *Intake) contentMAC(f *filing) ([]byte, error) {
	b, err := form.MarshalAnswers(f.Answers)
	if err != nil {
		return nil, err
	}
	b = append(b, f.form.ID...)
	for _, a := range f.files {
		b = append(b, a.SHA256...)
	}
	if f.By.Kind != "" || !tellsWho(f.form, f.Answers) {
		b = append(b, f.token...)
	}
	return in.seal.ContentMAC(b), nil
}

func tellsWho(f *form.Form, answers []incident.Answer) bool {
	words := 0
	reporter := false
	for _, a := range answers {
		words += utf8.RuneCountInString(a.Text)
	}
	for _, p := range f.Parties(answers) {
		reporter = reporter || p.Role == incident.RoleReporter && p.Org+p.Name+p.Mail+p.Phone != ""
	}
	return reporter && words >= 20
}

// insert stores a new report under the next number; errSeen when its token or content was filed before. A number that somebody else of this
// process used already is drawn again, once.
func (in *Intake) insert(ctx context.Context, f *filing, r incident.Report, code string) (Receipt, error) {
	year := f.At.In(incident.Japan).Year()
	counter := "report/" + strconv.Itoa(year)
	mac := in.seal.CodeMAC(code)
	for try := 1; ; try++ {
		n, err := in.numbers.Reserve(ctx, counter)
		if err != nil {
			return Receipt{}, err
		}
		r.Number = incident.ReportNumber(year, n)
		var out Receipt
		var signing error
		signed := make(chan struct{})
		go func() { // while the disk is busy
			out, signing = in.receipt(r.Number, code, f.version)
			close(signed)
		}()
		err = in.insertReport(ctx, f, r, mac, func(tx *store.Tx) error { return in.numbers.Keep(ctx, tx, counter, n) })
		<-signed
		if err == nil {
			return out, signing
		}
		if in.numbers.Return(counter, n); errors.Is(err, errSeen) || try == 2 || ctx.Err() != nil {
			return Receipt{}, err
		}
		in.numbers.Forget()
	}
}

// insertReport writes all of a new report in one transaction. Whether its content is known comes first: a page sent twice then writes nothing and
// so undoes nothing, while an error would make a whole group commit run again.
func (in *Intake) insertReport(ctx context.Context, f *filing, r incident.Report, code []byte, keep func(*store.Tx) error) error {
	since := f.At.Add(-RepeatFor)
	filed := store.Filed{ReportID: r.ID, Number: r.Number, At: f.At}
	row := store.AuditRow{At: f.At, Who: f.version.Who, Action: "report.receive", Object: "report:" + r.Number,
		Detail: fmt.Sprintf("channel=%s form=%s@%d version=1 sha256=%x", r.Channel, r.Form, r.FormVersion, f.version.Digest)}
	beside := func(*store.Tx) error { return nil }
	if f.beside != nil {
		var err error
		if beside, err = f.beside(f.box, r); err != nil {
			return err
		}
	}
	fresh := false
	err := in.st.Write(ctx, func(tx *store.Tx) (err error) {
		if fresh, err = tx.PutContent(ctx, f.content, filed, since); err != nil || !fresh {
			return err
		}
		if ok, err := tx.PutSubmission(ctx, f.token, filed, since); err != nil || !ok {
			return cmpErr(err, errSeen)
		}
		if err := keep(tx); err != nil {
			return err
		}
		if err := tx.InsertReport(ctx, r, code); err != nil {
			return err
		}
		if err := tx.InsertKey(ctx, r.ID, f.box.Wrapped()); err != nil {
			return err
		}
		if err := in.insertVersion(ctx, tx, f, row); err != nil {
			return err
		}
		if f.By.Kind == incident.Organisation {
			if err := tx.InsertTokenReport(ctx, f.By.ID, r.ID); err != nil {
				return err
			}
		}
		return beside(tx)
	})
	if err == nil && !fresh {
		return errSeen
	}
	return err
}

// insertVersion writes what every submission writes, first or later: sealed original, version, files, audit row, job.
func (in *Intake) insertVersion(ctx context.Context, tx *store.Tx, f *filing, a store.AuditRow) error {
	if err := tx.PutSealed(ctx, f.version.ReportID, store.SealedSubmission, strconv.Itoa(f.version.N), f.body); err != nil {
		return err
	}
	if err := tx.InsertVersion(ctx, f.version); err != nil {
		return err
	}
	for _, file := range f.files {
		if err := tx.InsertAttachment(ctx, file); err != nil {
			return err
		}
		if err := tx.Enqueue(ctx, JobScan, strconv.FormatInt(file.ID, 10), f.At); err != nil {
			return err
		}
	}
	if err := tx.Audit(ctx, a); err != nil {
		return err
	}
	return tx.Enqueue(ctx, JobMask, strconv.FormatInt(f.version.ReportID, 10), f.At)
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// seen answers a filing whose token or content is known.
func (in *Intake) seen(ctx context.Context, f *filing, since time.Time) (Receipt, error) {
	filed, err := in.st.FindSubmission(ctx, f.token, since)
	if err == nil {
		return in.repeat(ctx, f, filed)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, notStored("receive again", err)
	}
	if filed, err = in.st.FindContent(ctx, f.content, since); err != nil {
		return Receipt{}, notStored("receive again", err)
	}
	return Receipt{Number: filed.Number, Received: filed.At, Version: 1, Repeat: true}, nil
}

// repeat answers a filing whose token is known: the same receipt, and a new version when the content was changed since.
func (in *Intake) repeat(ctx context.Context, f *filing, filed store.Filed) (Receipt, error) {
	code := in.seal.ReturnCode(f.Token)
	if _, now, err := in.st.FindCode(ctx, filed.Number); err != nil || subtle.ConstantTimeCompare(now, in.seal.CodeMAC(code)) != 1 {
		code = "" // replaced since: the one that belongs to the token opens nothing any more
	}
	if f.content == nil { // not sealed yet: its files have to be read to know whether they are the same
		var err error
		if f.box, err = in.seal.Box(ctx, filed.ReportID); err != nil {
			return Receipt{}, notStored("receive again", err)
		}
		if err := in.sealFiling(ctx, f, filed.ReportID, 1); err != nil {
			return Receipt{}, notStored("receive again", err)
		}
	}
	same, err := in.st.FindContent(ctx, f.content, time.Time{})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, notStored("receive again", err)
	}
	if changed := err != nil || same.Number != filed.Number; changed && f.Once {
		return Receipt{}, incident.Errorf(incident.Invalid, "error.key_reused")
	} else if changed {
		return in.changed(ctx, f, filed, code)
	}
	versions, err := in.st.ListVersions(ctx, filed.ReportID)
	if err != nil || len(versions) == 0 {
		return Receipt{}, notStored("receive again", cmpErr(err, sql.ErrNoRows))
	}
	out, err := in.receipt(filed.Number, code, versions[0])
	out.Repeat = true
	return out, err
}

// changed files what was sent again under the same token but is not the same: it replaces the answers as a new version.
func (in *Intake) changed(ctx context.Context, f *filing, filed store.Filed, code string) (Receipt, error) {
	if len(f.files) > 0 && f.version.ReportID != filed.ReportID {
		// Two filings with one token met, with files now sealed under a report that never came to be: the next try finds the first.
		return Receipt{}, notStored("receive again", errSeen)
	}
	for {
		r, err := in.st.FindReportByID(ctx, filed.ReportID)
		if err != nil {
			return Receipt{}, notStored("receive again", err)
		}
		done, err := in.addVersion(ctx, f, r)
		if err != nil {
			return Receipt{}, notStored("receive again", err)
		}
		if done {
			return in.receipt(filed.Number, code, f.version)
		}
	}
}

// addVersion seals and stores f as the next version of r; false when another version came between.
func (in *Intake) addVersion(ctx context.Context, f *filing, r incident.Report) (bool, error) {
	var err error
	if f.box, err = in.seal.Box(ctx, r.ID); err != nil {
		return false, err
	}
	if err := in.sealFiling(ctx, f, r.ID, r.Version+1); err != nil {
		return false, err
	}
	beside := func(*store.Tx) error { return nil }
	if f.beside != nil {
		if beside, err = f.beside(f.box, r); err != nil {
			return false, err
		}
	}
	done := false
	err = in.st.Write(ctx, func(tx *store.Tx) error {
		if done, err = tx.RaiseVersion(ctx, f.version); err != nil || !done {
			return err
		}
		if _, err := tx.PutContent(ctx, f.content, store.Filed{ReportID: r.ID, Number: r.Number, At: f.At}, f.At); err != nil {
			return err
		}
		if err := tx.AnswerQuestions(ctx, r.ID, f.spoken, f.version.N, f.version.Who, f.At); err != nil {
			return err
		}
		if err := beside(tx); err != nil {
			return err
		}
		if _, err := tx.OpenCorrections(ctx, r.ID, incident.CauseAmended, f.version.Who, f.At); err != nil {
			return err
		}
		return in.insertVersion(ctx, tx, f, store.AuditRow{At: f.At, Who: f.version.Who, Action: "report.amend", Object: "report:" + r.Number,
			Detail: fmt.Sprintf("version=%d form=%s@%d sha256=%x", f.version.N, f.form.ID, f.form.Version, f.version.Digest)})
	})
	return done, err
}

// receipt signs what was filed. The note holds nothing of the report but its number and a salted hash.
func (in *Intake) receipt(number, code string, v store.Version) (Receipt, error) {
	proof, err := in.seal.SignNote(fmt.Sprintf("todoke receipt 1\nnumber %s\nversion %d\nreceived %s\nsha256 %x\n",
		number, v.N, v.At.UTC().Format("2006-01-02T15:04:05.000000Z"), v.Digest))
	if err != nil {
		return Receipt{}, fmt.Errorf("sign receipt: %w", err)
	}
	return Receipt{Number: number, Code: code, Received: v.At, Version: v.N, Proof: proof}, nil
}
