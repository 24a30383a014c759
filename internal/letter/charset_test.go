package letter

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// samples are what buyers write without a label: words, names and sentences.
// doubt marks the readings that no detector can be sure of and that are only
// counted; every other one must be right.
var samples = []struct {
	charset string
	texts   []string
	doubt   []string
}{
	{"gb18030", []string{"询价", "张伟", "请报价LED面板5000个", "您好，我们需要五千个LED面板灯，请报FOB宁波价格。", "订单确认", "深圳市明华电子有限公司", "关于贵公司产品的询价", "采购询盘：不锈钢螺丝", "请尽快安排发货，谢谢。", "刘洋", "周婷"}, []string{"灯具"}},
	{"big5", []string{"請報價LED面板5000個", "您好，我們需要五千個LED面板燈，請報FOB寧波價格。", "陳先生", "詢價單", "訂單確認", "劉小姐", "採購詢盤：不鏽鋼螺絲"}, []string{"詢價"}},
	{"shift_jis", []string{"お世話になっております。LEDパネルの見積をお願いします。", "カタログ請求", "田中太郎", "見積依頼", "株式会社山田商事", "在庫はありますか", "鈴木一郎"}, []string{"見積", "伊藤健"}},
	{"euc-jp", []string{"お世話になっております。LEDパネルの見積をお願いします。", "カタログを送ってください", "在庫はありますか"}, []string{"見積依頼"}},
	{"euc-kr", []string{"안녕하세요. LED 패널 5000개 견적 부탁드립니다.", "견적 요청드립니다", "견적", "김철수"}, nil},
	{"windows-1251", []string{"Добрый день! Просим сообщить цену на 5000 светодиодных панелей.", "Запрос", "Иван Петров", "Запрос цены на LED панели"}, nil},
	{"koi8-r", []string{"Добрый день! Просим сообщить цену на 5000 светодиодных панелей.", "Запрос", "Иван Петров", "Запрос цены", "Сергей Кузнецов"}, []string{"Ольга"}},
	{"iso-8859-1", []string{"Müller", "José García", "Sehr geehrte Damen und Herren, wir benötigen 5000 Stück für unser Büro.", "Solicitud de cotización", "Pouvez-vous nous envoyer le prix départ usine, s'il vous plaît ?", "Orçamento para iluminação", "¿Tienen existencias?", "São Paulo – preço"}, nil},
	{"windows-1250", []string{"Zapytanie ofertowe na oświetlenie, proszę o cenę i termin wysyłki do Łodzi"}, []string{"Žádáme o cenovou nabídku", "Jiří Dvořák", "Győr városi világítás, kérünk árajánlatot"}},
	{"windows-1254", []string{"Fiyat teklifi istiyoruz, İstanbul limanına teslim şartları nedir? Ürün ağırlığı", "Işık Aydınlatma"}, []string{"Gökçe"}},
	{"windows-1253", []string{"Καλημέρα, θα θέλαμε προσφορά για 5000 τεμάχια", "Προσφορά", "Γιώργος Παπαδόπουλος"}, []string{"Μαρία"}},
	{"windows-1256", []string{"السلام عليكم، نرجو إرسال عرض سعر لخمسة آلاف قطعة", "عرض سعر", "محمد علي", "أسعار البراغي المقاومة للصدأ"}, nil},
	{"windows-1255", []string{"שלום, נבקש הצעת מחיר עבור 5000 יחידות", "הצעת מחיר", "דוד כהן"}, nil},
	{"windows-874", []string{"สวัสดีครับ ขอใบเสนอราคา 5000 ชิ้น", "ขอราคา", "มีสินค้าไหม", "สมชาย ใจดี", "หน้าต่างอลูมิเนียม"}, nil},
}

func TestDetect(t *testing.T) {
	right, all := 0, 0
	try := func(charset, text string) bool {
		enc, err := htmlindex.Get(charset)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := enc.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatalf("%s cannot write %q: %v", charset, text, err)
		}
		all++
		have := decodeCharset(raw, "")
		if have == text {
			right++
			return true
		}
		t.Logf("%s: %q read as %q", charset, text, have)
		return false
	}
	for _, s := range samples {
		for _, text := range s.texts {
			if !try(s.charset, text) {
				t.Errorf("%s: %q read wrong", s.charset, text)
			}
		}
		for _, text := range s.doubt {
			try(s.charset, text)
		}
	}
	t.Logf("%d of %d right", right, all)
}

// TestDecodeCharset: a label is believed unless the bytes deny it.
func TestDecodeCharset(t *testing.T) {
	for _, c := range []struct{ raw, label, want string }{
		{"plain", "", "plain"},
		{"\xef\xbb\xbfmark", "gbk", "mark"},
		{"Gr\xfc\xdfe", "iso-8859-1", "Grüße"},
		{"Grüße, für", "iso-8859-1", "Grüße, für"},
		{"Gr\xfc\xdfe", "utf-8", "Grüße"},
		{"Gr\xfc\xdfe", "us-ascii", "Grüße"},
		{"\x93quoted\x94", "iso-8859-1", "“quoted”"},
		{"\xc4\xe3\xba\xc3\xa3\xac\xc7\xeb\xb1\xa8\xbc\xdb", "us-ascii", "你好，请报价"},
		{"\xc4\xe3\xba\xc3\xa3\xac\xc7\xeb\xb1\xa8\xbc\xdb", "iso-8859-1", "你好，请报价"},
		{"\xc4\xe3\xba\xc3", "GB2312", "你好"},
		{"\xc4\xe3\xba\xc3", "cp936", "你好"},
		{"\x1b$B8+@Q\x1b(B", "us-ascii", "見積"},
		{"\x1b$)C\x0e0_@{\x0f ok", "iso-2022-kr", "견적 ok"},
		{"~{VPND~}", "hz-gb-2312", "中文"},
		{"Ware für 10 \xe2\x82", "utf-8", "Ware für 10 \ufffd"},
		{"\xff\xfea\x00b\x00", "utf-16", "ab"},
		{"caf\xe9", "x-no-such-charset", "café"},
		{"caf\x82", "cp850", "café"},
		{"a\x00b", "replacement", "a\x00b"},
	} {
		if have := decodeCharset([]byte(c.raw), c.label); have != c.want {
			t.Errorf("%q as %q: %q, want %q", c.raw, c.label, have, c.want)
		}
	}
}

// FuzzDecodeCharset: any bytes under any label become valid UTF-8.
func FuzzDecodeCharset(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s.texts[0]), s.charset)
	}
	f.Add([]byte("\x1b$)C\x0e0_@{\x0f"), "iso-2022-kr")
	f.Add([]byte("\xff\xfe\x00"), "utf-16")
	f.Add([]byte(strings.Repeat("\xff", 100)), "utf-32")
	f.Fuzz(func(t *testing.T, raw []byte, label string) {
		if s := decodeCharset(raw, label); !utf8.ValidString(s) {
			t.Errorf("%q as %q: %q", raw, label, s)
		}
	})
}
