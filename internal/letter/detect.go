package letter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// detect guesses the charset of bytes that are no UTF-8 and that nobody
// labelled, or nil.
//
// chardet knows how frequent each character is and is right on sentences in
// the scripts it has a model for, but takes "询价" in GBK for Latin, Arabic for
// Russian and every Latin charset for one. So it is believed from 24 8-bit
// bytes on and when it is sure; else the bytes are read in every charset
// that buyers use, and the reading that looks most like writing wins.
func detect(b []byte) encoding.Encoding {
	const enough, sample = 24, 4 << 10
	b = b[:min(len(b), sample)]
	high := 0
	for _, c := range b {
		if c >= 0x80 {
			high++
		}
	}
	if high >= enough {
		guess := chardet.Detect(b)
		if label := strings.ToLower(guess.Encoding); guess.Confidence >= 0.95 && trusted[label] {
			return lookupCharset(label)
		}
	}
	return mostPlausible(b)
}

// trusted are chardet's answers that held on every sample of the test's table
// of languages and charsets.
var trusted = map[string]bool{
	"gb2312": true, "big5": true, "shift_jis": true, "cp932": true, "euc-jp": true,
	"euc-kr": true, "cp949": true, "windows-1251": true, "koi8-r": true,
	"iso-8859-7": true, "windows-1255": true,
}

// candidate is a charset and how to recognise writing in it.
type candidate struct {
	enc    encoding.Encoding
	script func(rune) bool
	usual  string // frequent characters of its languages beyond ASCII
}

// candidates in the order in which they win a draw.
var candidates = []candidate{
	{charmap.Windows1252, isLatin, "äöüßÄÖÜéèêëàâçîïôùûñáíóúÉÇÑÁÓõãÃåÅøØæÆ€–—‘’“”…°´«»º¿¡"},
	{charmap.Windows1254, isLatin, "çğıöşüÇĞİÖŞÜâî€–’“”"},
	{charmap.Windows1250, isLatin, "ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůýžČĎŘŠŽáéíúőűŐŰäöüăâîșţţş€–’“”„"},
	{simplifiedchinese.GB18030, isHan, hanSimplified},
	{traditionalchinese.Big5, isHan, hanTraditional},
	{japanese.ShiftJIS, isJapanese, hanJapanese},
	{japanese.EUCJP, isJapanese, hanJapanese},
	{korean.EUCKR, isHangul, "안녕하세요가이에는을를의도로주니다입합습견적문의요청부탁드립김박정최한국"},
	{charmap.Windows1251, isCyrillic, "оеаинтсрвлкмдпу"},
	{charmap.KOI8R, isCyrillic, "оеаинтсрвлкмдпу"},
	{charmap.Windows1256, isArabic, "اليمنرتبعدسكهوحقفجة،"},
	{charmap.Windows1255, isHebrew, "יוהלאתבמשרנםעחדכ"},
	{charmap.Windows1253, isGreek, "αοιετσνηυρπκμλςάέίό"},
	{charmap.Windows874, isThai, "านรอกเงคมลวดตสทบปหขีัิุ้่์ใไแโ"},
}

// The most frequent characters of letters between traders.
const (
	hanSimplified = "的一是我们你您好请谢公司产品价格报询订单数量要求有在不了和为可以需求先生女士小经理" +
		"中国上海深圳广州宁波海运贸易进出口联系电话邮件地址收发时间主题回复关于附件图片规格型号质量" +
		"张王李刘陈杨赵黄周吴伟芳明华丽强个件千万五三二十大人这来到会"
	hanTraditional = "的一是我們你您好請謝公司產品價格報詢訂單數量要求有在不了和為可以需求先生女士小經理" +
		"中國上海臺灣台北高雄海運貿易進出口聯繫電話郵件地址收發時間主題回覆關於附件圖片規格型號質量" +
		"張王李劉陳楊趙黃周吳偉芳明華麗強個件千萬五三二十大人這來到會"
	hanJapanese = "日本見積依頼商品価格会社様株式御中件名送信宛先注文数量納期田中山川佐藤鈴木高橋" +
		"太郎一二三子用品質問合確認願致返信資料請求東京大阪年月"
)

// mostPlausible reads b in every candidate charset and keeps the best.
func mostPlausible(b []byte) encoding.Encoding {
	var best encoding.Encoding
	top := 0
	for _, c := range candidates {
		if score := c.score(b); score > top {
			best, top = c.enc, score
		}
	}
	if best == nil {
		return charmap.Windows1252
	}
	return best
}

// score says how much b looks like writing in this charset: points for each
// byte that belongs to a letter of its script, more for a usual one, and
// deductions for what nobody writes.
func (c candidate) score(b []byte) int {
	s := decodeAs(b, c.enc)
	score, run := 0, 0 // run: letters beyond ASCII without one of ASCII between them
	var last rune
	for _, ch := range s {
		if run++; ch < utf8.RuneSelf {
			last, run = ch, 0
			continue
		}
		width := 1 // bytes that this character took, about
		if ch >= 0x1100 {
			width = 2
		}
		switch {
		case ch == utf8.RuneError, unicode.IsControl(ch), unicode.Is(unicode.Co, ch):
			score -= 12
		case run > 2 && isLatin(ch):
			score -= 8 // no Latin word is made of accents
		case run == 1 && ch < 0x1100 && !isLatin(ch) && unicode.IsLetter(ch) && unicode.IsLetter(last):
			score -= 4 // nor does a word mix alphabets; only CJK stands next to ASCII
		case isThaiMark(ch) && !isThai(last):
			score -= 8 // vowels and tones stand on a consonant
		case strings.ContainsRune(c.usual, ch), c.script(ch) && isKana(ch):
			score += 6 * width
		case c.script(ch) && unicode.IsLower(last) && unicode.IsUpper(ch):
			score -= 3 // KOI8 read as windows-1251 turns every word inside out
		case c.script(ch):
			score += 2 * width
			if width == 2 {
				score += 2 // that two bytes fit is a hint by itself
			}
		case ch >= 0x3000 && ch < 0x3040, ch >= 0xff00 && ch < 0xff60:
			score += 2 // CJK punctuation and full-width forms
		case unicode.IsLetter(last):
			score -= 4 // a sign within a word
		default:
			score--
		}
		last = ch
	}
	return score
}

func isLatin(c rune) bool    { return unicode.Is(unicode.Latin, c) }
func isHan(c rune) bool      { return c >= 0x4e00 && c <= 0x9fff }
func isHangul(c rune) bool   { return c >= 0xac00 && c <= 0xd7a3 }
func isCyrillic(c rune) bool { return c >= 0x400 && c <= 0x4ff }
func isArabic(c rune) bool   { return c >= 0x600 && c <= 0x6ff }
func isHebrew(c rune) bool   { return c >= 0x5d0 && c <= 0x5ea }
func isGreek(c rune) bool    { return c >= 0x386 && c <= 0x3ce }

func isKana(c rune) bool     { return c >= 0x3041 && c <= 0x30fe }
func isJapanese(c rune) bool { return isKana(c) || isHan(c) }

// isThai leaves out the obsolete letters, digits and signs: other charsets read
// as Thai are full of them.
func isThai(c rune) bool {
	return c >= 0xe01 && c <= 0xe4e && !strings.ContainsRune("ฃฅฆฌฎฏฑฒ฿", c)
}

// isThaiMark reports whether a character is written above or below another.
func isThaiMark(c rune) bool {
	return c == 0xe31 || c >= 0xe34 && c <= 0xe3a || c >= 0xe47 && c <= 0xe4e
}
