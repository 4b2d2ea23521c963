package incidenttest

import (
	"fmt"
	"strings"

	"todoke/internal/incident"
)

// Collection is a made-up frozen edition of a half-year's size and shape: 46 cases in six classes, three of them with chapters and figures.
func Collection() incident.Collection {
	scheme, err := incident.FindCaseScheme("2020H1")
	if err != nil {
		panic(err) // embedded data
	}
	c := incident.Collection{
		Format: "todoke-edition/1", ID: "2020H1", Kind: "cases",
		Title: incident.Text{JA: "届出事例集 2020年上半期", EN: "Reported cases, first half of 2020"},
		Desk:  incident.Text{JA: "架空情報安全受付所", EN: "Fictional Information Security Desk"},
		Demo:  true, DemoLabel: &incident.Text{JA: "実演・架空", EN: "Demonstration, fictional"},
		PeriodFrom: "2020-01-01", PeriodTo: "2020-06-30", DateRule: incident.ByWritten, Cutoff: "2020-07-31", FrozenAt: "2020-08-28T01:00:00Z",
		Scheme: scheme.Code, SchemeName: scheme.Title, Accepted: 70, Texts: texts(scheme),
	}
	counts := []int{9, 13, 3, 7, 6, 8}
	for i, cat := range scheme.Categories {
		c.Categories = append(c.Categories, incident.CategoryCount{Code: cat.Code, Label: cat.Text, Count: counts[i]})
		for n := range counts[i] {
			c.Cases = append(c.Cases, publishedCase(len(c.Cases)+1, n, cat.Code))
		}
	}
	c.Chosen = len(c.Cases)
	c.Themes = []incident.ThemeCount{{Code: "emotet", Label: incident.Text{JA: "Emotet", EN: "Emotet"}, Count: counts[0]}}
	for i, no := range []int{6, 20, 42} {
		p := &c.Cases[no-1]
		p.Chapter, p.ChapterNo = chapter(no), 3+i
	}
	return c
}

var happenings = map[string][]incident.Text{
	"virus": {
		{JA: "届出者（企業）の業務用パソコンで、セキュリティソフトがウイルスを検知した。請求書に見せかけた添付ファイルを従業員が開いたことで感染したことが判明した。感染した端末を切り離し、初期化した。",
			EN: "Security software found malware on an office PC of the reporter (a company). An employee had opened an attachment posing as an invoice. The PC was taken off the network and reinstalled."},
		{JA: "届出者（公共機関）のファイルサーバで、保存していた文書が読めなくなり、金銭を求める文面が残されていた。侵入の経路は調査中である。",
			EN: "Documents on a file server of the reporter (a public body) could no longer be read, and a text demanding money was found. How the intruder got in is under investigation."},
	},
	"mail_account": {
		{JA: "届出者（教育・研究機関）の職員に、心当たりのない送信エラーの通知が大量に届いた。他のサービスと同じパスワードを使っていたため、アカウントを悪用された可能性がある。\n\n1. 当該アカウントのパスワードを変えた。\n2. 全職員に使い回しをやめるよう知らせた。",
			EN: "Large numbers of bounce notices reached a member of staff of the reporter (an educational or research institution). The account may have been abused because its password was used elsewhere too.\n\n1. The password was changed.\n2. All staff were told not to reuse passwords."},
		{JA: "届出者（企業）のメールサーバが、第三者の迷惑メールを中継していたことが判明した。許可するアドレスの範囲を172.0.0.0/8と誤って設定していた。",
			EN: "The mail server of the reporter (a company) was found to have relayed third parties' spam. The range of permitted addresses had been set to 172.0.0.0/8 by mistake."},
	},
	"password_list": {
		{JA: "届出者（企業）の会員向けサービスに、短時間に多数のログインが試みられた。一部が成功しており、リスト型攻撃と推測される。",
			EN: "Very many sign-ins to a members' service of the reporter (a company) were tried within a short time. Some succeeded; a password-list attack is presumed."},
	},
	"web_server": {
		{JA: "届出者（非営利団体）のウェブサイトが書き換えられ、無関係なページが表示されていた。古い版のCMSの弱点を突かれたと推測される。\n\n- CMSを更新した。\n- 管理画面に接続できる場所を限った。",
			EN: "The website of the reporter (a non-profit organisation) had been altered and showed an unrelated page. A weakness of an outdated CMS is presumed to have been used.\n\n- The CMS was updated.\n- Access to its administration page was restricted."},
	},
	"misconfig_ops": {
		{JA: "届出者（企業）の開発委託先が、試験用のデータベースの内容が消され、代わりに脅し文句が書かれているのを見つけた。外部から接続できる設定になっていた。",
			EN: "A development contractor of the reporter (a company) found a test database emptied and a threat left in its place. It had been open to the Internet."},
	},
	"other": {
		{JA: "届出者（業界団体）をかたるメールが出回っていると、受け取った人から連絡があった。届出者のシステムに異常は見つからなかった。",
			EN: "A recipient said that mail in the name of the reporter (a trade association) was going round. Nothing wrong was found in the reporter's systems."},
	},
}

var facts = map[string][]incident.Fact{
	"virus":         {fact("malware", "emotet", "confirmed"), fact("cause", "opened_malicious_attachment", "confirmed"), fact("damage", "malware_infection", "confirmed")},
	"mail_account":  {fact("attack", "unauthorized_login", "confirmed"), fact("cause", "password_reuse", "possible"), fact("malware", "any_virus", "confirmed")},
	"password_list": {fact("attack", "credential_stuffing", "presumed"), fact("cause", "unknown", "unknown")},
	"web_server":    {fact("attack", "web_tampering", "confirmed"), fact("cause", "unpatched_vulnerability", "presumed")},
	"misconfig_ops": {fact("damage", "data_deleted", "confirmed"), fact("cause", "access_control_misconfig", "confirmed")},
	"other":         {fact("attack", "email_spoofing", "confirmed"), fact("cause", "spoofing_by_outsider", "investigating")},
}

func fact(dimension, code, certainty string) incident.Fact {
	f := incident.Fact{Dimension: incident.Dimension(dimension), Code: code, Polarity: incident.Present, Certainty: incident.Certainty(certainty), Source: incident.FromReporter}
	if code == "any_virus" {
		f.Polarity = incident.Absent
	}
	return f
}

func publishedCase(no, n int, category string) incident.PublishedCase {
	kinds := []incident.Term{{Code: "company", Text: incident.Text{JA: "企業", EN: "Company"}}, {Code: "public_body", Text: incident.Text{JA: "公共機関", EN: "Public body"}}}
	list := happenings[category]
	summary := list[n%len(list)]
	month, day := 1+(n/3)%6, 6+(n*7)%21
	// Every case says something of its own, so that a mixed-up page shows.
	summary.JA += fmt.Sprintf("\n\n気づいたのは%d月%d日で、同じ組織の別の端末%d台も調べた。", month, day, no)
	summary.EN += fmt.Sprintf("\n\nIt was noticed on %d/%d; %d other machines were examined too.", day, month, no)
	own := append([]incident.Fact{}, facts[category]...)
	if no%5 == 0 {
		own = append(own, incident.Fact{Dimension: incident.DimResponse, Code: "mfa", Polarity: incident.Present, Certainty: incident.Confirmed, Source: incident.FromReporter, Status: incident.Considered})
	}
	return incident.PublishedCase{No: no, Number: incident.CaseNumber(2020, int64(no)), Revision: 1, Category: category, Date: fmt.Sprintf("2020-%02d-%02d", month, day),
		Reporter: kinds[n%2], Relation: incident.IsVictim, Reports: 1, Summary: summary, Facts: own, Themes: map[string][]string{"virus": {"emotet"}}[category]}
}

func both(ja, en string) incident.Text { return incident.Text{JA: ja, EN: en} }

func texts(scheme incident.CaseScheme) incident.EditionTexts {
	t := incident.EditionTexts{
		Introduction: both("当受付所は、告示にならう架空の制度[^rule]のもとで届出を受け付けている。\n\n届出の情報は断片的なことがあり、原因や経過のすべてが分かっているわけではない[^fragments]。",
			"This desk takes reports under a fictional scheme[^rule].\n\nReports may be fragmentary, and not every cause or course of events is known[^fragments]."),
		Classification: both("被害の入口になった弱点で分けた。迷う事例は、再発を防ぐうえで重い方に置いた。", "Cases are classed by the weakness that let the damage in; doubtful ones stand where prevention gains most."),
		Overall: []incident.KeyPoint{{Heading: both("基本の対策で防げたもの", "What basic measures would have prevented"),
			Body: both("パスワードの使い回しと更新の遅れが、全体の多くを占めた。", "Reused passwords and late updates account for many of the cases.")}},
		ByCategory: map[string][]incident.KeyPoint{},
		Remainder:  both("このほか、検知のみの届出などが寄せられた。", "Other reports, such as mere detections, were received too."),
		Request:    both("可能な範囲で結構ですので、届出にご協力ください。\n\n- 届出窓口 https://todoke.example/report", "Please report what you can.\n\n- Reporting desk https://todoke.example/report"),
		Schemes:    []incident.KeyPoint{{Heading: both("【架空の届出制度】", "The fictional reporting scheme"), Body: both("実演のための説明であり、実在の制度の根拠を述べるものではない。", "A description for demonstration only; it claims no legal basis.")}},
		Next:       both("次の号は2021年2月に公開する予定である。", "The next edition is planned for February 2021."),
		Footnotes: []incident.Footnote{
			{ID: "rule", Text: both("架空の受付基準 https://todoke.example/rule", "Fictional rule https://todoke.example/rule")},
			{ID: "fragments", Text: both("表現を整えた箇所を除き、届け出られた内容だけを載せている。", "Only what was reported is printed, wording apart.")},
		},
	}
	for _, cat := range scheme.Categories {
		t.ByCategory[cat.Code] = []incident.KeyPoint{{Body: both("「"+cat.JA+"」では、早く気づいた組織ほど被害が小さかった。", "In “"+cat.EN+"”, those who noticed early lost least.")}}
	}
	t.ByCategory["other"] = append(t.ByCategory["other"], incident.KeyPoint{Heading: both("なりすましの確かめ方", "Checking impersonation"), Body: both("送信元だけで判断しないことが大切である。", "The sender alone decides nothing.")})
	return t
}

func chapter(no int) *incident.Chapter {
	ch := &incident.Chapter{
		Title:     both(fmt.Sprintf("作り話の被害その%d", no), fmt.Sprintf("A made-up incident, number %d", no)),
		Discovery: both("利用者からの電話で気づいた。", "A user's telephone call brought it to light."),
		Damage:    both("- 1,000通以上のメールが送られた。\n- 連絡先が流出した。", "- More than 1,000 mails were sent.\n- Contacts leaked."),
		Cause:     both("偽の画面に入力したパスワードが使われたと推測される。", "A password typed into a false page is presumed to have been used."),
		Response:  both("- パスワードを変えた。\n- 多要素認証を検討している。", "- The password was changed.\n- Multi-factor authentication is being considered."),
		KeyPoints: []incident.KeyPoint{{Heading: both("入口と広がり", "Entry and spread"), Body: both(strings.Repeat("受け手は見覚えのある名前を信用しやすい。", 6), strings.Repeat("A familiar name is easily trusted. ", 6))}},
		Figures:   []incident.Figure{Flow()},
	}
	if no == 6 {
		ch.Figures = append([]incident.Figure{Exhibit()}, ch.Figures...)
	}
	return ch
}

// Flow is a made-up attack flow with every role, a step in place and a step back.
func Flow() incident.Figure {
	return incident.Figure{
		Kind: "flow", Caption: both("作り話の攻撃の流れ", "Flow of a made-up attack"), Outcome: both("1,000通以上のメールが送られ、連絡先が流出した。", "More than 1,000 mails were sent, and contacts leaked."),
		Actors: []incident.FlowActor{{ID: "a", Label: both("攻撃者", "Attacker"), Role: "attacker"}, {ID: "v", Label: both("最初の被害者", "First victim"), Role: "victim"},
			{ID: "s", Label: both("偽のログイン画面", "False sign-in page"), Role: "system"}, {ID: "t", Label: both("社外の取引先など", "Partners and others"), Role: "third"}},
		Steps: []incident.Step{
			{From: "a", To: "v", Label: both("更新の知らせを装うメールを送る", "Sends a mail posing as an update notice"), Technique: "T1566.002"},
			{From: "v", To: "s", Label: both("IDとパスワードを入力する", "Enters ID and password")},
			{From: "s", To: "a", Label: both("認証情報が渡る", "Credentials are passed on")},
			{From: "a", To: "a", Label: both("過去のメールから宛先を集める（推測）", "Collects addresses from past mail (presumed)"), Technique: "T1114.002"},
			{From: "v", To: "t", Label: both("本人の名前で大量のメールが届く", "Many mails arrive in the victim's name")},
			{From: "t", To: "t", Label: both("一部の人がリンクを開く", "Some open the link")},
		},
	}
}

// Exhibit is a made-up mail with notes.
func Exhibit() incident.Figure {
	return incident.Figure{
		Kind: "exhibit", Caption: both("返信を装うメールの例", "A mail posing as a reply"), Outcome: both("添付を開くと感染する。", "Opening the attachment infects the PC."),
		Exhibit: &incident.Exhibit{Kind: "mail", Parts: []incident.ExhibitPart{
			{Label: both("差出人", "From"), Body: both("見本商会 <info@mail.example>", "Mihon Trading <info@mail.example>"), Note: both("名前は本物、アドレスは別の組織のもの。", "The name is genuine, the address is not.")},
			{Label: both("件名", "Subject"), Body: both("RE: 打ち合わせの件", "RE: Our meeting"), Note: both("実際のやり取りへの返信に見える。", "Looks like an answer to real mail.")},
			{Label: both("添付", "Attachment"), Body: both("資料.doc", "material.doc"), Quote: true, Note: both("マクロを仕込んだ文書。", "A document with a planted macro.")},
			{Body: both("お世話になっております。\n資料をお送りします。", "Thank you for your support.\nPlease find the material attached.")},
			{Body: both("> 先日はありがとうございました。", "> Thank you for your time."), Quote: true, Note: both("盗まれた過去のメールの文面。", "Text of stolen mail.")},
		}},
	}
}
