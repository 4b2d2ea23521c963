package mask

import (
	"strings"
	"unicode"

	"todoke/internal/text"
)

// easternNames are surnames of Korea, China and Vietnam in kanji with how they are said and spelled.
var easternNames = func() map[string][]string {
	out := map[string][]string{}
	for _, line := range strings.Split(`金 きむ きん kim|李 り りー い lee yi rhee li|朴 ぱく ぼく park pak bak|崔 ちぇ さい choi choe cui|鄭 ちょん てい じょん jeong jung chung zheng cheng|姜 かん きょう kang jiang|趙 ちょ ちょう ちゃお cho jo zhao chao|尹 ゆん いん yoon yun|張 ちゃん ちょう jang chang zhang|林 りん いむ lim im lin lam|呉 お ご うー wu ng|韓 はん かん han
		申 しん shin sin|徐 そ じょ しゅー seo suh xu hsu|権 くぉん けん kwon|黄 ふぁん こう ほあん hwang huang wong hoang|安 あん ahn an|宋 そん そう song soong|柳 りゅ ゆ りゅう ryu yoo liu|洪 ほん こう hong hung|全 ちょん ぜん jeon|高 こ こう かお koh gao kao|文 むん ぶん moon mun wen|梁 やん りょう yang liang leung|孫 そん すん son sun suen|裴 ぺ はい bae pei
		白 ぺく はく baek paek bai|許 ほ きょ しゅう heo hur xu hui|南 なむ nam|盧 の ろ noh roh lu|閔 みん min|劉 りゅう りう liu lau|王 わん おう wang|陳 ちん ちぇん chen chan tran|楊 よう やん yang yeung|周 しゅう zhou chow chou|朱 しゅ ちゅう zhu chu|馬 ま ば まー ma|胡 こ ふー hu|郭 かく ぐお guo kwok kuo|何 か ほー he ho|羅 ら るお luo lo law|謝 しゃ しえ xie hsieh tse|唐 とう たん tang tong|馮 ひょう ふぉん feng fung
		蔡 さい つぁい cai tsai choi|曹 そう つぁお cao tsao|彭 ほう ぽん peng pang|鄧 とう でん deng tang|曾 そう つぉん zeng tseng|葉 よう いえ ye yeh yip|蘇 そ すー su so|魏 ぎ うぇい wei|蒋 しょう じゃん jiang chiang|杜 と どぅ du tu|丁 てい でぃん ding ting|沈 しん ちん しぇん shen sim|程 てい ちぇん cheng|余 よ ゆー yu|潘 はん ぱん pan phan|阮 ぐえん げん nguyen ruan|范 ふぁむ はん pham fan|武 vu ぶー ぶ wu|黎 れ れい le li`, "|") {
		for _, line := range strings.Split(line, "\n") {
			f := strings.Fields(line)
			out[f[0]] = append(out[f[0]], f[1:]...)
			for _, said := range f[1:] {
				out[said] = append(out[said], f[0])
			}
		}
	}
	return out
}()

// eastern adds how a surname of the mainland in kanji is said, or the kanji of one that was declared in other letters: 朴 of パク ソユン.
func (b *termList) eastern(name, kana string) {
	parts := nameParts(stripTitle(brackets.ReplaceAllString(name, "")))
	if len(parts) == 0 {
		return
	}
	first := []rune(text.Squeeze(parts[0]))
	switch {
	case len(first) == 1 && unicode.Is(unicode.Han, first[0]), len(parts) == 1 && len(first) > 1 && len(first) < 4 && kana == "" && unicode.Is(unicode.Han, first[0]):
		if said := easternNames[string(first[:1])]; kana == "" || text.Squeeze(kana) != kana { // a reading in katakana tells who comes from there
			for _, s := range said {
				if len([]rune(s)) > 1 {
					b.add(Name, s, Titled)
				}
			}
		}
	case len(parts) > 1 && !strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		for _, p := range []string{parts[0], parts[len(parts)-1]} {
			for _, kanji := range easternNames[text.Squeeze(p)] {
				b.add(Name, kanji, Titled)
			}
		}
	}
}
