package letter

import (
	"strings"
	"testing"
)

// attributions are what mail programs put above a quote, one or more for each
// language of cues.go.
var attributions = []string{
	"On Thu, Mar 12, 2026 at 10:11 AM Ann Lee <ann@shop.example> wrote:",
	"On 12/03/2026 10:11, Ann Lee wrote:",
	"On 12 Mar 2026, at 10:11, Ann Lee <ann@shop.example> wrote:",
	"El jue, 12 mar 2026 a las 10:11, Ann Lee (<ann@shop.example>) escribió:",
	"El 12/3/26 a las 10:11, Ann Lee escribió:",
	"Em qui., 12 de mar. de 2026 às 10:11, Ann Lee <ann@shop.example> escreveu:",
	"Le jeu. 12 mars 2026 à 10:11, Ann Lee <ann@shop.example> a écrit :",
	"Am Do., 12. März 2026 um 10:11 Uhr schrieb Ann Lee <ann@shop.example>:",
	"Am 12.03.26 um 10:11 schrieb Ann Lee:",
	"Il giorno gio 12 mar 2026 alle ore 10:11 Ann Lee <ann@shop.example> ha scritto:",
	"Op do 12 mrt 2026 om 10:11 schreef Ann Lee <ann@shop.example>:",
	"czw., 12 mar 2026 o 10:11 Ann Lee <ann@shop.example> napisał(a):",
	"W dniu 12.03.2026 o 10:11, Ann Lee pisze:",
	"чт, 12 мар. 2026 г. в 10:11, Ann Lee <ann@shop.example>:",
	"12.03.2026 10:11, Ann Lee пишет:",
	"Ann Lee <ann@shop.example>, 12 Mar 2026 Per, 10:11 tarihinde şunu yazdı:",
	"في الخميس، 12 مارس 2026 في 10:11 ص تمت كتابة ما يلي بواسطة Ann Lee <ann@shop.example>:",
	"در تاریخ پنجشنبه ۱۲ مارس ۲۰۲۶، ۱۰:۱۱ Ann Lee <ann@shop.example> نوشت:",
	"בתאריך יום ה׳, 12 במרץ 2026 ב-10:11 מאת Ann Lee <ann@shop.example>:",
	"गुरु, 12 मार्च 2026 को 10:11 बजे Ann Lee <ann@shop.example> ने लिखा:",
	"Pada tanggal Kam, 12 Mar 2026 pukul 10.11 Ann Lee <ann@shop.example> menulis:",
	"Vào Th 5, 12 thg 3, 2026 vào lúc 10:11 Ann Lee <ann@shop.example> đã viết:",
	"ในวันที่ พฤ. 12 มี.ค. 2026 เวลา 10:11 Ann Lee <ann@shop.example> เขียนว่า:",
	"2026年3月12日(木) 10:11 Ann Lee <ann@shop.example>:",
	"2026년 3월 12일 (목) 오전 10:11, Ann Lee <ann@shop.example>님이 작성:",
	"Ann Lee <ann@shop.example> 于2026年3月12日周四 10:11写道：",
	"在 2026-03-12 10:11:12，\"Ann Lee\" <ann@shop.example> 写道：",
	"Ann Lee <ann@shop.example> 於 2026年3月12日 週四 上午10:11寫道：",
	"---- On Thu, 12 Mar 2026 10:11:12 +0100 Ann Lee <ann@shop.example> wrote ----",
	"At 2026-03-12 10:11:12, \"Ann Lee\" <ann@shop.example> wrote:",
	"On Thu, Mar 12, 2026 at 10:11 AM Ann Lee\n<ann@shop.example>\nwrote:",
}

// separators announce history that reaches to the end.
var separators = []string{
	"-----Original Message-----\nhi", "----- Mensaje original -----\nhola", "-------- Mensagem original --------\noi",
	"-----Message d'origine-----\nbonjour", "-----Ursprüngliche Nachricht-----\nhallo", "-----Messaggio originale-----\nciao",
	"-----Oorspronkelijk bericht-----\nhoi", "-----Wiadomość oryginalna-----\ncześć", "-----Исходное сообщение-----\nпривет",
	"-----Orijinal İleti-----\nselam", "----- الرسالة الأصلية -----\nمرحبا", "-----הודעה מקורית-----\nשלום", "-----Original Appointment-----\nhi",
	"-----元のメッセージ-----\nはい", "-----원본 메시지-----\n네", "------------------ 原始邮件 ------------------\n好", "------------------ Original ------------------\nhi",
	"-------- 转发邮件信息 --------\n好", "---------- Forwarded message ---------\nhi", "Begin forwarded message:\n\nhi", "Anfang der weitergeleiteten Nachricht:\n\nhi",
	"________________________________\nFrom: Ann <ann@shop.example>\nSent: Monday\nTo: Bob\nSubject: x\n\nhi",
	"Von: Ann\nGesendet: Montag, 9. März 2026 10:11\nAn: Bob\nBetreff: x\n\nhi", "De : Ann\nEnvoyé : lundi\nÀ : Bob\nObjet : x\n\nhi",
	"De: Ann\nEnviado el: lunes\nPara: Bob\nAsunto: x\n\nhi", "Da: Ann\nInviato: lunedì\nA: Bob\nOggetto: x\n\nhi", "Van: Ann\nVerzonden: maandag\nAan: Bob\nOnderwerp: x\n\nhi",
	"Od: Ann\nWysłano: poniedziałek\nDo: Bob\nTemat: x\n\nhi", "От: Ann\nОтправлено: 9 марта\nКому: Bob\nТема: x\n\nhi", "Kimden: Ann\nGönderildi: 9 Mart\nKime: Bob\nKonu: x\n\nhi",
	"من: Ann\nتاريخ الإرسال: 9\nإلى: Bob\nالموضوع: x\n\nhi", "از: Ann\nتاریخ: 9\nبه: Bob\nموضوع: x\n\nhi", "מאת: Ann\nנשלח: 9\nאל: Bob\nנושא: x\n\nhi",
	"Dari: Ann\nDikirim: 9\nKepada: Bob\nPerihal: x\n\nhi", "Từ: Ann\nĐã gửi: 9\nĐến: Bob\nChủ đề: x\n\nhi", "จาก: Ann\nส่ง: 9\nถึง: Bob\nเรื่อง: x\n\nhi",
	"差出人: Ann\n送信日時: 9\n宛先: Bob\n件名: x\n\nhi", "보낸 사람: Ann\n보낸 날짜: 9\n받는 사람: Bob\n제목: x\n\nhi", "发件人： Ann\n发送时间： 9\n收件人： Bob\n主题： x\n\nhi",
	"寄件者: Ann\n寄件日期: 9\n收件者: Bob\n主旨: x\n\nhi", "*From:* Ann <ann@shop.example>\n*Sent:* Monday\n*To:* Bob\n*Subject:* x\n\nhi",
	"प्रेषक: Ann\nभेजा गया: 9\nप्रति: Bob\nविषय: x\n\nhi",
}

func TestAttributions(t *testing.T) {
	for _, a := range attributions {
		for _, below := range []string{"\n\n> old words\n", "\n\nold words\n"} {
			own, past := splitQuotes(plainLines("New words.\n\n" + a + below))
			if join(own) != "New words.\n" || !strings.Contains(join(past), "old words") {
				t.Errorf("%q: new %q, history %q", a+below, join(own), join(past))
			}
		}
		own, _ := splitQuotes(plainLines(a + "\n> old\n\nBelow it.\n"))
		if join(own) != "Below it.\n" {
			t.Errorf("%q: words below the quote are %q", a, join(own))
		}
	}
	if langs := len(languages); len(attributions) < langs {
		t.Errorf("%d attributions for %d languages", len(attributions), langs)
	}
}

func TestSeparators(t *testing.T) {
	for _, s := range separators {
		own, past := splitQuotes(plainLines("New words.\n\n" + s + "\n"))
		if join(own) != "New words.\n" || strings.TrimSpace(join(past)) != strings.TrimSpace(s) {
			t.Errorf("%q: new %q, history %q", s, join(own), join(past))
		}
	}
}

// TestNewWords: what looks like quoting and is none stays with the new words.
func TestNewWords(t *testing.T) {
	for _, s := range []string{
		"As I wrote:\nwe need 500 pcs.\n",
		"We wrote to you on 5 March:\nplease answer.\n",
		"In your quotation of 5 March 2026 you wrote:\nprice USD 5. Is it valid?\n",
		"From: Ningbo\nTo: Hamburg\nDate: May\n",
		"> 500 pcs wanted\n",
		"Subject: lamps\nwe need 10.\n",
		"---\nQuantity 5\n",
		"Original message lost, please resend:\n",
		"To: be discussed\nDate: open\nFrom: stock\n",
	} {
		if own, past := splitQuotes(plainLines(s)); join(own) != s {
			t.Errorf("%q: new %q, history %q", s, join(own), join(past))
		}
	}
}

func TestSignatures(t *testing.T) {
	for _, l := range languages {
		for _, closing := range l.closing {
			own := plainLines("We need 500 lamps.\n\n" + closing + ",\nAnn Lee\nShop Ltd\n")
			if text, block := splitSignature(own); join(text) != "We need 500 lamps.\n" {
				t.Errorf("%s %q: text %q, signature %q", l.code, closing, join(text), join(block))
			}
		}
		for _, device := range l.device {
			own := plainLines("We need 500 lamps.\n\n" + device + "iPhone\n")
			if text, block := splitSignature(own); join(text) != "We need 500 lamps.\n" {
				t.Errorf("%s %q: text %q, signature %q", l.code, device, join(text), join(block))
			}
		}
	}
	for _, c := range []struct{ text, block string }{
		{"We need 5 lamps.\n", "-- \nAnn\n"},
		{"We need 5 lamps.\n", "Best regards Ann Lee\nTel: +49 40 555 0123\n"},
		{"We need 5 lamps.\n", "Thanks & Regards\nAnn\n"},
		{"We need 5 lamps.\n", "Thank you.\nBest regards,\n\nAnn Lee | Buyer\nShop Ltd, 5 Ring Road, 20095 Hamburg\n\nThis e-mail is confidential and intended for the addressee only. If you received it in error, please delete it.\n"},
		{"Thanks for the offer. We need 5 lamps?\n", ""},
		{"Hello,\nThanks,\nplease quote 500 lamps\n", ""},
		{"Regards to your team! We need 5 lamps.\n", ""},
		{"Size list:\n\nP: 12 USD\nM: 500 mm\nW: 200 mm\n", ""},
		{"New request:\n\nName: Ann\nEmail: ann@shop.example\nPhone: +49 40 555 0123\nMessage: 100 lamps\n", ""},
		{"We need:\n\nLamp WL-200 500 pcs 12 EUR\nLamp WL-300 600 pcs 14 EUR\n", ""},
		{"Best regards\nAnn\n", ""},
		{"This message is to ask for 50 lamps.\n", ""},
	} {
		text, block := splitSignature(plainLines(c.text + "\n" + c.block))
		if want := strings.ReplaceAll(c.block, "-- ", "--"); join(text) != c.text || join(block) != want {
			t.Errorf("%q + %q: text %q, signature %q", c.text, c.block, join(text), join(block))
		}
	}
}
