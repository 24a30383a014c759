package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"inquiryd/internal/lexicon"
)

// us is what the screen knows of the seller, made ready for finding.
type us struct {
	*lexicon.Index                  // reps by positive id, company names by -1
	surnames       *lexicon.Index   // of reps
	goods          *lexicon.Names   // catalogue names and aliases
	models         map[string]int32 // model numbers without separators
	words          map[string][]int32
	names          []string

	firstWords               []string // of our company's names
	repSounds, companySounds []string // how our names sound; see sound.go
}

// newUs indexes the seller's names and catalogue once.
func newUs(c Config) us {
	u := us{Index: lexicon.NewIndex(), surnames: lexicon.NewIndex(), goods: lexicon.NewNames(), models: map[string]int32{}, words: map[string][]int32{}}
	for _, n := range c.Seller.Names {
		u.Add(n, lexicon.Entry{ID: -1})
		u.Add(withoutForm(n), lexicon.Entry{ID: -1})
		if first, _, more := strings.Cut(lexicon.Fold(n).Folded, " "); more && len(first) >= 5 {
			u.firstWords = append(u.firstWords, first)
		}
	}
	for i, rep := range c.Seller.Reps {
		u.Add(rep.Name, lexicon.Entry{ID: int32(i)})
		if first, _, more := strings.Cut(strings.TrimSpace(rep.Name), " "); more {
			u.Add(first, lexicon.Entry{ID: int32(i)})
		}
		for _, a := range rep.Aliases {
			u.Add(a, lexicon.Entry{ID: int32(i)})
		}
		for _, name := range append([]string{rep.Name}, rep.Aliases...) {
			for _, s := range surnames(name) {
				u.surnames.Add(s, lexicon.Entry{ID: int32(i)})
			}
		}
	}
	for i, p := range c.Catalogue {
		u.names = append(u.names, p.Name)
		for _, n := range append([]string{p.Name}, p.Aliases...) {
			u.goods.Add(n, int32(i))
			last := lastWord(lexicon.Fold(n).Folded)
			if list := u.words[last]; len(last) >= 6 && (len(list) == 0 || list[len(list)-1] != int32(i)) {
				u.words[last] = append(list, int32(i))
			}
		}
		for _, m := range p.Models {
			if key := bare(lexicon.Fold(m).Folded); len(key) >= 3 {
				u.models[key] = int32(i)
			}
		}
	}
	u.repSounds, u.companySounds = ourSounds(c)
	u.Freeze()
	u.surnames.Freeze()
	return u
}

// named says that a token is one of our names, in any script: such words lean
// for nobody but us.
func (u *us) named(t token) bool {
	for _, m := range u.Find(lexicon.Fold(t.text), nil) {
		if m.Start == 0 && m.End == len(t.text) {
			return true
		}
	}
	for _, name := range u.firstWords {
		if t.text == name || t.stem && strings.HasPrefix(name, t.text) {
			return true
		}
	}
	return t.text[0] >= 0x80 && u.soundsIn(t.text, true)
}

// surnames are how strangers address somebody of that name: by the last word,
// "Mr Wu", or in Chinese by the first character with a title. Whose name is
// configured in Latin letters only may be greeted by a character that is read so.
func surnames(name string) []string {
	name = strings.TrimSpace(name)
	var all []string
	titled := func(character string) {
		for _, title := range []string{"经理", "經理", "总", "總", "先生", "小姐", "女士", "老师", "老師", "样", "様", "さん", "生"} {
			all = append(all, character+title)
		}
	}
	if first, size := utf8.DecodeRuneInString(name); first >= 0x4E00 && first < 0xA000 {
		titled(name[:size])
		return all
	}
	last := lastWord(name)
	if last == name {
		return nil
	}
	for _, character := range surnameCharacters[strings.ToLower(last)] {
		titled(string(character))
	}
	return append(all, last)
}

// surnameCharacters are the characters of the commonest Chinese surnames by
// their reading, simplified and traditional.
var surnameCharacters = map[string]string{
	"bai": "白", "cai": "蔡", "cao": "曹", "chen": "陈陳", "cheng": "程", "cui": "崔", "dai": "戴", "deng": "邓鄧", "ding": "丁",
	"dong": "董", "du": "杜", "fan": "范樊", "fang": "方", "feng": "冯馮", "gao": "高", "gong": "龚龔", "gu": "顾顧", "guo": "郭",
	"han": "韩韓", "he": "何", "hong": "洪", "hou": "侯", "hu": "胡", "huang": "黄黃", "jia": "贾賈", "jiang": "江姜蒋蔣", "jin": "金",
	"kang": "康", "kong": "孔", "lai": "赖賴", "lei": "雷", "li": "李黎", "liang": "梁", "liao": "廖", "lin": "林", "liu": "刘劉",
	"lu": "卢盧陆陸鲁魯", "luo": "罗羅", "lv": "吕呂", "ma": "马馬", "mao": "毛", "meng": "孟", "pan": "潘", "peng": "彭", "qian": "钱錢",
	"qin": "秦", "qiu": "邱", "ren": "任", "shao": "邵", "shen": "沈", "shi": "石施史", "song": "宋", "su": "苏蘇", "sun": "孙孫",
	"tan": "谭譚", "tang": "唐汤湯", "tian": "田", "wan": "万萬", "wang": "王汪", "wei": "魏韦韋", "wen": "文温溫", "wu": "吴吳伍武", "xia": "夏",
	"xiao": "肖萧蕭", "xie": "谢謝", "xiong": "熊", "xu": "徐许許", "xue": "薛", "yan": "严嚴颜顏", "yang": "杨楊", "yao": "姚", "ye": "叶葉",
	"yi": "易", "yin": "尹", "yu": "于余俞", "yuan": "袁", "zeng": "曾", "zhang": "张張章", "zhao": "赵趙", "zheng": "郑鄭", "zhong": "钟鐘",
	"zhou": "周", "zhu": "朱祝", "zou": "邹鄒",
}

// withoutForm is a company name without its legal form, when two letters at
// least are left.
func withoutForm(name string) string {
	short := name
	for {
		cut := strings.TrimRight(short, " .,")
		for _, form := range []string{"co", "ltd", "limited", "llc", "inc", "gmbh", "corp", "corporation", "company", "pte", "pvt"} {
			if lower := strings.ToLower(cut); strings.HasSuffix(lower, " "+form) {
				cut = cut[:len(cut)-len(form)-1]
			}
		}
		if cut == short || len(cut) < 2 {
			return short
		}
		short = cut
	}
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// bare is a model number without what writers vary: spaces and separators.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// catalogueProducts finds our own products by name, alias and model number.
func (r *reading) catalogueProducts() {
	pts := r.screen.config.Scorecard.Points
	u := &r.screen.us
	for _, p := range r.body {
		u.goods.Find(p.Text, func(id int32, start, end int) {
			r.seen.product = true
			r.claim("product", slotProduct, pts.Category, p, start, end, "in our catalogue")
			r.keepProduct(u.names[id])
		})
		if len(u.models) == 0 {
			continue
		}
		p.codes(func(start, end int) {
			id, ok := u.models[bare(p.Folded[start:end])]
			if !ok {
				return
			}
			r.seen.product, r.seen.exact = true, true
			r.claim("product", slotProduct, pts.Model, p, start, end, "our model number")
			r.claim("product", slotAddressing, pts.Addressing, p, start, end, "our model number")
			r.keepProduct(u.names[id])
		})
	}
	if !r.seen.product && len(u.words) > 0 {
		for _, p := range r.body {
			r.misspelt(p)
		}
	}
}

// misspelt compares the longer words behind words of wanting with the last
// words of our products' names, one letter apart.
func (r *reading) misspelt(p *passage) {
	for _, h := range p.hits {
		if h.Cue != lexicon.Want {
			continue
		}
		start, end, ok := p.nameAfter(h.End)
		if !ok {
			continue
		}
		last := strings.TrimSuffix(lastWord(p.Folded[start:end]), "s")
		if len(last) < 5 {
			continue
		}
		for known, ids := range r.screen.us.words {
			if known[0] == last[0] && levenshtein.ComputeDistance(strings.TrimSuffix(known, "s"), last) <= 1 && len(ids) == 1 {
				r.keepProduct(r.screen.us.names[ids[0]])
				return
			}
		}
	}
}

// codes calls found for every stretch of words that may be a model number
// with a digit in it: a word, and up to two more that are joined to it.
func (p *passage) codes(found func(start, end int)) {
	for i := 0; i < p.tail; i++ {
		if p.Class[i] == lexicon.Gap || i > 0 && p.Class[i-1] != lexicon.Gap {
			continue
		}
		end, digits := i, false
		for pieces := 0; pieces < 3 && end < len(p.Folded); pieces++ {
			for end < len(p.Folded) && p.Class[end] != lexicon.Gap {
				digits = digits || p.Class[end] == lexicon.Digit
				end++
			}
			if digits && end-i <= 40 {
				found(i, end)
			}
			if end >= len(p.Folded) || strings.IndexByte(" -_./", p.Folded[end]) < 0 {
				break
			}
			end++
		}
	}
}
