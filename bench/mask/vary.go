package main

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	japanese "todoke/internal/text"
)

// The pieces names are made of for learning: general knowledge, nobody in particular.
var (
	surnameHeads   = []rune("山川田村木林中小大上下西東北南石井松竹梅高平吉安青赤白黒金杉柳桜荒新古長永福富宮神三五七八九千若水清池沢浜島岸岡坂浅深高原野森藤加佐斎渡須早内外前後秋春冬夏熊鹿馬鳥鶴亀猪牛稲米麦粟栗柿桃橘菅菊蓮花草葉根本末倉蔵堀土砂岩谷峰嶺瀬津湊波磯潮江湯泉滝関門城寺堂戸矢弓刀鎌鍋釜鉄飯味酒塩宇阿伊江尾賀甲楠榎椎樫桑柏樋鷲鳩鵜鮎鯉海船網乙丸角円直横立真有今向日月星天雲風雪霜氷")
	surnameTails   = []rune("田山川村木林井野原沢口本島崎岡谷尾上下内中橋倉藤瀬津浦浜森坂塚池水宮部葉根石岸垣屋代戸場見美子条江辺渕淵堀関城泉平越取守置住生沼俣馬鳥羽波間木手丸形海賀田原瀬地目所来名重富永武")
	oneKanji       = []rune("林森原関星堀岡岸谷島浜橋南北東西泉池滝畑辻堤菅桂柳榎楠柴柏桑梶榊乾巽旭宮湊峰嶺黒白緑鵜篁鏑筧椛蛯莇鎹隈鬼馬王李張陳劉楊黄趙周呉徐孫朱胡郭何高林羅鄭梁宋金朴崔姜尹")
	rareSurnames   = strings.Fields("小鳥遊 勅使河原 長宗我部 御手洗 五百旗頭 東雲 四月一日 九十九 一二三 一口 百目鬼 月見里 薬袋 栗花落 小比類巻 安心院 十文字 二階堂 伊集院 西園寺 綾小路 勘解由小路 喜屋武 与那嶺 比嘉 仲村渠 東恩納 我那覇 知念 久保寺 佐久間 長谷川 五十嵐 佐々木 大河内 小笠原 宇都宮 日比谷 神宮寺 波多野 久我 目黒 城之内 海老原 名取 温井 鏡味 雲雀丘 土御門 道明寺 鬼頭 鬼塚 剣持 猿渡 猫田 犬飼 蛇沼 蜂須賀 蝦名 鯨井 鰐淵 兎沢 外山 内海 外薗 税所 薗部 圓谷 瀧澤 齋藤 髙橋 﨑山 渡邉 渡邊 濱﨑 桒原 舘 﨑田 邊見 國分 廣瀬 眞鍋 櫻井 嶋﨑 峯 靏田 冨樫 富樫")
	givenHeads     = []rune("健太一翔大和直美裕智浩雅康正博隆英明信義和孝昭光恵由千真理菜奈優愛花香紗彩文史佳玲莉沙綾麻亜早咲結陽悠蓮颯樹拓卓哲修誠聡慎純淳剛豪亮遼駿俊敏利勝克勇武将彰晃徹達敦篤友幸秀茂弘宏洋広清澄節芳良政貴崇佑祐")
	givenTails     = []rune("太郎一二三介助也哉弥樹司志人斗斗子美恵奈菜香花江枝代世乃希紀子子美里理沙衣音葉羽央生之幸行雄夫男彦明昭彰介輔平兵吾悟五朗")
	givenNames     = strings.Fields("さくら ひかる みなみ あゆみ まさし つよし ゆかり えり かおり みのり しげる いづみ のぞみ ひろし けい 誠 隆 徹 健 翼 蓮 樹 翔 恵 薫 忍 環 泉 梓 葵 凛 楓 紬 遥 渚 巌 毅 稔 実 豊 操 瞳 茜 碧 海斗 結衣 陽菜 琴音 大翔 ミドリ トシエ ハナ")
	foreignNames   = strings.Fields("アレクセイ グエン ブイ トラン ファム カルロス マリア ジョアン シルヴァ オリヴェイラ スミス ジョンソン ウィリアムズ ミュラー シュミット デュポン ベルナール ロッシ フェラーリ イワノフ ペトロフ サントス クルス ダニエル ミゲル アナ レイチェル ヘレン オリビア ノア エマ ソフィア チョウ リュウ ワン リー キム パク チェ スレシュ ラジェシュ プリヤ アミーナ ムハンマド ハッサン フォン・ベルク マクドウェル オブライエン フィッツジェラルド ヴァンダービルト クリストファー")
	kanaSurnames   = strings.Fields("サトウ スズキ タカハシ タナカ イトウ ワタナベ ナカムラ コバヤシ ヤマモト カトウ ヨシダ ヤマダ ササキ ヤマグチ マツモト イノウエ シミズ ハヤシ モリ アベ イケダ ハシモト イシカワ マエダ フジタ オガワ ゴトウ オカダ ハセガワ ムラカミ コンドウ イシイ サカモト エンドウ アオキ フジイ ニシムラ フクダ オオタ ミウラ クドウ ヤベ ツジ カジ ナグモ シノザキ オノデラ")
	kanaGivens     = strings.Fields("ケンタ ユウコ マサオ ヒロシ アキコ トモミ ダイスケ カズヤ サオリ エミ リョウ ショウタ ハルカ ミドリ ナオキ ヨシコ タロウ ジロウ マコト シゲル カツヒコ トシエ フミ キヨシ")
	latinSurnames  = strings.Fields("Tanaka Sato Kobayashi Mori Hayashi Ishikawa Okabe Kuroda Shimizu Nakagawa Hasegawa Ogasawara Niimi Tsukamoto Ebihara Whitlock Marchetti Lindqvist Okonkwo Fernandez Petrova Novak Kowalski Haugen Vandermeer Percival Ashworth Delacroix Rasmussen Bianchi Hoffmann Nakajima Osei Mbeki Castellano Thorne Beaumont Hargreaves Ramaswamy Iyer Chowdhury Nguyen Tran Pham Zhao Liang Kwan Park Seo Abernathy Quigley Sorensen Virtanen Kaminski Horvath Popescu Silva Moreira Duarte O'Brien McAllister Fitzgerald St. van_der_Berg De_Luca Yilmaz Haddad Rahman Suzuki Watanabe")
	latinGivens    = strings.Fields("Kenji Yuko Hiroshi Naomi Taro Mika Satoshi Emi Daisuke Akiko Cordelia Tomasz Ingrid Beatrice Amara Luca Sofia Dmitri Anya Rafael Ines Freya Lars Bjorn Priya Arjun Wei Mei Hana Jun Min Sora Oliver Harriet Graham Fiona Declan Siobhan Marcus Leila Omar Yusuf Elif Noor Gareth Imogen Rupert Phoebe Winston Odette")
	orgHeads       = strings.Fields("東和 共栄 大栄 日昇 三晃 丸和 光洋 旭 昭和 平和 三友 北斗 南海 東洋 西日本 中部 関東 瀬戸内 日本海 富士 白山 立山 筑波 利根 多摩 信濃 越後 加賀 伊勢 熊野 讃岐 土佐 肥後 薩摩 琉球 十勝 石狩 津軽 最上 会津 那須 秩父 房総 相模 駿河 遠州 尾張 美濃 飛騨 近江 丹波 播磨 備前 安芸 出雲 阿波 伊予 筑後 日向 奄美 八千代 千歳 青葉 緑 若葉 桜 梅 松 楓 桐 橘 椿 菊 藤 鶴 亀 鷹 隼 鳳 龍 虎 白鳥 千鳥 朝日 夕陽 月光 星 天空 大地 清水 泉 渓谷 海風 港 岬 浜 第一 第二 三葉 五光 八洲 丸三 丸八 山七 金星 銀河 翠光 彩雲 明神 弁天 八幡 稲荷 天満 神楽 御幸 長寿 福寿 和光 誠和 清和 正直 真心 協和 新生 未来 若草 陽光 博愛 済生 聖母 仁愛 慈光 恵風")
	kataHeads      = strings.Fields("ソラ アオバ ミナト サクラ ヒカリ アサヒ ツバメ カモメ ハヤブサ スワロー アルタイル ベガ オリオン シリウス ルミナ ノヴァ アクア テラ ブルー グリーン ホワイト シルバー ゴールド クリア ブライト スマイル ハッピー ドリーム フレンド ライフ ホーム ファミリー ケア ハート マインド スター サン ムーン レイン クラウド リンク ネクスト フロント コア ベース ゲート ブリッジ ポート リバー レイク フォレスト ガーデン リーフ ルーツ シード ハーベスト プラス アルファ ゼニス エース アーク ユニ トライ クオーレ ヴィータ ベラ ボン ラ・ エル ミル カノン コルト モナカ ポルタ ゼルコバ パインズ メイプル コスモ ギャラクシー ジェネシス イノベ クリエ アート フォト プリ メディ デジ サイバー データ ロジ トラン エコ バイオ ケミ テクノ")
	kataTails      = strings.Fields("リンク テック ワークス ラボ ネット システム システムズ サービス フーズ フード マート ストア カフェ キッチン ベーカリー ダイニング ホーム ハウス ケア クリニック サポート パートナーズ コンサルティング デザイン クリエイト プロダクト ファクトリー エンジニアリング ロジスティクス トランスポート モーター オート サイクル スポーツ フィットネス スクール アカデミー キッズ ナーサリー ペット ファーム ガーデン フラワー リゾート ホテル ツーリスト トラベル メディア プレス スタジオ フォト ミュージック シアター エナジー ケミカル メタル プラスチック マテリアル セラミックス テキスタイル アパレル ジュエリー コスメ サロン ファイナンス アセット エステート ビルド ハウジング セキュリティ ガード クラウド データ ソフト ソリューションズ ホールディングス ホスティング ブリッジ エイト ワン スクエア プラザ モール タウン ヴィレッジ")
	kanaHeads      = strings.Fields("ひまわり たんぽぽ さくら すみれ あさがお こすもす つくし わかば みどり あおぞら ほしぞら にじ そよかぜ せせらぎ こもれび ひだまり やすらぎ なごみ まごころ ふれあい ささえあい つばさ かもめ すずめ ひばり めだか どんぐり まつぼっくり くるみ りんご みかん いちご もも ゆず はなみずき もくれん あじさい なのはな れんげ うみねこ とんぼ ほたる ねこ うさぎ こぐま ぞうさん きりん いるか くじら らっこ ふくろう つなぐ つどい むすび きずな かなで しらかば からまつ ゆりかご おひさま おおぞら みらい きぼう あゆみ のぞみ ともしび いずみ みなと しおさい さざなみ")
	kanaTails      = strings.Fields("保育園 こども園 薬局 歯科 クリニック 整骨院 接骨院 動物病院 学童 学童クラブ の会 の家 の里 の森 の丘 作業所 ホーム デイサービス 訪問看護ステーション 食堂 ベーカリー 書房 書店 商店 商会 美容室 工房 文庫 農園 牧場 児童館 交流館 プラザ 生協 サービス 便 屋 亭 庵 堂 館 園")
	orgTails       = strings.Fields("製作所 工業 産業 興業 商事 商会 商店 物産 食品 製菓 製麺 醸造 酒造 水産 冷蔵 運輸 運送 交通 観光 海運 倉庫 通運 電機 電気 電子 電設 精機 精密 機械 金属 製鋼 鉄工 鋳造 化学 化成 樹脂 塗料 製薬 薬品 繊維 紡績 織物 縫製 印刷 製版 出版 新聞 放送 広告 企画 設計 建設 建築 工務店 土木 組 造園 不動産 住宅 地所 銀行 信用金庫 信用組合 証券 保険 リース 大学 短期大学 高校 高等学校 中学校 小学校 幼稚園 保育園 学園 学院 病院 医院 クリニック 歯科 歯科医院 薬局 診療所 老人ホーム 福祉会 社会福祉協議会 会 協会 組合 農協 漁協 生協 連合会 連盟 商工会 観光協会 財団 事務所 法律事務所 会計事務所 市役所 町役場 図書館 博物館 美術館 公民館 ホテル 旅館 荘 温泉 書店 書房 堂 屋 家 本舗 本店 百貨店 市場 牧場 農園 茶園 製茶 珈琲 ガス 水道 エネルギー 石油 燃料 環境 清掃 警備 葬祭 計装 計測 計算センター 情報システム システム ソフト 通信 通信機 ネット 技研 研究所 試験場 パッケージ 紙業 包装 硝子 窯業 陶器 家具 木工 製材 林業 シール リネン クリーニング 舟下り 渡船 索道 スキー場 ゴルフ倶楽部 自動車 自動車学校 整備 部品 ゴム 皮革 時計 眼鏡 楽器 玩具 文具 スポーツ 印章 表具 仏具 石材 造船 鉄道 バス タクシー")
	formsBefore    = strings.Fields("株式会社 株式会社 株式会社 ㈱ （株） (株) 有限会社 （有） 合同会社 一般社団法人 公益財団法人 社会福祉法人 医療法人 医療法人社団 学校法人 NPO法人 特定非営利活動法人 税理士法人 弁護士法人")
	formsAfter     = strings.Fields("株式会社 株式会社 ㈱ （株） (株) 有限会社 (有) 合同会社")
	kataLeads      = strings.Fields("カフェ レストラン ホテル ペンション 民宿 旅館 居酒屋 酒処 食堂 喫茶 洋菓子 美容室 ヘアサロン アトリエ スタジオ ギャラリー クリニック グループホーム 訪問看護ステーション 学習塾 スナック 鮨 焼肉 ラーメン ラジオ テレビ")
	shopTrades     = strings.Fields("メガネ 宅配 お花 靴 酒 肉 魚 畳 電器 釣具 保険 ドラッグ 手芸 パソコン カギ 軽貨物 お茶 弁当 きもの 呉服 家具 時計 かばん 印鑑 自転車 タイヤ お米 パン 惣菜 ふとん カーテン 文具 おもちゃ 学習机 住まい 引越し 旅 健康 コピー 写真 ドーナツ 着付け 葬儀")
	placeLeads     = strings.Fields("スタジオ アトリエ ギャラリー カフェ 喫茶 割烹 炉端 炉ばた 染物屋 花屋 八百屋 居酒屋 小料理 鮨処 そば処 うなぎ 珈琲 茶房 ペンション 民宿 旅館 ゲストハウス ホテル キャンプ場 温泉 湯宿 美容室 理容 ヘアサロン ネイル エステ 整体院 鍼灸院 接骨院 歯科 薬局 ドラッグ 訪問看護ステーション デイサービス グループホーム 作業所 学習塾 書道教室 そろばん教室 バレエ教室 ピアノ教室 英会話 進学教室 写真館 工房 ガレージ オートガレージ リサイクルショップ ペットサロン 動物病院 農園 牧場 オリーブ園 ワイナリー 酒場 バー スナック 劇団 合唱団 ウェブマガジン 雑貨店 古着屋 本屋 古書店 文庫 直売所 行政書士 司法書士 税理士 社労士 チーム サークル NPO法人 認定こども園 児童クラブ 学童")
	softWords      = strings.Fields("猫 椿 藍 月 星 灯 風 森 雲 雪 花 鳥 海 波 空 音 糸 石 木 米 塩 蔵 丘 窓 道 橋 港 舟 灯台 路地裏 日和 小径 木漏れ日 三日月 白鳥座 銀河 灯台守 ひなた こもれび つむぎ すばる きらり なごみ ほとり まる吉 ひとみ えびす みつば いろは こはる わっか ひだまり わんだふる くまさん 三代目 アトム ラポール トンビ フクロウ ポラリス ミモザ")
	hiraGivens     = strings.Fields("さくら ひまり りく いおり ゆう まさと はると ゆい めい あおい そうた れん ひなた みお ひな つむぎ こはる いちか りお えま のえる ありさ ななみ ひなこ るな かな みゆ あかり ちさと まこと しん つよし たつお かずえ きよみ はじめ つとむ しげる")
	latinOrgHeads  = strings.Fields("Harbor Summit Cedar Maple Willow Osprey Heron Falcon Kestrel Plover Meridian Northgate Westbrook Riverside Lakeside Kuroshio Shirasagi Aozora Hinode Fujimi Tanbo Komorebi Wakaba Minato Sakura Polder Fairweather Lund Ashdown Brightwater Silverline Blue_Anchor Red_Lantern Open_Door Green_Valley Golden_Pine Three_Rivers Old_Mill Quartz Onyx Nimbus Vertex Zephyr Atlas Orion Polaris Trident Beacon Lantern Compass Keystone Cornerstone Tidewater Highfield")
	latinOrgTails  = strings.Fields("Logistics Systems Partners Foods Bakery Hotel Clinic Hospital School Academy Institute Foundation Trust Association Council Library Museum Press Studio Software Cloud Hosting Networks Consulting Advisors Capital Bank Insurance Realty Builders Construction Engineering Precision Motors Shipping Freight Marine Travel Tours Brewery Dairy Farms Gardens Textiles Ceramics Pharma Dental Kindergarten Montessori Shelter Society Orchestra Theatre Cycles Outfitters Robotics Semiconductor Energy Water Rail")
	latinOrgForms  = []string{"", "", "", "", " Co., Ltd.", " K.K.", " Inc.", " Ltd.", " LLC", " GmbH", " Corp.", " B.V.", " S.A.", " Pte. Ltd.", " & Sons", " Group"}
	latinShortOrgs = strings.Fields("KSD NTM HMJ JTX OKC TSK MKL ARX Plovera Zentriq Novalis Kaido Mitori Hotarix Arbora Lumio Kotona Tsumugi Voxel Qubit Miruno")
)

// vary gives the text with other names in the place of persons, organisations and departments' towns, one for each that is the same.
func vary(s sample, rnd *rand.Rand) sample {
	out := s
	out.labels = nil
	var b strings.Builder
	at := 0
	given := map[string]string{}
	for _, l := range s.labels {
		word := s.text[l.start:l.end]
		b.WriteString(s.text[at:l.start])
		at = l.end
		n := label{start: b.Len(), typ: l.typ, role: l.role}
		if l.role == victim && (l.typ == "person" || l.typ == "org") && rnd.Float64() < 0.85 {
			if given[word] == "" {
				given[word] = another(word, l.typ, s.english, rnd)
			}
			word = given[word]
		}
		b.WriteString(word)
		n.end = b.Len()
		out.labels = append(out.labels, n)
	}
	b.WriteString(s.text[at:])
	out.text = b.String()
	return out
}

func one[T any](list []T, rnd *rand.Rand) T { return list[rnd.IntN(len(list))] }

func isLatin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsLetter(r) }) < 0
}

func another(word, typ string, english bool, rnd *rand.Rand) string {
	latin := isLatin(word)
	if typ == "person" {
		title := ""
		for _, t := range titles {
			if strings.HasSuffix(word, t) && len(word) > len(t) {
				word, title = word[:len(word)-len(t)], t
				break
			}
		}
		if latin {
			return latinPerson(word, rnd) + title
		}
		return person(word, rnd) + title
	}
	if latin {
		return latinOrg(word, rnd)
	}
	return organisation(word, rnd)
}

func surname(rnd *rand.Rand) string {
	switch x := rnd.Float64(); {
	case x < 0.1:
		return one(rareSurnames, rnd)
	case x < 0.17:
		return string(one(oneKanji, rnd))
	case x < 0.22:
		return string([]rune{one(surnameHeads, rnd), one(surnameTails, rnd), one(surnameTails, rnd)})
	}
	return string([]rune{one(surnameHeads, rnd), one(surnameTails, rnd)})
}

func givenName(rnd *rand.Rand) string {
	if rnd.Float64() < 0.3 {
		return one(givenNames, rnd)
	}
	return string([]rune{one(givenHeads, rnd), one(givenTails, rnd)})
}

// hiragana is a name in hiragana.
func hiragana(whole bool, sep string, rnd *rand.Rand) string {
	sur := japanese.Hiragana(one(kanaSurnames, rnd))
	switch {
	case whole:
		return sur + sep + one(hiraGivens, rnd)
	case rnd.Float64() < 0.5:
		return one(hiraGivens, rnd)
	}
	return sur
}

func person(word string, rnd *rand.Rand) string {
	kata := strings.IndexFunc(word, func(r rune) bool { return unicode.Is(unicode.Katakana, r) }) >= 0 && strings.IndexFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0
	sep := ""
	for _, s := range []string{" ", "　", "・"} {
		if strings.Contains(word, s) {
			sep = s
		}
	}
	whole := sep != "" || utf8.RuneCountInString(word) > 3
	hira := strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Hiragana, r) }) < 0
	switch {
	case hira:
		return hiragana(sep != "" || utf8.RuneCountInString(word) > 5, sep, rnd)
	case !kata && rnd.Float64() < 0.04:
		return hiragana(whole, sep, rnd)
	case kata && (sep == "・" || rnd.Float64() < 0.3):
		n := one(foreignNames, rnd)
		if sep != "" {
			n = one(foreignNames, rnd) + sep + n
		}
		return n
	case kata:
		n := one(kanaSurnames, rnd)
		if whole {
			n += sep + one(kanaGivens, rnd)
		}
		return n
	case whole:
		return surname(rnd) + sep + givenName(rnd)
	}
	return surname(rnd)
}

func latinPerson(word string, rnd *rand.Rand) string {
	plain := func(s string) string { return strings.ReplaceAll(s, "_", " ") }
	sur, given := plain(one(latinSurnames, rnd)), one(latinGivens, rnd)
	if sur == "St." {
		sur = "St. Clair"
	}
	upper := word == strings.ToUpper(word)
	n := sur
	switch words := len(strings.Fields(word)); {
	case words > 1 && strings.Contains(word, ","):
		n = sur + ", " + given
	case words > 1 && upper:
		n = strings.ToUpper(sur) + " " + given
	case words > 1 && rnd.Float64() < 0.15:
		n = given + " " + string(rune('A'+rnd.IntN(26))) + ". " + sur
	case words > 1:
		n = given + " " + sur
	case rnd.Float64() < 0.25:
		n = given
	}
	if upper && rnd.Float64() < 0.7 {
		n = strings.ToUpper(n)
	}
	return n
}

func latinOrg(word string, rnd *rand.Rand) string {
	plain := func(s string) string { return strings.ReplaceAll(s, "_", " ") }
	if len(strings.Fields(word)) == 1 {
		if rnd.Float64() < 0.4 {
			return one(latinShortOrgs, rnd)
		}
		return plain(one(latinOrgHeads, rnd)) + strings.ToLower(one(latinOrgTails, rnd))
	}
	n := plain(one(latinOrgHeads, rnd))
	switch x := rnd.Float64(); {
	case x < 0.12:
		return n + " " + one([]string{"&", "and"}, rnd) + " " + plain(one(latinOrgHeads, rnd)) + one(latinOrgForms, rnd)
	case x < 0.2:
		return one(latinSurnames[:20], rnd) + " " + one(latinOrgTails, rnd) + one(latinOrgForms, rnd)
	case x < 0.28:
		return "The " + n + " " + one(latinOrgTails, rnd)
	case x < 0.36:
		return one(latinOrgTails[7:14], rnd) + " of " + n
	case x < 0.5:
		return n + " " + one(latinOrgTails, rnd) + " " + one(latinOrgTails, rnd)
	}
	return n + " " + one(latinOrgTails, rnd) + one(latinOrgForms, rnd)
}

func organisation(word string, rnd *rand.Rand) string {
	form := false
	for _, f := range forms {
		form = form || strings.HasPrefix(word, f) || strings.HasSuffix(word, f)
	}
	var n string
	if rnd.Float64() < 0.18 {
		n = shop(rnd)
	} else {
		n = firm(rnd)
	}
	if form {
		if rnd.Float64() < 0.5 {
			return one(formsBefore, rnd) + n
		}
		return n + one(formsAfter, rnd)
	}
	return n
}

// shop is a name as small houses give themselves: メガネのひとみ, 割烹 雪見亭, 藍と椿.
func shop(rnd *rand.Rand) string {
	var name string
	switch x := rnd.Float64(); {
	case x < 0.4:
		name = one(softWords, rnd)
	case x < 0.55:
		name = surname(rnd) + one([]string{"", "屋", "堂", "亭"}, rnd)
	case x < 0.7:
		name = hiragana(false, "", rnd) + one([]string{"", "", "屋", "堂"}, rnd)
	case x < 0.8:
		name = one(kataHeads, rnd)
	case x < 0.9:
		name = one(softWords, rnd) + "と" + one(softWords, rnd)
	default:
		name = one(softWords, rnd) + "の" + one(softWords, rnd)
	}
	switch x := rnd.Float64(); {
	case x < 0.4:
		return one(shopTrades, rnd) + "の" + name
	case x < 0.9:
		return one(placeLeads, rnd) + one([]string{"", "", "", " ", "　"}, rnd) + name
	}
	return name
}

// firm is a name of a company, school, hospital, association and so on.
func firm(rnd *rand.Rand) (n string) {
	switch x := rnd.Float64(); {
	case x < 0.26:
		n = one(orgHeads, rnd) + one(orgTails, rnd)
	case x < 0.38:
		n = surname(rnd) + one(orgTails, rnd)
	case x < 0.56:
		n = one(kataHeads, rnd) + one(kataTails, rnd)
	case x < 0.62:
		n = one(kataHeads, rnd) + one(orgTails, rnd)
	case x < 0.72:
		n = one(kanaHeads, rnd) + one(kanaTails, rnd)
	case x < 0.78:
		n = one(orgHeads, rnd) + one(kataTails, rnd)
	case x < 0.84:
		n = one(kataLeads, rnd) + one([]string{"", "", " ", "・"}, rnd) + one(append(kanaHeads[:40:40], kataHeads[:60]...), rnd)
	case x < 0.88:
		n = one(kataHeads, rnd) + "・" + one(kataTails, rnd)
	case x < 0.92:
		n = one(latinShortOrgs, rnd) + one(orgTails, rnd)
	case x < 0.95:
		n = one(orgHeads, rnd) + one(orgHeads, rnd) + one(orgTails, rnd)
	case x < 0.975:
		n = one(kanaHeads, rnd)
	default:
		n = one(kataHeads, rnd) + one([]string{"", "ン", "ス", "ナ", "リア"}, rnd)
	}
	return n
}
