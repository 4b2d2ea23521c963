package pdf

// breakBefore begins a new page before the block that first mentions the footnote, or before the headings that stick to it.
// It says whether that changed anything: a break that stood there already has not helped, and inside a table there is none.
func (w *wireDocument) breakBefore(note string) bool {
	for i := range w.Sections {
		for j := range w.Sections[i].Blocks {
			b := &w.Sections[i].Blocks[j]
			if b.Kind == KindCases || b.Kind == KindGrid || !b.mentions(note) {
				continue
			}
			for j > 0 && w.Sections[i].Blocks[j-1].Kind == KindHeading {
				j--
			}
			at := &w.Sections[i].Blocks[j].Break
			if j == 0 {
				for i > 0 && len(w.Sections[i-1].Blocks) == 0 {
					i--
				}
				at = &w.Sections[i].Break
			}
			changed := !*at
			*at = true
			return changed
		}
	}
	return false
}

func (b *wireBlock) mentions(note string) bool {
	lists := append([][]run{b.Runs}, b.Items...)
	if b.Figure != nil {
		lists = append(lists, b.Figure.Caption)
	}
	for _, list := range lists {
		for _, r := range list {
			if r.Kind == "note" && r.ID == note {
				return true
			}
		}
	}
	for i := range b.Blocks {
		if b.Blocks[i].mentions(note) {
			return true
		}
	}
	return false
}
