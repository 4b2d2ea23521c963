package intake

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"todoke/internal/form"
	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// JobList is the kind of the job that files the rows of a list; its subject is the upload id.
const JobList = "list"

// PreviewRows is how many rows of a list one page shows.
const PreviewRows = 50

// ListFile is a list as somebody sends it.
type ListFile struct {
	Name    string
	Content []byte
	Source  string         // address of the sender
	By      incident.Actor // staff who enter it for somebody; zero for the reporter
}

// ListView is what the sender of a list sees of it behind its code.
type ListView struct {
	Code    string
	Name    string
	State   string // "held", "filing", "filed", "dropped"
	At      time.Time
	Filed   time.Time
	Fetched bool // the receipts were fetched
	Rows    int  // reports the list holds, or held when filing began
	Done    int
	Reports int // that were filed
	Seen    int // rows an earlier list had filed
	Unread  int // rows that are no report
	Doubts  int // rows to be filed with something doubtful
	Same    *SameList
	Page    []ListRow
	Before  int // first row of the page before, -1 for none
	After   int // first row of the next page, -1 for none
}

// SameList is an earlier list of the same bytes: nothing of it is filed twice.
type SameList struct {
	At      time.Time
	Numbers []string // the first of the reports it made
	More    int
}

// ListRow is one row of a list: before filing what will become of it, afterwards what became.
type ListRow struct {
	Line    int
	Words   string // beginning of what it tells, for its sender
	Files   bool
	Why     string // catalogue key of the reason it does not
	Doubts  []incident.Unread
	Outcome string
	Number  string
}

// KeepList keeps a list sealed, before anything is read from it, and gives the code that leads back to it. What cannot be read as a list goes to quarantine, and the
// error says so. Errors: Invalid, TooLarge, Forbidden, Stored.
func (in *Intake) KeepList(ctx context.Context, l ListFile) (code string, err error) {
	if l.By.Kind == incident.Staff {
		if err := incident.Ask(l.By, incident.ReportEnter); err != nil {
			return "", err
		}
	}
	switch {
	case len(l.Content) == 0:
		return "", &incident.Error{Kind: incident.Invalid, Key: "error.list_none", Field: "file"}
	case len(l.Content) > MaxFile:
		return "", &incident.Error{Kind: incident.TooLarge, Key: "error.file_too_large", Field: "file", Args: []any{megabytes(MaxFile)}}
	}
	if err := in.guard.busy("list", l.Source); l.Source != "" && err != nil {
		return "", err
	}
	channel := listChannel(l.Content)
	rows, err := in.readList(l.Content)
	if err != nil {
		if q := in.Quarantine(ctx, Quarantined{Channel: channel, Name: l.Name, Raw: l.Content, Why: quarantineReason(err), Source: "list"}); q != nil {
			return "", q
		}
		return "", err
	}
	now := in.now()
	u := store.Upload{ID: store.NewID(now), Digest: in.seal.ContentMAC(append([]byte("list\x00"), l.Content...)), Size: int64(len(l.Content)), Channel: string(channel), Who: who(l.By), StaffID: l.By.ID,
		State: store.UploadHeld, Rows: len(rows), At: now}
	code = in.seal.NewSecretCode(4)
	u.Code = in.seal.CodeMAC(code)
	if u.Name, err = in.seal.SealSecret(listLabel(u.ID, "name"), []byte(fileName(l.Name, "list"))); err != nil {
		return "", notStored("keep list", err)
	}
	chunks, err := in.sealChunks(l.Content, func(n int) string { return listLabel(u.ID, strconv.Itoa(n)) })
	if err != nil {
		return "", notStored("keep list", err)
	}
	err = in.st.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUpload(ctx, u); err != nil {
			return err
		}
		for n, body := range chunks {
			if err := tx.InsertUploadChunk(ctx, u.ID, n, body); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, store.AuditRow{At: now, Who: u.Who, Action: "list.keep", Object: listObject(u.ID), Detail: fmt.Sprintf("channel=%s rows=%d", channel, len(rows))})
	})
	return code, notStoredOr("keep list", err)
}

func listLabel(id int64, part string) string {
	return "list/" + strconv.FormatInt(id, 10) + "/" + part
}
func listObject(id int64) string { return "list:" + strconv.FormatInt(id, 10) }

func listChannel(b []byte) incident.Channel {
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")) {
		return incident.Excel
	}
	return incident.CSV
}

// readList reads a workbook or CSV, by content and not by name.
func (in *Intake) readList(b []byte) ([]form.Received, error) {
	if listChannel(b) == incident.Excel {
		return in.forms.ReadWorkbook(b, in.Today())
	}
	return in.forms.ReadCSV(b, in.Today())
}

func quarantineReason(err error) string {
	var told *incident.Error
	if errors.As(err, &told) {
		switch told.Key {
		case "error.list_password":
			return "quarantine.password"
		case "error.list_xls":
			return "quarantine.xls"
		case "error.list_unpacked", "error.list_wide", "error.list_long":
			return "quarantine.large"
		}
	}
	return "quarantine.list"
}

// openList finds the upload behind a code. Errors: NotFound, Limited.
func (in *Intake) openList(ctx context.Context, code, source string) (store.Upload, error) {
	if err := in.guard.ask("", source); err != nil {
		return store.Upload{}, err
	}
	u, err := in.st.FindUpload(ctx, in.seal.CodeMAC(code))
	if errors.Is(err, sql.ErrNoRows) {
		in.guard.wrong("", source)
		return u, incident.Errorf(incident.NotFound, "error.list_unknown")
	}
	if err != nil {
		return u, fmt.Errorf("find list: %w", err)
	}
	return u, nil
}

func (in *Intake) listBytes(ctx context.Context, u store.Upload) ([]byte, error) {
	out := make([]byte, 0, u.Size)
	for n := 0; ; n++ {
		c, err := in.st.FindUploadChunk(ctx, u.ID, n)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err != nil {
			return nil, err
		}
		b, err := in.seal.OpenSecret(listLabel(u.ID, strconv.Itoa(n)), c)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	if int64(len(out)) != u.Size {
		return nil, fmt.Errorf("list of %d bytes has %d", u.Size, len(out))
	}
	return out, nil
}

// List shows a list behind its code, from one row on: before filing what each row will become, afterwards what it became.
func (in *Intake) List(ctx context.Context, code, source string, from int) (ListView, error) {
	u, err := in.openList(ctx, code, source)
	if err != nil {
		return ListView{}, err
	}
	v := ListView{Code: code, State: u.State, At: u.At, Filed: u.Filed, Fetched: !u.Fetched.IsZero(), Rows: u.Rows, Done: u.Done, Before: -1, After: -1}
	name, err := in.seal.OpenSecret(listLabel(u.ID, "name"), u.Name)
	if err != nil {
		return v, fmt.Errorf("list: %w", err)
	}
	v.Name = string(name)
	from = max(from, 0)
	switch u.State {
	case store.UploadHeld:
		err = in.preview(ctx, u, &v, from)
	case store.UploadFiling, store.UploadFiled:
		err = in.filed(ctx, u, &v, from)
	}
	if err != nil {
		return v, fmt.Errorf("list: %w", err)
	}
	if from > 0 {
		v.Before = max(from-PreviewRows, 0)
	}
	if v.Rows > from+PreviewRows {
		v.After = from + PreviewRows
	}
	return v, nil
}

func (in *Intake) preview(ctx context.Context, u store.Upload, v *ListView, from int) error {
	b, err := in.listBytes(ctx, u)
	if err != nil {
		return err
	}
	rows, err := in.readList(b)
	if err != nil {
		return err
	}
	v.Rows = len(rows)
	if same, err := in.st.FindSameUpload(ctx, u.Digest); err == nil {
		if v.Same, err = in.sameList(ctx, same); err != nil {
			return err
		}
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	counted := newCounted()
	for i, r := range rows {
		row := ListRow{Line: r.Row, Doubts: r.AllUnread()}
		row.Words = words(r)
		key := noReport(r)
		if seen, err := in.seenRow(ctx, u, counted, r, key); err != nil {
			return err
		} else if seen.Number != "" {
			row.Outcome, row.Number = store.RowSeen, seen.Number
			v.Seen++
		} else if key != "" {
			row.Why = key
			v.Unread++
		} else {
			row.Files = true
			v.Reports++
			if len(row.Doubts) > 0 {
				v.Doubts++
			}
		}
		if i >= from && i < from+PreviewRows {
			v.Page = append(v.Page, row)
		}
	}
	return nil
}

func (in *Intake) filed(ctx context.Context, u store.Upload, v *ListView, from int) error {
	for outcome, n := range map[string]*int{store.RowFiled: &v.Reports, store.RowSeen: &v.Seen, store.RowUnread: &v.Unread} {
		var err error
		if *n, err = in.st.CountUploadRows(ctx, u.ID, outcome); err != nil {
			return err
		}
	}
	if u.State != store.UploadFiled {
		return nil
	}
	rows, err := in.st.ListUploadRows(ctx, u.ID, from-1, PreviewRows)
	for _, r := range rows {
		v.Page = append(v.Page, ListRow{Line: r.Line, Outcome: r.Outcome, Number: r.Number})
	}
	return err
}

func (in *Intake) sameList(ctx context.Context, u store.Upload) (*SameList, error) {
	rows, err := in.st.ListUploadRows(ctx, u.ID, -1, 10)
	if err != nil {
		return nil, err
	}
	out := &SameList{At: u.At}
	for _, r := range rows {
		if r.Number != "" {
			out.Numbers = append(out.Numbers, r.Number)
		}
	}
	out.More = max(u.Rows-len(rows), 0)
	return out, nil
}

// words begins what a row tells, for its sender to recognise it.
func words(r form.Received) string {
	for _, id := range []string{"story", "virus_name", "access_damage_text", form.DetectionsQuestion} {
		if a, ok := form.Find(r.Answers, id); ok && a.Text != "" {
			s, cut := text.Limit(strings.Join(strings.Fields(a.Text), " "), 40)
			if cut {
				s += "…"
			}
			return s
		}
	}
	return ""
}

// noReport gives the reason why a row is no report, "" when it is one.
func noReport(r form.Received) string {
	if len(r.Answers) == 0 {
		if len(r.Unread) > 0 {
			return r.Unread[0].What
		}
		return "error.not_enough"
	}
	if r.Form.Enough(r.Answers) != nil {
		return "error.not_enough"
	}
	return ""
}

// FileList begins the filing of a list: a job files its rows, and the list shows how far it is. A list whose bytes were filed before is not filed again.
// Errors: NotFound, Conflict, Stored.
func (in *Intake) FileList(ctx context.Context, code, source string) error {
	u, err := in.openList(ctx, code, source)
	if err != nil {
		return err
	}
	if u.State == store.UploadFiling || u.State == store.UploadFiled {
		return nil
	}
	if _, err := in.st.FindSameUpload(ctx, u.Digest); err == nil {
		return incident.Errorf(incident.Conflict, "error.list_same")
	} else if !errors.Is(err, sql.ErrNoRows) {
		return notStored("file list", err)
	}
	at := in.now()
	err = in.st.Write(ctx, func(tx *store.Tx) error {
		ok, err := tx.MoveUpload(ctx, u.ID, store.UploadHeld, store.UploadFiling, u.Rows)
		if err != nil || !ok {
			return err
		}
		if err := tx.Audit(ctx, store.AuditRow{At: at, Who: u.Who, Action: "list.file", Object: listObject(u.ID), Detail: fmt.Sprintf("rows=%d", u.Rows)}); err != nil {
			return err
		}
		return tx.Enqueue(ctx, JobList, strconv.FormatInt(u.ID, 10), at)
	})
	return notStoredOr("file list", err)
}

// DropList takes a list back that was not filed, and removes its bytes.
func (in *Intake) DropList(ctx context.Context, code, source string) error {
	u, err := in.openList(ctx, code, source)
	if err != nil {
		return err
	}
	return notStoredOr("drop list", in.st.Write(ctx, func(tx *store.Tx) error { return tx.DropUpload(ctx, u.ID) }))
}

// ListReceipts gives number and return code of every report of a filed list as CSV, once: the codes are derived, so nothing secret is stored, and whoever finds the code of
// the list later learns only the numbers. Errors: NotFound, Conflict when not yet filed or fetched before.
func (in *Intake) ListReceipts(ctx context.Context, code, source string, head [3]string) ([]byte, error) {
	u, err := in.openList(ctx, code, source)
	if err != nil {
		return nil, err
	}
	if u.State != store.UploadFiled {
		return nil, incident.Errorf(incident.Conflict, "error.list_not_filed")
	}
	first := false
	err = in.st.Write(ctx, func(tx *store.Tx) (err error) {
		first, err = tx.FetchUpload(ctx, u.ID, in.now())
		return err
	})
	if err != nil {
		return nil, notStored("receipts", err)
	}
	if !first {
		return nil, incident.Errorf(incident.Conflict, "error.list_fetched")
	}
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	_ = w.Write(head[:])
	for behind := -1; ; {
		rows, err := in.st.ListUploadRows(ctx, u.ID, behind, 1000)
		if err != nil {
			return nil, fmt.Errorf("receipts: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			if behind = r.N; r.Outcome == store.RowFiled {
				_ = w.Write([]string{strconv.Itoa(r.Line), r.Number, in.seal.ReturnCode(in.rowToken(u.ID, r.N))})
			}
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// rowToken is the submission token of a row: derived under the desk's key, so that nobody can guess it from the list.
func (in *Intake) rowToken(uploadID int64, n int) string {
	return fmt.Sprintf("%x", in.seal.TokenMAC(fmt.Sprintf("list/%d/%d", uploadID, n)))
}

// counted tells equal rows of one list apart: two machines may well have had the same.
type counted map[string]int

func newCounted() counted { return counted{} }

// seenRow looks whether an earlier list filed this row. Only rows that say who reports are recognised: others may well be alike by chance.
func (in *Intake) seenRow(ctx context.Context, u store.Upload, c counted, r form.Received, why string) (store.UploadRow, error) {
	mac, err := in.rowContent(c, r, u.StaffID != 0)
	if err != nil || mac == nil || why != "" {
		return store.UploadRow{}, err
	}
	return in.seenContent(ctx, u, mac)
}

func (in *Intake) seenContent(ctx context.Context, u store.Upload, mac []byte) (store.UploadRow, error) {
	seen, err := in.st.FindRowByContent(ctx, mac, u.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return store.UploadRow{}, nil
	}
	return seen, err
}

func (in *Intake) rowContent(c counted, r form.Received, staff bool) ([]byte, error) {
	if len(r.Answers) == 0 || !staff && !slices.ContainsFunc(r.Parties, func(p incident.Party) bool {
		return p.Role == incident.RoleReporter && p.Org+p.Name+p.Mail+p.Phone != ""
	}) {
		return nil, nil
	}
	b, err := form.MarshalAnswers(r.Answers)
	if err != nil {
		return nil, err
	}
	key := string(in.seal.ContentMAC(append([]byte("row\x00"+r.Form.ID+"\x00"), b...)))
	c[key]++
	return in.seal.ContentMAC(fmt.Appendf(nil, "row %x %d", key, c[key])), nil
}
