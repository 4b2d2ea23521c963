package form

import "todoke/internal/incident"

// Received is one report read from a text form, a workbook or a row of a list: which form it was taken for, in which language, and what was read.
// A channel files it as it stands; what is unread or doubtful is in Reading.AllUnread.
type Received struct {
	Form *Form
	Lang incident.Lang
	Row  int    // line or row of a list, from 1; 0 where the file is one report
	Raw  []byte // of a list: the names of the columns and this row as UTF-8 CSV; nil where the file is one report
	Reading
}
