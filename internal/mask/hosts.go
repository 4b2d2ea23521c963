package mask

import "strings"

// Names of machines by what they are made of: kanko-note3, KARTE-3B-02, bastion-osk, FRONTDESK-HL, pbx-otter.

var (
	// machineParts are what a machine is, as its name says between hyphens.
	machineParts = set(strings.Fields(`pc nas sv srv svr server ws wks fs dc ad db nb lt vm dt nt note laptop desktop print prn printer mfp nvr mbp mba mac imac vaio thinkpad surface ipad tablet tab kiosk jump bastion gw gateway core sw switch ap rt rtr router fw vpn px proxy pbx till pos reg hmi plc cad cam ipcam tv gpu node esx hv kvm vps web www app api mail mx smtp pop imap
		ldap dns ns ntp log mon zbx bk bkup backup batch prod prd stg dev test build ci cd jenkins git gitlab repo sql erp plm mes wms rms emr karte rece pacs ris his hr hrdb cms edge cache lb ts rdp term teller atm fin acct sales jimu soumu keiri eigyo kaigi kyukei genkan uketsuke uke kitchen lobby reception frontdesk front desk yard gate east west north south main sub file files
		cl client cluster host xen docker k8s dmz wan lan ups iot cnc agv hub modem onu phone voip cti ftp sftp sso idp sip nms syslog siem av scan scanner label cash register counter warehouse office lab room console press line panel display sensor controller collector probe agent broker queue master slave primary standby replica wg arch disp`))
	// standardParts stand in names of standards, methods and headers.
	standardParts = set(strings.Fields(`new old get set add remove start stop invoke export import enable disable update install out convert select write clear connect move copy find format grant group join measure merge mount pop push read register rename reset resolve resume revoke send show sort split suspend sync trace unblock undo unlock unregister wait watch wpa aes rsa sha tls ssl gcm cbc psk ecdsa oaep utf iso iec nist cis jpcert cc mitre att cve cwe rfc ieee http https content forwarded cookie type modified no e x pre post re non anti multi cross co ex self open in on off up out sign all one two end far near real time day week month year last first next best long short high low full half well over under ever
		user agent accept encoding transfer cache-control authorization id ids token key api-key access refresh set get put and or the of to by for with at per via covid id-based based like wide level side line free only ready proof aware driven enabled related specific style party house person hand read write ware day zero rate limit plus pro lite mini max ultra eicar series model version release patch update hotfix`))
)

var notMachineWord = union(englishWords, latinPlain, vendors)

// machineName tells whether a word of small letters, figures and hyphens is built as names of machines are. caps tells that it was written in capitals.
func machineName(s string, caps bool) bool {
	if len(s) < 5 || len(s) > 32 || strings.IndexByte(s, '-') < 1 || strings.HasSuffix(s, "-") || standards.match(s) || notMachines.has(s) || isUUID.match(s) {
		return false
	}
	parts, machines, own, figures, japanese, count := s, 0, 0, false, false, 0
	for parts != "" {
		var p string
		p, parts, _ = strings.Cut(parts, "-")
		core := strings.TrimRight(p, "0123456789")
		figures = figures || len(core) < len(p)
		if count++; p == "" || len(p) > 12 {
			return false
		}
		bare := strings.TrimLeft(core, "0123456789")
		switch {
		case standardParts.has(core):
			return false
		case core == "":
		case !isLetters(bare) || bare == "":
			if core != "" && !caps {
				return false
			}
		case machineParts.has(core):
			machines++
		case len(core) == 1:
		case machineTail(core): // kosekiDB-01
			machines++
			own++
		case len(core) >= 2 && !notMachineWord.has(core):
			own++
			japanese = japanese || len(core) >= 4 && japaneseSpelling(core) && !fileWords.has(core)
		case !caps:
			own--
		}
	}
	switch {
	case count > 5:
		return false
	case machines > 0 && (own > 0 || count > 2 || figures && caps || figures && machines == count):
		return own >= 0
	case caps && count >= 3 && figures && own > 0, japanese && caps && own == count && count <= 3: // SOGI-HIKAE2
		return true
	}
	return japanese && figures && own == 2 && count == 2 && figuresIn(s) <= 2 // nfcol-chitose1
}

// machineTail tells whether a word ends as names of machines do that run what it is and what it is for together.
func machineTail(s string) bool {
	for _, t := range []string{"db", "sv", "srv", "pc", "nas", "fs", "ws"} {
		if strings.HasSuffix(s, t) && len(s) >= len(t)+4 && !englishWords.has(s) {
			return true
		}
	}
	return false
}

// host finds the name of a machine in runes from on that s stands in, by what it is made of.
func (v *view) host(s string, from int, add adder) bool {
	caps := v.isCapital(from)
	for i := 1; caps && i < len(s); i++ {
		caps = s[i] < 'a' || s[i] > 'z' || v.isCapital(from+i)
	}
	if modelForm.match(s) || !machineName(s, caps) || from > 0 && v.runes[from-1] == '%' || modelWords.ends(v, v.back(from)) > 0 {
		return false
	}
	add(from, from+len(s), Host, Pattern, true)
	return true
}

// modelWords stand before what anybody can buy.
var modelWords = newRare("型番", "型式", "機種", "機種は", "モデル", "製品", "製品名", "品番", "ファームウェア", "model", "firmware", "chip", "プリンタ", "商品", "商品コード", "partno.", "part", "図面番号", "図番", "janコード", "jan", "ean", "isbn", "バーコード")

// ownParts tells whether none of the parts between the hyphens of a word is an ordinary word of English, and one is long enough to be a name.
func ownParts(s string) bool {
	long := false
	for p := range strings.SplitSeq(s, "-") {
		if !machineParts.has(p) && (everydayLatin.has(p) || standardParts.has(p) || latinVocabulary.has(p)) {
			return false
		}
		long = long || len(p) >= 3
	}
	return long
}

var (
	// modelForm is how routers, printers and disks are numbered that anybody can buy.
	modelForm = newForm(`^(?:rtx|nvr|fwx|ix|srx|mfc|dcp|lbp|px|wg|wsr|wxr|wzr|asa|fg|usg|mf|hl|ls|ds|hp|ew|ep)-?[a-z]?[0-9]{3,4}[a-z]{0,4}$`)
	// sizeForm is a floor or a size.
	sizeForm = newForm(`^[0-9]+(?:f|tb|gb|mb|inch|ghz|mhz|kg|mm|v|w|g|p)$`)
)
