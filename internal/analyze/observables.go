package analyze

import (
	"context"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"todoke/internal/incident"
	"todoke/internal/store"
	"todoke/internal/text"
)

// observable is a technical trace, as written, and its kind.
type observable struct{ kind, value string }

var observableForms = []struct {
	kind string
	form *regexp.Regexp
}{
	{"cve", regexp.MustCompile(`\bcve-\d{4}-\d{4,7}\b`)},
	{"url", regexp.MustCompile(`\bh(?:tt|xx)ps?://[a-z0-9.\-\[\]]+(?::\d+)?(?:/[a-z0-9._~%/?#=&+\-]*)?`)},
	{"mail", regexp.MustCompile(`\b[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}\b`)},
	{"hash", regexp.MustCompile(`\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b`)},
	{"range", regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}\b`)},
	{"ip", regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)},
	{"ip", regexp.MustCompile(`\b(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}\b`)},
	{"domain", regexp.MustCompile(`\b[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)*\.[a-z]{2,24}\b`)},
}

// fileEndings look like top-level domains but are ends of file names.
var fileEndings = []string{"exe", "dll", "doc", "docm", "docx", "xls", "xlsm", "xlsx", "ppt", "pptx", "pdf", "zip", "rar", "php", "asp", "aspx", "jsp", "html", "htm", "js", "vbs", "ps",
	"bat", "cmd", "txt", "log", "csv", "jpg", "png", "gif", "svg", "iso", "img", "lnk", "scr", "sys", "tmp", "dat", "bin", "cfg", "conf", "ini", "py", "rb", "md", "eml", "msg"}

var defangedDots = strings.NewReplacer("[.]", ".", "(.)", ".", "hxxp", "http")

// observables lists the traces in a masked text, each once, in the order of the kinds; what an earlier kind took no later one sees.
func observables(s string) []observable {
	s = defangedDots.Replace(text.Normal(s))
	var out []observable
	for _, o := range observableForms {
		s = o.form.ReplaceAllStringFunc(s, func(hit string) string {
			if !plausible(o.kind, hit) {
				return hit
			}
			if o.kind == "url" {
				hit = strings.TrimRight(hit, "./")
			}
			if v := (observable{o.kind, hit}); !slices.Contains(out, v) {
				out = append(out, v)
			}
			return " "
		})
	}
	return out
}

func plausible(kind, s string) bool {
	switch kind {
	case "ip":
		_, err := netip.ParseAddr(s)
		return err == nil
	case "range":
		_, err := netip.ParsePrefix(s)
		return err == nil
	case "domain":
		return !slices.Contains(fileEndings, s[strings.LastIndexByte(s, '.')+1:])
	case "url":
		return !strings.HasPrefix(s, "https:// ") && strings.Contains(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"), ".")
	}
	return true
}

// defang makes a trace safe to click on by accident: hxxp, and brackets round the dots of the host.
func defang(o observable) string {
	switch o.kind {
	case "ip", "domain", "range", "mail":
		return strings.ReplaceAll(o.value, ".", "[.]")
	case "url":
		scheme, rest, _ := strings.Cut(o.value, "://")
		host, path, slash := strings.Cut(rest, "/")
		s := strings.Replace(scheme, "http", "hxxp", 1) + "://" + strings.ReplaceAll(host, ".", "[.]")
		if slash {
			s += "/" + path
		}
		return s
	}
	return o.value
}

// findObservables lists the technical traces, defanged. A range that is larger than it can be meant (172.0.0.0/8 for 172.16.0.0/12, reference cases 14
// and 21) is told apart.
func findObservables(_ context.Context, _ *Analyze, m masked) ([]store.Finding, error) {
	var out []store.Finding
	for _, o := range observables(m.words()) {
		if o.kind == "range" && mistypedPrivate(o.value) {
			out = append(out, store.Finding{Kind: "range_mistyped", Body: incident.Text{JA: defang(o)}})
			continue
		}
		out = append(out, store.Finding{Kind: o.kind, Body: incident.Text{JA: defang(o)}})
	}
	return out, nil
}

func mistypedPrivate(s string) bool {
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return false
	}
	for _, private := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"} {
		r := netip.MustParsePrefix(private)
		if p.Bits() < r.Bits() && p.Bits() > 0 && p.Masked().Contains(r.Addr()) {
			return true
		}
	}
	return false
}
