package intake

import (
	"context"
	"fmt"
	"time"

	"todoke/internal/incident"
)

// Filed is what an organisation sees of a report filed with its token: that it is there and how it stands, nothing of its content.
type Filed struct {
	Number   string
	State    incident.ReportState
	Version  int
	Received time.Time
}

// ListFiled lists the reports filed with an organisation's token, newest first, limit at most; before is the number of the last one seen, "" to begin.
func (in *Intake) ListFiled(ctx context.Context, by incident.Actor, before string, limit int) ([]Filed, error) {
	if by.Kind != incident.Organisation {
		return nil, incident.Errorf(incident.Forbidden, "error.forbidden", "report.read")
	}
	if before != "" {
		var err error
		if before, err = incident.ParseReportNumber(before); err != nil {
			return nil, err
		}
	}
	list, err := in.st.ListTokenReports(ctx, by.ID, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list filed: %w", err)
	}
	var out []Filed
	for _, t := range list {
		out = append(out, Filed(t))
	}
	return out, nil
}
