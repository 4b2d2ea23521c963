package console

import (
	"net/url"
	"strconv"
)

// pageRows is how many rows a page of a list holds.
const pageRows = 100

// pager leads through a list that does not fit on one page. Rows are counted from 1.
type pager struct {
	First, Last, Total int
	Earlier, Later     string // addresses, "" where there is none
}

// Many tells whether there is more than this page.
func (p pager) Many() bool { return p.Earlier != "" || p.Later != "" }

// pagerOf finds the page of a list that the address asks for by from, the number of a row on it; behind the end it is the last page.
func pagerOf(here *url.URL, total int) pager {
	row := min(max(int(number(here.Query().Get("from"))), 1), max(total, 1))
	p := pager{First: row - (row-1)%pageRows, Total: total}
	p.Last = min(p.First+pageRows-1, total)
	at := func(row int) string {
		q := here.Query()
		q.Del("lang") // said once, it is kept
		q.Set("from", strconv.Itoa(row))
		return here.Path + "?" + q.Encode()
	}
	if p.First > 1 {
		p.Earlier = at(p.First - pageRows)
	}
	if p.Last < total {
		p.Later = at(p.Last + 1)
	}
	return p
}

// longList is how many rows a list on a page about something else shows; the rest is asked for by a link.
const longList = 50

// paged reads the page of a list that the address asks for by from, and where that lies behind the end, the last page. read passes rows over and tells how many there are.
func paged(here *url.URL, read func(over int) (total int, err error)) (pager, error) {
	row := max(int(number(here.Query().Get("from"))), 1)
	over := row - 1 - (row-1)%pageRows
	total, err := read(over)
	if err != nil {
		return pager{}, err
	}
	p := pagerOf(here, total)
	if p.First != over+1 {
		_, err = read(p.First - 1)
	}
	return p, err
}

// here is the address of this page, for a form that comes back to it.
func (p pager) here(u *url.URL) string {
	q := u.Query()
	q.Del("lang")
	q.Del("from")
	if p.First > 1 {
		q.Set("from", strconv.Itoa(p.First))
	}
	if len(q) == 0 {
		return u.Path
	}
	return u.Path + "?" + q.Encode()
}

// of cuts the page out of the whole list.
func of[T any](p pager, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list[p.First-1 : p.Last]
}
