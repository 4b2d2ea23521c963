package console

import (
	"strings"

	"todoke/internal/incident"
)

// entry is one line of the menu.
type entry struct {
	Path   string
	Key    string
	action incident.Action
	Here   bool
}

var entries = []entry{
	{Path: "/", Key: "console.menu.queue", action: incident.ReportRead},
	{Path: "/enter", Key: "console.menu.enter", action: incident.ReportEnter},
	{Path: "/list", Key: "console.menu.list", action: incident.ReportEnter},
	{Path: "/quarantine", Key: "console.menu.quarantine", action: incident.ReportRead},
	{Path: "/waiting", Key: "console.menu.waiting", action: incident.JobsRead},
	{Path: "/lookup", Key: "console.menu.lookup", action: incident.ReportLookup},
	{Path: "/cases", Key: "console.menu.cases", action: incident.CaseRead},
	{Path: "/advisories", Key: "console.menu.advisories", action: incident.CaseRead},
	{Path: "/own-terms", Key: "console.menu.ownterms", action: incident.MaskDecide},
	{Path: "/editions", Key: "console.menu.editions", action: incident.EditionRead},
	{Path: "/statistics", Key: "console.menu.statistics", action: incident.StatsRead},
	{Path: "/selfcheck", Key: "console.menu.selfcheck", action: incident.EditionEdit},
	{Path: "/subscribers", Key: "console.menu.subscribers", action: incident.SubscriberRead},
	{Path: "/retention", Key: "console.menu.retention", action: incident.RetentionRead},
	{Path: "/forms", Key: "console.menu.forms", action: incident.DeskSettings},
	{Path: "/templates", Key: "console.menu.templates", action: incident.DeskSettings},
	{Path: "/settings", Key: "console.menu.settings", action: incident.DeskSettings},
	{Path: "/consent-rules", Key: "console.menu.consent", action: incident.DeskSettings},
	{Path: "/staff", Key: "console.menu.staff", action: incident.StaffManage},
	{Path: "/tokens", Key: "console.menu.tokens", action: incident.TokenManage},
	{Path: "/audit", Key: "console.menu.audit", action: incident.AuditRead},
	{Path: "/account", Key: "console.menu.account"},
}

// menu lists what the actor may open; reports belong to the queue.
func menu(a *incident.Actor, path string) []entry {
	var out []entry
	for _, e := range entries {
		if e.action != "" && !incident.Can(*a, e.action) {
			continue
		}
		switch {
		case e.Path == "/":
			e.Here = path == "/" || strings.HasPrefix(path, "/reports/")
		case e.Path == "/editions" && (path == "/calendar" || path == "/standing" || path == "/themes"):
			e.Here = true
		default:
			e.Here = path == e.Path || strings.HasPrefix(path, e.Path+"/")
		}
		out = append(out, e)
	}
	return out
}

// first leads roles without a queue to their own work.
func (c *Console) first(v *visit) error {
	switch {
	case v.can(incident.StaffManage):
		return v.to("/staff")
	case v.can(incident.AuditRead):
		return v.to("/audit")
	}
	return v.to("/account")
}
