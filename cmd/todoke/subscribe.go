package main

import (
	"context"
	"strings"
	"time"

	"todoke/internal/incident"
	"todoke/internal/ops"
	"todoke/internal/store"
	"todoke/internal/subscribe"
)

// portalURL is the address the portal is known by, with its last slash, "" where nobody set one; in a demonstration its own address will do, for
// nobody comes from elsewhere.
func (d *desk) portalURL() string {
	portal := d.config.PortalURL
	if portal == "" && d.demo {
		portal = "http://" + d.config.Portal
	}
	if portal == "" {
		return ""
	}
	return strings.TrimSuffix(portal, "/") + "/"
}

// openSubscribe wires subscriptions by mail. Readers can subscribe where the desk sends mail and says by which address its portal is known.
func (d *desk) openSubscribe() {
	d.subscribe = subscribe.New(subscribe.Config{Store: d.store, Seal: d.seal, Texts: d.texts, Log: d.log, Now: d.now, Desk: func() incident.Text { return d.name }, Outbox: d.outbox,
		Portal: d.portalURL(), Site: d.siteURL(), Demo: d.demo, Often: d.intake.Often,
		News: func(ctx context.Context, after, to int64) ([]incident.News, error) {
			return d.publish.News(ctx, after, to)
		},
		Public: func() int64 { return d.publish.Public() },
		Scheme: func(ctx context.Context) (incident.CaseScheme, error) {
			return d.publish.NewestScheme(ctx, incident.SchemeOn(d.now()))
		},
		Erased: func(digest []byte, at time.Time) error { return d.keeping.NoteSubscriber(digest, at) }})
}

// siteURL is the address readers know the public site by, with its last slash.
func (d *desk) siteURL() string {
	if d.config.SiteURL != "" {
		return strings.TrimSuffix(d.config.SiteURL, "/") + "/"
	}
	return "http://" + d.config.Site + "/"
}

// subscribePage is where the public site leads readers to subscribe: only to an address somebody set, never to where this process happens to listen.
func (d *desk) subscribePage() string {
	if d.config.PortalURL == "" {
		return ""
	}
	return d.subscribe.Page()
}

// announced is store.JobAnnounce.
func (d *desk) announced(ctx context.Context, j store.Job) error { return d.subscribe.Announce(ctx, j) }

// subscribeFinding is what doctor says of subscriptions.
func (d *desk) subscribeFinding() ops.Finding {
	switch page := d.subscribe.Page(); {
	case page == "":
		return ops.Finding{Level: ops.Fine, Key: "doctor.subscribe_off"}
	case !d.demo && !strings.HasPrefix(page, "https://"):
		return ops.Finding{Level: ops.Warn, Key: "doctor.subscribe_plain"}
	default:
		return ops.Finding{Level: ops.Fine, Key: "doctor.subscribe_on", Args: []any{page}}
	}
}
