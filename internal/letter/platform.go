package letter

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"inquiryd/internal/inquiry"
)

// A trade platform, or the form of a web site, wraps what a buyer wrote into a
// notification: its own sender, its own greeting, a list of fields, the
// buyer's text, and advertisement. What counts is inside. A wrapper is known by
// its fields, for layouts change and new platforms come; the platform's own
// file only adds its name, its domains and the labels that it alone uses. What
// is not understood stays an ordinary letter.

// platform is one wrapper.
type platform struct {
	name    string
	domains []string // of its notifications
	brands  []string // in the sender's name or the subject, in lower case
	labels  map[string]wrapField
}

// wrapField is what a labelled line of a notification says.
type wrapField int

const (
	noPart wrapField = iota
	whoPart
	companyPart
	countryPart
	mailPart
	phonePart
	goodsPart // product, quantity, trade term, destination: the buyer's choice
	wordsPart // the buyer's own text
	otherPart // the platform's: ids, dates, levels of membership
)

// platforms is the table; the first that fits is taken.
var platforms = []platform{alibaba, madeInChina, globalSources, tradeBoards, webForm}

// commonLabels are what most wrappers call their fields, in lower case.
var commonLabels = map[string]wrapField{
	"name": whoPart, "your name": whoPart, "full name": whoPart, "first name": whoPart, "last name": whoPart, "contact": whoPart, "contact person": whoPart, "contact name": whoPart, "buyer": whoPart, "buyer name": whoPart, "from": whoPart, "sender": whoPart, "customer": whoPart,
	"nombre": whoPart, "nombre y apellidos": whoPart, "nom": whoPart, "nome": whoPart, "ihr name": whoPart, "naam": whoPart, "имя": whoPart, "фио": whoPart, "покупатель": whoPart, "контактное лицо": whoPart, "imię": whoPart, "imię i nazwisko": whoPart, "ad soyad": whoPart, "الاسم": whoPart, "نام": whoPart, "שם": whoPart, "姓名": whoPart, "联系人": whoPart, "聯絡人": whoPart, "お名前": whoPart, "氏名": whoPart, "이름": whoPart, "họ tên": whoPart, "nama": whoPart, "ชื่อ": whoPart, "नाम": whoPart,
	"company": companyPart, "company name": companyPart, "organisation": companyPart, "organization": companyPart, "business name": companyPart, "business type": companyPart, "firma": companyPart, "empresa": companyPart, "société": companyPart, "entreprise": companyPart, "azienda": companyPart, "bedrijf": companyPart, "компания": companyPart, "организация": companyPart, "şirket": companyPart, "الشركة": companyPart, "شرکت": companyPart, "חברה": companyPart, "公司": companyPart, "公司名称": companyPart, "会社名": companyPart, "회사": companyPart, "회사명": companyPart, "công ty": companyPart, "perusahaan": companyPart, "บริษัท": companyPart, "कंपनी": companyPart, "position": companyPart, "job title": companyPart,
	"country": countryPart, "country/region": countryPart, "country / region": countryPart, "location": countryPart, "city": countryPart, "address": countryPart, "país": countryPart, "pays": countryPart, "land": countryPart, "paese": countryPart, "страна": countryPart, "kraj": countryPart, "ülke": countryPart, "البلد": countryPart, "الدولة": countryPart, "کشور": countryPart, "מדינה": countryPart, "国家": countryPart, "國家": countryPart, "国家/地区": countryPart, "國家/地區": countryPart, "国": countryPart, "국가": countryPart, "quốc gia": countryPart, "negara": countryPart, "ประเทศ": countryPart, "देश": countryPart,
	"email": mailPart, "e-mail": mailPart, "your email": mailPart, "email address": mailPart, "mail": mailPart, "correo": mailPart, "correo electrónico": mailPart, "courriel": mailPart, "эл. почта": mailPart, "почта": mailPart, "e-posta": mailPart, "البريد الإلكتروني": mailPart, "ایمیل": mailPart, "אימייל": mailPart, "דוא\"ל": mailPart, "邮箱": mailPart, "電郵": mailPart, "电子邮件": mailPart, "メール": mailPart, "メールアドレス": mailPart, "이메일": mailPart, "आईमेल": mailPart, "ईमेल": mailPart, "อีเมล": mailPart, "buyer email": mailPart,
	"phone": phonePart, "telephone": phonePart, "tel": phonePart, "mobile": phonePart, "phone number": phonePart, "whatsapp": phonePart, "telefon": phonePart, "telefono": phonePart, "teléfono": phonePart, "téléphone": phonePart, "telefone": phonePart, "телефон": phonePart, "الهاتف": phonePart, "تلفن": phonePart, "טלפון": phonePart, "电话": phonePart, "電話": phonePart, "電話番号": phonePart, "전화": phonePart, "연락처": phonePart, "điện thoại": phonePart, "telepon": phonePart, "โทรศัพท์": phonePart, "फ़ोन": phonePart,
	"article": goodsPart, "articles": goodsPart, "goods": goodsPart, "volume": goodsPart, "requested quantity": goodsPart, "quantity wanted": goodsPart, "delivery term": goodsPart, "delivery terms": goodsPart, "wanted on site": goodsPart, "delivery": goodsPart, "ship to": goodsPart, "branding": goodsPart, "presentation": goodsPart, "print": goodsPart, "logo": goodsPart, "colours": goodsPart, "colors": goodsPart, "measure": goodsPart, "dimensions": goodsPart, "type": otherPart, "type of request": otherPart, "enquiry type": otherPart, "inquiry type": otherPart, "member for": otherPart, "member": whoPart, "user": whoPart, "visitor": whoPart, "company/name": companyPart, "buyer type": companyPart, "valid till": otherPart, "closing": otherPart, "deadline for bids": otherPart, "country code": countryPart, "captcha": otherPart, "orders on platform": otherPart, "buyer says": wordsPart, "buyer wrote": wordsPart, "buyer note": wordsPart, "buyer's note": wordsPart, "buyer asks": wordsPart, "says": wordsPart, "writes": wordsPart, "comments/questions": wordsPart, "your question": wordsPart, "how can we help": wordsPart, "how can we help you": wordsPart, "what are you looking for": wordsPart,
	"misura": goodsPart, "misure": goodsPart, "resa": goodsPart, "richiedente": whoPart, "cliente": whoPart, "scadenza": otherPart, "articolo": goodsPart, "richiesta": wordsPart, "note aggiuntive": wordsPart, "artículo": goodsPart, "articulo": goodsPart, "solicitante": whoPart, "cantidad solicitada": goodsPart, "consulta": wordsPart, "observaciones": wordsPart, "observações": wordsPart, "demandeur": whoPart, "article demandé": goodsPart, "quantité souhaitée": goodsPart, "demande": wordsPart, "commentaires": wordsPart, "artikel": goodsPart, "stückzahl": goodsPart, "anfrage": wordsPart, "anfragender": whoPart, "bemerkung": wordsPart, "bemerkungen": wordsPart, "opmerking": wordsPart, "opmerkingen": wordsPart, "aantal": goodsPart, "ilość": goodsPart, "towar": goodsPart, "zapytanie": wordsPart, "uwagi": wordsPart, "kupujacy": whoPart, "заказчик": whoPart, "клиент": whoPart, "объем": goodsPart, "объём": goodsPart, "условия поставки": goodsPart, "вопрос": wordsPart, "примечание": wordsPart, "adet": goodsPart, "üye": whoPart, "talep": wordsPart, "not": wordsPart, "العدد": goodsPart, "الصنف": goodsPart, "ملاحظات": wordsPart, "المرسل": whoPart, "کالا": goodsPart, "مقدار": goodsPart, "品目": goodsPart, "ご希望数量": goodsPart, "備考": wordsPart, "ご要望": wordsPart, "품목": goodsPart, "희망 수량": goodsPart, "희망수량": goodsPart, "납품지": goodsPart, "요청사항 ": wordsPart, "비고": wordsPart, "마감": otherPart, "收货地": goodsPart, "买家国家": countryPart, "買家國家": countryPart, "询价单号": otherPart, "留言时间": otherPart, "买家姓名": whoPart, "barang": goodsPart, "jumlah pesanan": goodsPart, "catatan": wordsPart, "ghi chú": wordsPart, "mặt hàng": goodsPart, "สินค้า": goodsPart, "จำนวน": goodsPart, "หมายเหตุ": wordsPart,
	"采购商": whoPart, "买家": whoPart, "買家": whoPart, "询价人": whoPart, "采购人": whoPart, "買方": whoPart, "买方": whoPart, "客户": whoPart, "客户姓名": whoPart, "称呼": whoPart, "بائع": whoPart, "المشتري": whoPart, "alıcı": whoPart, "comprador": whoPart, "acheteur": whoPart, "käufer": whoPart, "acquirente": whoPart, "koper": whoPart, "kupujący": whoPart, "pembeli": whoPart, "người mua": whoPart, "ผู้ซื้อ": whoPart, "バイヤー": whoPart, "구매자": whoPart, "바이어": whoPart, "खरीदार": whoPart, "خریدار": whoPart, "קונה": whoPart, "団体名": companyPart, "貴社名": companyPart, "御社名": companyPart, "업체명": companyPart, "상호": companyPart, "单位": companyPart, "单位名称": companyPart, "公司名稱": companyPart, "nama perusahaan": companyPart, "tên công ty": companyPart, "şirket adı": companyPart, "nombre de la empresa": companyPart, "ご担当者名": whoPart, "担当者": whoPart, "担当者名": whoPart, "성함": whoPart, "담당자": whoPart, "담당자명": whoPart,
	"所在国家": countryPart, "所在地": countryPart, "所在地区": countryPart, "国家地区": countryPart, "注册国家": countryPart, "来自": countryPart, "地区": countryPart, "都道府県": countryPart, "지역": countryPart, "город": countryPart, "şehir": countryPart, "ciudad": countryPart, "cidade": countryPart, "ville": countryPart, "stadt": countryPart, "città": countryPart, "miasto": countryPart, "kota": countryPart, "المدينة": countryPart, "شهر": countryPart,
	"采购产品": goodsPart, "求购产品": goodsPart, "采购商品": goodsPart, "询价产品": goodsPart, "商品": goodsPart, "品名": goodsPart, "採購產品": goodsPart, "採購數量": goodsPart, "采购量": goodsPart, "求购数量": goodsPart, "需求数量": goodsPart, "规格": goodsPart, "規格": goodsPart, "目的港": goodsPart, "目标价": goodsPart, "贸易条款": goodsPart, "付款方式": goodsPart, "型号": goodsPart, "ご希望商品": goodsPart, "商品名": goodsPart, "ご用件": goodsPart, "希望数量": goodsPart, "관심제품": goodsPart, "관심 제품": goodsPart, "제품명": goodsPart, "품명": goodsPart, "구매수량": goodsPart,
	"买家留言": wordsPart, "需求描述": wordsPart, "采购需求": wordsPart, "询价内容": wordsPart, "详细描述": wordsPart, "备注": wordsPart, "補充說明": wordsPart, "留言內容": wordsPart, "留言内容": wordsPart, "ご質問": wordsPart, "お問合せ内容": wordsPart, "メッセージ": wordsPart, "メッセージ本文": wordsPart, "문의사항": wordsPart, "요청사항": wordsPart, "commentaire": wordsPart, "comentarios": wordsPart, "mensaje del comprador": wordsPart, "açıklama": wordsPart, "комментарий": wordsPart, "описание": wordsPart, "التفاصيل": wordsPart, "توضیحات": wordsPart,
	"product": goodsPart, "product name": goodsPart, "products": goodsPart, "item": goodsPart, "title": goodsPart, "subject": goodsPart, "quantity": goodsPart, "qty": goodsPart, "quantity required": goodsPart, "order quantity": goodsPart, "required quantity": goodsPart, "purchase quantity": goodsPart, "unit": goodsPart, "trade term": goodsPart, "trade terms": goodsPart, "shipping terms": goodsPart, "shipment terms": goodsPart, "incoterm": goodsPart, "incoterms": goodsPart, "destination": goodsPart, "destination port": goodsPart, "port of destination": goodsPart, "delivery to": goodsPart, "payment terms": goodsPart, "payment method": goodsPart, "payment": goodsPart, "target price": goodsPart, "preferred unit price": goodsPart, "unit price": goodsPart, "budget": goodsPart, "specification": goodsPart, "specifications": goodsPart, "size": goodsPart, "color": goodsPart, "colour": goodsPart, "material": goodsPart, "packaging": goodsPart, "packing": goodsPart, "certification": goodsPart, "model": goodsPart, "sample": goodsPart, "lead time": goodsPart, "delivery date": goodsPart, "interested in": goodsPart, "product of interest": goodsPart,
	"producto": goodsPart, "cantidad": goodsPart, "produit": goodsPart, "quantité": goodsPart, "produkt": goodsPart, "menge": goodsPart, "anzahl": goodsPart, "prodotto": goodsPart, "quantità": goodsPart, "товар": goodsPart, "количество": goodsPart, "продукт": goodsPart, "ürün": goodsPart, "miktar": goodsPart, "المنتج": goodsPart, "الكمية": goodsPart, "محصول": goodsPart, "تعداد": goodsPart, "מוצר": goodsPart, "כמות": goodsPart, "产品": goodsPart, "產品": goodsPart, "数量": goodsPart, "數量": goodsPart, "采购数量": goodsPart, "產品名稱": goodsPart, "产品名称": goodsPart, "製品": goodsPart, "제품": goodsPart, "수량": goodsPart, "sản phẩm": goodsPart, "số lượng": goodsPart, "produk": goodsPart, "jumlah": goodsPart, "produto": goodsPart, "quantidade": goodsPart, "assunto": goodsPart, "asunto": goodsPart, "betreff": goodsPart, "objet": goodsPart, "oggetto": goodsPart, "тема": goodsPart, "주제": goodsPart, "件名": goodsPart, "主题": goodsPart,
	"message": wordsPart, "your message": wordsPart, "message body": wordsPart, "comment": wordsPart, "comments": wordsPart, "details": wordsPart, "detail": wordsPart, "description": wordsPart, "requirement": wordsPart, "requirements": wordsPart, "inquiry": wordsPart, "inquiry details": wordsPart, "inquiry content": wordsPart, "enquiry": wordsPart, "details from the buyer": wordsPart, "message from buyer": wordsPart, "buyer's message": wordsPart, "buyer message": wordsPart, "buying requirement": wordsPart, "buying request": wordsPart, "purchase details": wordsPart, "detailed requirements": wordsPart, "additional requirements": wordsPart, "remarks": wordsPart, "note": wordsPart, "notes": wordsPart, "content": wordsPart, "question": wordsPart,
	"mensaje": wordsPart, "mensagem": wordsPart, "nachricht": wordsPart, "ihre nachricht": wordsPart, "messaggio": wordsPart, "bericht": wordsPart, "сообщение": wordsPart, "текст запроса": wordsPart, "wiadomość": wordsPart, "treść": wordsPart, "mesaj": wordsPart, "mesajınız": wordsPart, "الرسالة": wordsPart, "پیام": wordsPart, "הודעה": wordsPart, "留言": wordsPart, "询盘内容": wordsPart, "內容": wordsPart, "内容": wordsPart, "詳細": wordsPart, "お問い合わせ内容": wordsPart, "메시지": wordsPart, "문의내용": wordsPart, "문의 내용": wordsPart, "nội dung": wordsPart, "pesan": wordsPart, "ข้อความ": wordsPart, "संदेश": wordsPart,
	"rfq no": otherPart, "rfq no.": otherPart, "rfq id": otherPart, "inquiry id": otherPart, "inquiry no": otherPart, "inquiry no.": otherPart, "reference": otherPart, "member since": otherPart, "category": otherPart, "attachments": otherPart, "attachment": otherPart, "date": otherPart, "sent": otherPart, "time": otherPart, "ip": otherPart, "ip address": otherPart, "page": otherPart, "page url": otherPart, "url": otherPart, "user agent": otherPart, "browser": otherPart, "referrer": otherPart, "website": otherPart, "valid until": otherPart, "expires": otherPart, "quotes left": otherPart, "annual purchasing volume": otherPart, "consent": otherPart, "gdpr": otherPart, "newsletter": otherPart, "form": otherPart, "form name": otherPart, "to": otherPart, "remote ip": otherPart, "powered by": otherPart, "sent from": otherPart, "verification": otherPart, "verified": otherPart, "posted": otherPart, "supplier": otherPart,
}

// wrapped is what was found in a notification.
type wrapped struct {
	who, company, mail   string
	country, phone       []string
	goods, words         []string
	labels               int
	personal, requesting bool // says who; says what
}

// unwrap replaces a notification by the letter that it wraps: the buyer as its
// sender, their choices and words as its text, who they are as its signature.
// The notification's own sender stays in Sender.
func (r *reader) unwrap() {
	p := r.platform()
	w := readWrapper(r.Text+"\n"+r.Signature, p)
	// Some forms send under the visitor's own address; then it takes more
	// fields to know a form from a buyer who writes in lists.
	enough := 4
	if r.relayed() {
		enough = 3
	}
	if w.labels < enough || !w.personal || !w.requesting || enough == 4 && w.mail == "" {
		r.unwrapQuote(p)
		return
	}
	r.Platform = p.name
	if r.Sender.Mail == "" {
		r.Sender = r.From
	}
	r.From = inquiry.Address{Name: w.who, Mail: r.From.Mail}
	if w.mail != "" {
		r.From.Mail, r.ReplyTo = w.mail, nil
	} else if answer := r.Answerable(); answer.Mail != "" {
		r.From.Mail = answer.Mail
	}
	r.Text = paragraphs(ended(w.goods), ended(w.words))
	who := append([]string{w.who, w.company}, w.country...)
	who = append(who, w.phone...)
	r.Signature = ended(slices.DeleteFunc(who, func(s string) bool { return s == "" }))
}

// unwrapQuote takes a buyer's words out of a notification that has no fields but
// puts them in quotation marks: `marco_8841 wrote: "how much?"`.
func (r *reader) unwrapQuote(p platform) {
	if !r.relayed() || r.Platform != "" {
		return
	}
	announced, who := false, ""
	for line := range strings.Lines(r.Text) {
		line = strings.TrimSpace(line)
		if quote, ok := quoted(line); ok && announced {
			r.Platform = p.name
			if r.Sender.Mail == "" {
				r.Sender = r.From
			}
			r.From = inquiry.Address{Name: who, Mail: r.From.Mail}
			r.Text, r.Signature = quote+"\n", ended([]string{who})
			return
		}
		if line == "" {
			continue
		}
		name, found := announcesWords(line)
		announced = found
		if found {
			who = name
		}
	}
}

// quoted is a line that is one quotation, without its marks.
func quoted(line string) (string, bool) {
	const least = 8 // bytes
	for _, marks := range [...][2]string{{`"`, `"`}, {"“", "”"}, {"«", "»"}, {"„", "“"}, {"「", "」"}, {"『", "』"}} {
		if inner, ok := strings.CutPrefix(line, marks[0]); ok {
			if inner, ok := strings.CutSuffix(inner, marks[1]); ok && len(inner) >= least {
				return strings.TrimSpace(inner), true
			}
		}
	}
	return "", false
}

// announcesWords says that a line announces somebody's words, and whose.
func announcesWords(line string) (who string, ok bool) {
	head, colon := strings.CutSuffix(line, ":")
	if !colon {
		if head, colon = strings.CutSuffix(line, "："); !colon {
			return "", false
		}
	}
	lower := strings.ToLower(head)
	for _, verb := range quoteVerbs {
		if at := strings.Index(lower, verb); at >= 0 {
			return strings.Trim(strings.TrimSpace(head[:min(at, len(head))]), `"“”«»买買家 `), true
		}
	}
	return "", false
}

// quoteVerbs announce a buyer's words in a notification.
var quoteVerbs = []string{"wrote", "writes", "says", "said", "asks", "asked", "message", "sent you", "left a note", "给您留言", "留言", "給您留言", "发来", "escribió", "escribe", "dice", "escreveu", "diz", "a écrit", "écrit", "schrieb", "schreibt", "ha scritto", "scrive", "schreef", "schrijft", "napisał", "пишет", "написал", "yazdı", "diyor", "كتب", "نوشت", "כתב", "menulis", "viết", "เขียน", "さん", "からのメッセージ", "메시지"}

// ended joins lines, each with its end.
func ended(lines []string) string {
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	if text == "" {
		return ""
	}
	return text + "\n"
}

// unjoined takes out what local parts vary in: no-reply, no_reply, noreply.
var unjoined = strings.NewReplacer("-", "", "_", "", ".", "")

// relayed says that a machine sent the letter: by its address, because answers
// go elsewhere, or because it is a platform's.
func (r *reader) relayed() bool {
	local, domain, _ := strings.Cut(strings.ToLower(r.From.Mail), "@")
	local = unjoined.Replace(local)
	for _, mark := range []string{"noreply", "donotreply", "notif", "rfq", "inquir", "enquir", "wordpress", "form", "mailer", "alert", "message", "feedback", "service", "website", "webmaster", "system", "info", "admin", "buyer", "lead", "contact", "hello", "web", "postmaster", "request", "sourcing", "trade", "push", "msg", "digest", "alarm", "notice", "bildirim", "richiest", "aviso", "avviso", "desk", "market", "no"} {
		if strings.HasPrefix(local, mark) || len(mark) > 4 && strings.Contains(local, mark) {
			return true
		}
	}
	for _, to := range r.To {
		if to.Domain() == domain {
			return true // our own web site writes to us
		}
	}
	return r.platform().name != webForm.name
}

// platform names the wrapper; what no file claims is taken for a web form.
func (r *reader) platform() platform {
	subject := strings.ToLower(r.Subject + " " + r.From.Name)
	for _, p := range platforms {
		if slices.ContainsFunc(p.domains, func(d string) bool {
			return r.From.Domain() == d || strings.HasSuffix(r.From.Domain(), "."+d)
		}) || slices.ContainsFunc(p.brands, func(b string) bool { return strings.Contains(subject, b) }) {
			return p
		}
	}
	return webForm
}

// readWrapper reads the fields of a notification. A label may stand on the
// line of its value or above it; the buyer's text goes on until the next
// label, a rule, or the platform's own words.
func readWrapper(text string, p platform) wrapped {
	var w wrapped
	at := noPart
	for line := range fieldsIn(text, p) {
		label, value, is := cutLabel(line, p)
		switch {
		case is != noPart:
			w.labels++
			at = is
			w.take(is, label, value)
			if is != wordsPart && value != "" {
				at = noPart
			}
		case line == "" && at != wordsPart:
		case rule(line) || footer(line):
			if at == wordsPart && len(w.words) > 0 {
				at = noPart
			}
		case at != noPart:
			w.take(at, "", line)
			if at != wordsPart {
				at = noPart
			}
		}
	}
	return w
}

// fieldsIn are the lines of a text, and where a line holds several fields side by
// side, "Buyer: A.   Country: B.", each of them.
func fieldsIn(text string, p platform) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			parts, several := []string{line}, 0
			if len(line) <= longestRow && strings.Count(line, ":")+strings.Count(line, "：") >= 2 {
				parts = sideBySide.Split(line, -1)
			}
			for _, part := range parts {
				if _, value, is := cutLabel(part, p); is != noPart && value != "" {
					several++
				}
			}
			if several < 2 {
				parts = []string{line}
			}
			for _, part := range parts {
				if !yield(part) {
					return
				}
			}
		}
	}
}

// longestRow is how many bytes a line of fields has at most.
const longestRow = 400

// sideBySide is what stands between two fields of one line.
var sideBySide = regexp.MustCompile(`\s{2,}|\s\|\s`)

func (w *wrapped) take(is wrapField, label, value string) {
	value = strings.TrimSpace(strings.Trim(value, "|"))
	if value == "" && is != wordsPart {
		return
	}
	switch is {
	case whoPart:
		name, rest, more := strings.Cut(value, "|")
		if w.who == "" {
			w.who = strings.TrimSpace(name)
		} else {
			w.company = strings.TrimSpace(w.company + " " + value)
		}
		if more {
			w.country = append(w.country, rest)
		}
		if open := strings.IndexByte(w.who, '('); open > 0 {
			w.country = append(w.country, strings.Trim(w.who[open:], "() "))
			w.who = strings.TrimSpace(w.who[:open])
		}
		w.personal = true
	case companyPart:
		w.company, w.personal = strings.TrimSpace(w.company+" "+value), true
	case countryPart:
		w.country, w.personal = append(w.country, value), true
	case mailPart:
		if list := parseAddresses(value); len(list) > 0 && list[0].Mail != "" {
			w.mail, w.personal = list[0].Mail, true
		}
	case phonePart:
		w.phone = append(w.phone, "Tel: "+value)
	case goodsPart:
		w.goods, w.requesting = append(w.goods, label+": "+value), true
	case wordsPart:
		w.words, w.requesting = append(w.words, strings.Trim(value, "\"“”«»")), true
	}
}

// cutLabel divides "Label: value", "Label | value", "Label    value", "Label
// ..... value" and a label that stands alone with its colon, or in capitals.
func cutLabel(line string, p platform) (label, value string, is wrapField) {
	line = strings.TrimLeft(line, "*-•·>| ■□●○◆◇▶▪★☆【[")
	for _, sep := range []string{":", "：", "|", "\t", "   ", "...", "…"} {
		head, rest, ok := strings.Cut(line, sep)
		head = strings.TrimSpace(strings.Trim(head, "*[]【】_. "))
		if !ok || head == "" || utf8.RuneCountInString(head) > 28 {
			continue
		}
		if is := fieldOf(head, p); is != noPart {
			return head, strings.TrimLeft(rest, ".…: "), is
		}
	}
	if line == strings.ToUpper(line) && line != strings.ToLower(line) {
		return line, "", fieldOf(line, p)
	}
	return "", "", noPart
}

// fieldOf is what a label stands for: the whole, or, of a label in two
// languages, either half.
func fieldOf(label string, p platform) wrapField {
	label = strings.ToLower(strings.ReplaceAll(label, "_", " "))
	for _, form := range append([]string{label}, halves(label)...) {
		form = strings.TrimSpace(form)
		if is := p.labels[form]; is != noPart {
			return is
		}
		if is := commonLabels[form]; is != noPart {
			return is
		}
	}
	return noPart
}

// halves are the parts of "Ürün / Product", "产品名称 Product" and "rfq no.".
func halves(label string) []string {
	if a, b, ok := strings.Cut(label, "/"); ok {
		return []string{a, b}
	}
	ascii := strings.IndexFunc(label, func(r rune) bool { return r >= 'a' && r <= 'z' })
	if ascii > 0 && label[0] >= utf8.RuneSelf {
		return []string{label[:ascii], label[ascii:]}
	}
	return nil
}

// rule is a line of dashes and the like.
func rule(line string) bool {
	return len(line) >= 2 && strings.Trim(line, "-_=*~—–─ ") == ""
}

// footer is where a notification's own words begin again.
func footer(line string) bool {
	lower := strings.ToLower(line)
	if len(lower) > 300 {
		return false
	}
	for _, mark := range []string{"系统自动", "系統自動", "自动发送", "自動發送", "勿直接回复", "勿直接回覆", "登录", "登入後台", "自動送信", "自動返信", "送信専用", "送信元ip", "발신전용", "자동 발송", "automatically generated", "sent automatically", "automatisch generiert", "automatisch verstuurd", "automáticamente", "automaticamente", "automatiquement", "автоматически", "otomatik olarak", "تلقائي", "log in to reply", "log in to quote", "sign in to reply", "sign in to quote", "within 24 hours to", "within 48 hours"} {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	for _, mark := range []string{"quote now", "reply now", "reply to buyer", "[ ", "[reply", "[quote", "click here", "view details", "view inquiry", "this email was sent", "this e-mail was sent", "this message was sent", "this mail is sent", "you receive this", "you received this", "you are receiving", "unsubscribe", "powered by", "sent via", "http://", "https://", "tips:", "copyright", "©", "(c) ", "please do not reply", "do not reply", "вы получили", "отписаться", "立即回复", "立即报价", "请勿直接回复", "diese e-mail wurde", "este mensaje", "este correo", "ce message a été", "esta mensagem foi", "このメールは"} {
		if strings.HasPrefix(lower, mark) {
			return true
		}
	}
	return false
}
