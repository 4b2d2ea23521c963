package pdf

import (
	"fmt"
	"strconv"
)

// sample is an invented edition of the size and shape of a half-year's collection.
func sample() Document {
	return Document{
		Lang: "ja", Series: "コンピュータウイルス・不正アクセスに関する届出事例", Title: "届出事例集", Subtitle: "2020年上半期（1月～6月）",
		Desk: "架空県情報安全相談所", Demo: true, DemoLabel: "実演・架空",
		DemoNote: "この文書はソフトウェアの実演のために作られたものです。組織、人物、出来事はすべて架空であり、いかなる機関の発表でもありません。",
		Date:     "2020年8月31日", Frozen: "2020-08-31", Description: "届出46件の概要と着目点", Keywords: []string{"届出事例", "2020H1", "実演・架空"},
		Words: Words{Contents: "目次", Figures: "図一覧", Tables: "表一覧", No: "項番", Date: "届出日", Summary: "概要", Figure: "図", Table: "表",
			Category: "分類", Count: "件数", Total: "計", Cases: "{n}件"},
		Footnotes: []Footnote{
			{"rule", "コンピュータウイルス対策基準 https://www.example.jp/policy/virus.html"},
			{"scope", "本書の事例は、表現を整えた箇所を除き、届出で提供された情報のみに基づいている。完全なシステム構成や詳しい経過は求めていないため、内容が明瞭でない箇所がある。"},
			{"wave", "注意喚起「返信を装うウイルスメール」 https://www.example.jp/alert/2019-12.html"},
		},
		Sections: append([]Section{
			{ID: "intro", Number: "1.", Title: "はじめに", Blocks: []Block{
				Paragraph("当所では、告示[^rule]に基づき、被害の状況把握や対策の検討を目的として、広く一般の利用者や企業・組織からコンピュータウイルスと不正アクセスの届出を受け付けている。"),
				Paragraph("本書では、2020年1月から6月までに受理した104件の届出のうち、特に紹介すべき46件の事例（未然に防いだものを含む）を紹介する。届出の情報は断片的なことがあり、原因や結果、考えられる対策のすべてを特定できていない事例もある。把握できた範囲での説明や、一部に推定を含む[^scope]。"),
				Paragraph("本書が、同様の被害の早期発見や未然防止の役に立つことを願う。告示[^rule]の改定履歴は章末に記した。"),
			}},
			{ID: "list", Number: "2.", Title: "届出事例概要一覧", Blocks: []Block{
				Paragraph("期間中に受理した届出の主な事例を、次の6種に分類した。それぞれの概要を表 2-1に示す。"),
				{Kind: KindCategories, Categories: sampleClasses(false)},
				{Kind: KindCases, Table: &Table{Number: "2-1", Caption: "主な届出事例の概要一覧", Categories: sampleClasses(true)}},
				Paragraph("項番6、20および42については、3章以降で詳しく紹介する。"),
				Paragraph("なお、届出には本書に示した事例のほかにも、ウイルスの発見、フィッシングメールの受信などの情報が複数寄せられている。これらを含む集計は、2021年1月に「届出状況」として公開する予定である。"),
			}},
			{ID: "points", Number: "2-1.", Title: "着目点", Level: 2, Blocks: []Block{
				Paragraph("全体を通して見ると、よく知られた基本の対策を実施していれば防げたと思われるものが多かった。職員の簡単なパスワードが破られ、組織内外へのフィッシングメールに悪用された事例など、個人への攻撃が組織全体の被害へ広がった例が目立つ。"),
			}},
			{ID: "points-virus", Number: "2-1-1.", Title: "ウイルス感染の被害", Level: 3, Blocks: []Block{
				Paragraph("依然として、業務用パソコンがウイルスに感染したという事例が多い[^wave]。感染のきっかけの大半は、取引先を装うメールの添付ファイルであった。"),
				Paragraph("ウェブブラウザの拡張機能が、自動更新によって有害なものに変わったという事例もあった。拡張機能の信頼性の見極めは難しく、感染経路として注意が必要である。"),
			}},
			{ID: "points-mail", Number: "2-1-2.", Title: "メールシステムの不正利用・アカウントへの不正アクセス", Level: 3, Blocks: []Block{
				Paragraph("原因の大半は、パスワードが窃取あるいは突破されたものであった。可能であれば多要素認証を導入することが重要である。"),
			}},
			{ID: "points-other", Number: "2-1-3.", Title: "その他", Level: 3, Blocks: []Block{
				Paragraph("その他には次のような被害事例があった。"),
				Heading("製品の脆弱性の悪用により侵入された被害"),
				Paragraph("修正プログラムの適用前に外部からの侵入を受けた事例があった。影響の大きい箇所の脆弱性対策は速やかに実施することを勧める。"),
				Heading("自組織のドメイン登録情報を改ざんされた被害"),
				Paragraph("登録管理サービスへ不正アクセスが行われ、登録情報を改ざんされた事例があった。正常性の監視と、問題が起きたときの対応策を用意しておく必要がある。"),
			}},
		}, sampleChapters()...),
	}
}

func sampleChapters() []Section {
	facts := func(cause string) []Block {
		return []Block{
			Heading("発見経緯"), Paragraph("セキュリティソフトの警告により、パソコンがウイルスに感染していることに気づいた。"),
			Heading("被害内容"), Bullets("組織内の複数台のパソコンが感染した。",
				"組織内や取引先等に、1,000件以上の攻撃メールがばらまかれた。", "メールに記載されていた個人名やメールアドレスなどの情報が流出した。"),
			Heading("被害原因"), Paragraph(cause),
			Heading("被害対応"), Bullets("一部の機器を初期化し、パスワードを強制的に変更した。", "流出の恐れのある相手に、お詫びと注意喚起の連絡をした。", "多要素認証の導入を検討している。"),
		}
	}
	lesson := "この手口では、受信者は差出人名や引用された本文に覚えがあるため、正規の相手から届いたものと思い込み、警戒せずに添付ファイルを開いてしまう。「覚えのある相手からの返信であっても攻撃の可能性がある」ことを念頭に置く必要がある。髙橋や宮﨑、𠮷野のような人名、日付の日と月も正しい文字で残る。"
	chapter := func(n int, id, title string, fig *Figure) []Section {
		no := strconv.Itoa(n)
		return []Section{
			{ID: id, Number: no + ".", Title: title},
			{ID: id + "-report", Number: no + "-1.", Title: "届出内容", Level: 2, Blocks: append(
				facts("従業員が、取引先を装ったメールの添付ファイルを開いたことによりパソコンが感染した。同じメールを受信した別の従業員も添付ファイルを開いたと推測される。"),
				Block{Kind: KindFigure, Figure: fig})},
			{ID: id + "-points", Number: no + "-2.", Title: "着目点", Level: 2, Blocks: []Block{
				Heading("組織をまたぐ感染の広がり"), Paragraph("本事例の特徴を図 " + fig.Number + "に示す。" + lesson), Paragraph(lesson),
				Heading("利用者への周知"), Paragraph(lesson),
			}},
		}
	}
	out := chapter(3, "chapter-6", "事例：返信を装うメールによるウイルスの感染被害", sampleExhibit())
	out = append(out, chapter(4, "chapter-20", "事例：クラウド型メールサービスのアカウントへの不正アクセス", sampleFlow())...)
	out = append(out, chapter(5, "chapter-42", "事例：問い合わせフォームの自動返信機能の悪用", sampleForm())...)
	return append(out, Section{ID: "request", Number: "6.", Title: "届出のお願い", Blocks: []Block{
		Paragraph("本書の内容は、いただいた届出に基づいています。可能な範囲で結構ですので、ウイルスの発見や感染、不正アクセスの試みや被害を確認したときは、下記の窓口への届出にご協力をお願いいたします。"),
		Bullets("コンピュータウイルスに関する届出\nhttps://www.example.jp/todoke/virus", "不正アクセスに関する届出\nhttps://www.example.jp/todoke/access"),
		{Kind: KindBreak},
		Box("【コンピュータ不正アクセス被害の届出制度】",
			Paragraph("不正アクセスの被害を受けた者が、被害の拡大と再発を防ぐために必要な情報を届け出る制度である。受理した届出は、届出者のプライバシーを侵害することがないように配慮した上で分析し、結果を定期的に公表している。"),
			Bullets("平成8年8月8日（告示第362号）（制定）", "平成12年12月28日（告示第950号）（最終改定）")),
		Box("【コンピュータウイルスに関する届出制度】",
			Paragraph("コンピュータウイルスを発見した者が、被害の拡大と再発を防ぐために必要な情報を届け出る制度である。"),
			Bullets("平成7年7月7日（告示第429号）（制定）", "平成12年12月28日（告示第952号）（最終改定）")),
	}})
}

var sampleTexts = []string{
	"届出者（企業）がシステム構築を行った先の企業のサーバがランサムウェアに感染し、ファイルが暗号化されて起動しなくなった。設定していた外部からのアクセス制限が何らかの理由で動作しなくなっており、リモートデスクトップで侵入されたものと推測される。アクセス制限が動作しなくなった原因は不明である。",
	"届出者（企業）で利用しているパソコンが、メールの添付ファイルを開いたことによりウイルスに感染した。",
	"契約しているインターネットサービスプロバイダからの連絡により、届出者（公共機関）のメールサーバから大量の迷惑メールが送信されていることが分かった。アクセスを許可する組織内部のIPアドレスの範囲を誤って172.0.0.0/8と設定していたために、第三者に踏み台として悪用されていたことが判明した。正しい172.16.0.0/12に設定し、SMTP認証の導入やファイアウォールによる通信制御を追加した。",
	"届出者（教育・研究機関）が利用するクラウド型メールサービスにおいて、職員のアカウントに大量の送信エラー通知が着信していることを発見した。身に覚えのない日時にログインされた形跡があり、ばらまき型メールの送信に悪用されたことが判明した。ウイルスの類は検出されなかった。外部サービスとパスワードを共用していたことが原因と推測している。組織内に注意喚起をするとともに、全アカウントで二段階認証を導入した。",
	"届出者（企業）が提供する会員サービスに対して、不正なログインの試行が多数行われていることを監視システムが検知した。ある時期より回数が急増しており、成功している事例も発見した。大規模なパスワードリスト型攻撃かブルートフォース攻撃が行われたものと推測される。",
	"外部組織からの連絡により、届出者（業界団体）のウェブサイトが改ざんされていたことを確認した。詳細は調査中だが、SQLインジェクションの脆弱性を悪用した攻撃を受けたものと推測している。CMSの管理画面に外部からアクセスできないようにした上で、ログイン時の認証を追加した。",
}

func sampleClasses(rows bool) []Category {
	classes := []struct {
		label string
		count int
	}{
		{"ウイルス感染の被害", 9}, {"メールシステムの不正利用・アカウントへの不正アクセス", 13}, {"パスワードリスト型攻撃による不正ログイン", 3},
		{"ウェブサーバへの不正アクセス", 7}, {"アクセス制御不備・運用不備により攻撃を受けた事例", 6}, {"その他", 8},
	}
	var out []Category
	no := 0
	for _, class := range classes {
		c := Category{Label: class.label, Count: class.count}
		for i := range class.count {
			no++
			if rows {
				c.Rows = append(c.Rows, sampleRow(no, i))
			}
		}
		out = append(out, c)
	}
	return out
}

func sampleRow(no, i int) Row {
	r := Row{No: strconv.Itoa(no), Date: fmt.Sprintf("2020/%d/%d", 1+i/3, 7+(no*5)%21), Blocks: []Block{Paragraph(sampleTexts[no%len(sampleTexts)])}}
	if no%4 == 1 {
		r.Blocks = append(r.Blocks, Paragraph("セキュリティ上重要な装置については、変更管理の徹底や設定状態の定期的な確認が、危険を減らすことにつながると考えられる。"))
	}
	switch no {
	case 15:
		r.Blocks = []Block{Paragraph("届出者（教育・研究機関）の職員の2つのメールアカウントが不正アクセスを受けたことがわかった。"),
			Ordered("送信した覚えのないメールに対する送信エラーの通知が着信していることを発見した。本人の覚えのない自動転送設定がされていて、約半年の間、メールが窃取されていたことが判明した。",
				"メールの受信者からの連絡により、別の職員のアカウントからフィッシングメールが送信されていることを確認した。"),
			Paragraph("いずれも何らかの要因でパスワードが窃取されたものであった。多要素認証の導入も検討している。")}
	case 35:
		r.Blocks = []Block{Paragraph("アプリ開発のテスト環境へ不正なアクセスがあったことを開発委託先が発見した。次の3点の問題があった。"),
			Bullets("実際の利用者のデータを格納したデータベースを作成していた。", "当該データベースを外部からアクセス可能な状態にしていた。", "ユーザ名とパスワードの設定が脆弱であった。"),
			Paragraph("結果として、リスト型攻撃等により侵入されたと推測される。")}
	case 6, 20, 42:
		r.Note = fmt.Sprintf("※本事例は%d章で紹介する。", map[int]int{6: 3, 20: 4, 42: 5}[no])
		r.See = "chapter-" + strconv.Itoa(no)
	}
	return r
}

const (
	ink   = "#1a2333"
	blue  = "#0b2f6b"
	light = "#e9eef6"
	red   = "#b3001b"
	rose  = "#fbeaec"
)

func box(x, y, w, h float64, fill, stroke, label string) []Shape {
	return []Shape{
		{Kind: ShapeRect, X: x, Y: y, W: w, H: h, Fill: fill, Stroke: stroke, Radius: 3},
		{Kind: ShapeText, X: x + 4, Y: y, W: w - 8, H: h, Size: 9, Align: "center", Text: label},
	}
}

func arrow(stroke string, dash bool, points ...[2]float64) Shape {
	return Shape{Kind: ShapeLine, Points: points, Stroke: stroke, Thickness: 1.4, End: true, Dash: dash}
}

func sampleFlow() *Figure {
	f := &Figure{Number: "4-1", Caption: "フィッシング攻撃の流れ", Width: 450, Height: 210,
		Alt: "攻撃者が関係者のアカウントからフィッシングメールを一次被害者に送り、偽サイトで認証情報を得て、一次被害者のアカウントから組織内外の二次被害者に1,000件以上のメールを送った流れ。"}
	f.Shapes = append(f.Shapes, Shape{Kind: ShapeRect, X: 200, Y: 5, W: 245, H: 200, Fill: "#f7f9fc", Stroke: blue, Dash: true, Radius: 4},
		Shape{Kind: ShapeText, X: 208, Y: 11, W: 200, Size: 9, Bold: true, Fill: blue, Text: "届出者の組織"})
	f.Shapes = append(f.Shapes, box(10, 80, 90, 46, rose, red, "攻撃者")...)
	f.Shapes = append(f.Shapes, box(220, 40, 95, 46, light, blue, "一次被害者の\nアカウント")...)
	f.Shapes = append(f.Shapes, box(220, 140, 95, 46, light, blue, "偽のログイン画面\n（組織外）")...)
	f.Shapes = append(f.Shapes, box(350, 80, 85, 56, light, blue, "二次被害者\n1,000件以上")...)
	f.Shapes = append(f.Shapes,
		arrow(red, false, [2]float64{100, 92}, [2]float64{160, 92}, [2]float64{160, 63}, [2]float64{220, 63}),
		arrow(ink, true, [2]float64{267, 86}, [2]float64{267, 140}),
		arrow(ink, false, [2]float64{220, 163}, [2]float64{55, 163}, [2]float64{55, 126}),
		arrow(red, false, [2]float64{315, 63}, [2]float64{392, 63}, [2]float64{392, 80}),
		Shape{Kind: ShapeText, X: 106, Y: 40, W: 92, Size: 8, Text: "① 更新通知を装うフィッシングメール"},
		Shape{Kind: ShapeText, X: 272, Y: 106, W: 70, Size: 8, Text: "② IDとパスワードを入力"},
		Shape{Kind: ShapeText, X: 70, Y: 168, W: 130, Size: 8, Text: "③ アカウント情報の詐取"},
		Shape{Kind: ShapeText, X: 322, Y: 48, W: 110, Size: 8, Text: "④ 大量送信"})
	return f
}

func sampleExhibit() *Figure {
	f := &Figure{Number: "3-1", Caption: "返信を装う不正メールの例（再現）", Width: 450, Height: 220,
		Alt: "取引先からの返信を装うメールの再現図。件名に「Re:」、本文に過去のやり取りの引用があり、文書ファイルが添付されている。"}
	f.Shapes = append(f.Shapes,
		Shape{Kind: ShapeRect, X: 0, Y: 0, W: 290, H: 215, Fill: "#ffffff", Stroke: ink, Radius: 4},
		Shape{Kind: ShapeRect, X: 0, Y: 0, W: 290, H: 24, Fill: light, Stroke: ink, Radius: 4},
		Shape{Kind: ShapeText, X: 10, Y: 0, W: 270, H: 24, Size: 9, Bold: true, Text: "Re: 見積書の件"},
		Shape{Kind: ShapeText, X: 10, Y: 32, W: 270, Size: 8.5, Text: "差出人：取引先B <b@mail.example>\n宛先：社員A\n添付：20200221_見積.doc（93 KB）"},
		Shape{Kind: ShapeLine, Points: [][2]float64{{10, 76}, {280, 76}}, Stroke: "#9aa5b5"},
		Shape{Kind: ShapeText, X: 10, Y: 84, W: 270, Size: 8.5, Text: "お世話になっております。\n添付をご確認ください。\n\n> 先日は打ち合わせのお時間をいただき、ありがとうございました。\n> 見積書は来週お送りいたします。"})
	note := func(y float64, text string, to float64) {
		f.Shapes = append(f.Shapes, box(320, y, 128, 40, rose, red, text)...)
		f.Shapes = append(f.Shapes, Shape{Kind: ShapeLine, Points: [][2]float64{{320, y + 20}, {300, y + 20}, {292, to}}, Stroke: red, End: true})
	}
	note(2, "実際のメールへの\n返信に見える件名", 12)
	note(58, "実在の取引先の名前\n（アドレスは別）", 40)
	note(114, "マクロを仕込んだ\n文書ファイル", 64)
	note(170, "盗まれた過去の本文の引用", 150)
	return f
}

func sampleForm() *Figure {
	f := &Figure{Number: "5-1", Caption: "本事例の概要", Width: 560, Height: 120,
		Alt: "攻撃者が問い合わせフォームの氏名欄に不正なURLを、メールアドレス欄に第三者のアドレスを入力し、自動返信メールが第三者に届く流れ。"}
	for i, label := range []string{"攻撃者", "問い合わせ\nフォーム", "メールサーバ\n（自動返信）", "不特定多数の\n受信者"} {
		f.Shapes = append(f.Shapes, box(5+float64(i)*148, 30, 100, 52, light, blue, label)...)
		if i > 0 {
			x := 5 + float64(i)*148
			f.Shapes = append(f.Shapes, arrow(red, false, [2]float64{x - 48, 56}, [2]float64{x, 56}))
		}
	}
	f.Shapes = append(f.Shapes, Shape{Kind: ShapeText, X: 60, Y: 92, W: 160, Size: 9, Text: "氏名欄に不正なURLを入力"},
		Shape{Kind: ShapeText, X: 380, Y: 92, W: 170, Size: 9, Text: "10万件以上のメール"})
	return f
}
